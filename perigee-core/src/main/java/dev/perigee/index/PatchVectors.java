package dev.perigee.index;

import dev.perigee.graph.NodeVectors;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeDecoder;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;

/// The vectors of an index and of those that join it, numbered on, for a choice of links.
///
/// Where the index reads its vectors from the file, codes stand for them, which are in memory
/// anyway: a choice among a hundred candidates would be a hundred reads.
///
/// Owned by one thread.
final class PatchVectors implements NodeVectors {

  private final IndexData base;
  private final IndexData added;
  private final Rows addedCodes;
  private final CodeDecoder decoder;
  private final VectorSpace space;

  /// @param addedCodes codes of the vectors that join; null where there are none
  PatchVectors(IndexData base, IndexData added, Rows addedCodes) {
    this.base = base;
    this.added = added;
    this.addedCodes = addedCodes;
    boolean decoded =
        base.reads() != null
            && base.codebook() != null
            && base.options().metric() != Metric.INNER_PRODUCT;
    decoder = decoded ? new CodeDecoder(base.codebook()) : null;
    space =
        decoded
            ? new VectorSpace(Metric.L2, ElementType.F32, base.options().dimension(), null)
            : base.space();
  }

  @Override
  public VectorSpace space() {
    return space;
  }

  @Override
  public float copy(int node, MemorySegment target, long offset) {
    boolean old = node < base.count();
    int row = old ? node : node - base.count();
    if (decoder != null) {
      Rows codes = old ? base.graph().nodes() : addedCodes;
      decoder.decode(codes, row, target, offset);
      return 1;
    }
    IndexData from = old ? base : added;
    Rows vectors = from.vectors();
    vectors.check(row);
    MemorySegment.copy(
        vectors.chunk(row), vectors.chunkOffset(row), target, offset, space.vectorBytes());
    return from.inverseNorm(row);
  }
}
