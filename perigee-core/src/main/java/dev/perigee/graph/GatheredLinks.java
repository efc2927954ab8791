package dev.perigee.graph;

import dev.perigee.kernel.Kernels;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Chooses the links of a node among candidates whose vectors are copied side by side first, so
/// that it does not matter where they come from, and each is fetched once.
///
/// Owned by one thread.
final class GatheredLinks {

  /// Most candidates; what is offered beyond is passed over.
  static final int CANDIDATES_MAX = 512;

  private static final int CENTRE = 0;

  private final NodeVectors vectors;
  private final MemorySegment table;
  private final MemorySegment norms;
  private final int strideBytes;
  private final RowScorer scorer;
  private final NeighbourSelector selector;
  private final int[] nodes = new int[CANDIDATES_MAX];
  private final int[] places = new int[CANDIDATES_MAX];
  private final float[] distances = new float[CANDIDATES_MAX];
  private final long[] candidates = new long[CANDIDATES_MAX];
  private int[] chosen = new int[64];
  private int size;
  private int centre;

  GatheredLinks(NodeVectors vectors) {
    this.vectors = vectors;
    VectorSpace space = vectors.space();
    strideBytes = space.strideBytes();
    // owned by the garbage collector, as its owner is
    table = Arena.ofAuto().allocate((CANDIDATES_MAX + 1L) * strideBytes, 64);
    norms = Arena.ofAuto().allocate((CANDIDATES_MAX + 1L) * Float.BYTES, Float.BYTES);
    Rows rows = Rows.over(table, strideBytes, "memory", 0);
    Rows inverseNorms = space.needsNorms() ? Rows.over(norms, Float.BYTES, "memory", 0) : null;
    scorer = RowScorer.create(space, rows, inverseNorms);
    selector = new NeighbourSelector(RowScorer.create(space, rows, inverseNorms));
  }

  /// Starts with no candidates.
  ///
  /// @param node whose links are to be chosen
  void begin(int node) {
    centre = node;
    size = 0;
  }

  /// Offers candidates; repetitions do no harm.
  void offer(int[] offered, int count) {
    int taken = Math.min(count, CANDIDATES_MAX - size);
    System.arraycopy(offered, 0, nodes, size, taken);
    size += taken;
  }

  /// Chooses.
  ///
  /// @param degreeMax most links
  /// @param slack at least 1; see [NeighbourSelector]
  /// @param filled links up to which the nearest of those passed over are taken too
  /// @param target receives the nodes, nearest first up to those filled up
  /// @return how many
  int choose(int degreeMax, float slack, int filled, int[] target) {
    gather();
    if (size == 0) {
      return 0;
    }
    if (chosen.length < degreeMax) {
      chosen = new int[degreeMax];
    }
    scorer.setQueryRow(CENTRE);
    scorer.score(places, size, distances);
    for (int i = 0; i < size; i++) {
      candidates[i] = Candidate.of(distances[i], places[i]);
    }
    Arrays.sort(candidates, 0, size);
    int count = selector.select(candidates, size, degreeMax, slack, false, chosen);
    if (count < Math.min(filled, size)) {
      count = selector.select(candidates, size, filled, slack, true, chosen);
    }
    for (int i = 0; i < count; i++) {
      target[i] = nodes[chosen[i] - 1];
    }
    return count;
  }

  /// Copies the vectors of the centre and of each candidate, once.
  private void gather() {
    Arrays.sort(nodes, 0, size);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      boolean repeated = distinct > 0 && nodes[distinct - 1] == nodes[i];
      if (!repeated && nodes[i] != centre) {
        nodes[distinct++] = nodes[i];
      }
    }
    size = distinct;
    copy(centre, CENTRE);
    for (int i = 0; i < size; i++) {
      places[i] = i + 1;
      copy(nodes[i], i + 1);
    }
  }

  private void copy(int node, int place) {
    float norm = vectors.copy(node, table, (long) place * strideBytes);
    norms.set(Kernels.FLOAT, (long) place * Float.BYTES, norm);
  }
}
