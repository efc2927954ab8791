package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.graph.GraphPatch;
import dev.perigee.graph.KeptNodes;
import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeEncoder;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import dev.perigee.work.ParallelLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/// A new file of an index, less some of its vectors and with those of another, that copies what is
/// far from a change and patches the rest: nothing is built anew, and memory is taken for what is
/// added, not for the index.
///
/// Vectors keep their order: those that are kept of the one, then those of the other. Their codes
/// are those of the one index; what recall costs is measured anew.
///
/// Links are chosen among vectors where these are mapped, and among codes where they are read from
/// the file ([VectorAccess]): of codes of one bit a patched graph is worse than a new one.
///
/// Source: StreamingMerge of FreshDiskANN (Singh et al., arXiv 2105.09613, section 5).
///
/// Vectors and ids are compared with their checksums while they are copied, links and codes are
/// not: damage of those of a file is what [VectorIndex#examine] tells before.
///
/// One thread writes; both indexes may be searched meanwhile. Owns neither.
public final class IndexPatch {

  private static final int ROWS_PER_BLOCK = 64;

  private final VectorIndex base;
  private final VectorIndex added;
  private final IntPredicate removed;
  private final IndexOptions options;

  /// @param base what is patched; linked, and keeping its vectors
  /// @param removed which of its ordinals go; not all
  /// @param added what joins it: of the same dimension, metric, element type and degrees, linked;
  ///   may be empty
  /// @param options those of `base`, with other threads and with or without unique ids
  /// @throws InvalidRequestException if the indexes do not fit
  public IndexPatch(
      VectorIndex base, IntPredicate removed, VectorIndex added, IndexOptions options) {
    this.base = base;
    this.removed = removed;
    this.added = added;
    this.options = options;
    base.parts().requireAlike("base", options, "the options");
    added.parts().requireAlike("added", options, "the options");
    require("base", base.options());
    require("added", added.options());
  }

  private void require(String field, IndexOptions got) {
    if (!got.linked()
        || got.graph() != options.graph()
        || got.m() != options.m()
        || got.m0() != options.m0()) {
      throw InvalidRequestException.of(
          field,
          "a graph " + options.graph() + " of m " + options.m() + " and m0 " + options.m0(),
          got.linked() ? got.graph() + ", " + got.m() + ", " + got.m0() : "one without links");
    }
  }

  /// Writes the new index as one file, all at once.
  ///
  /// @param path the file; its folder exists
  /// @param progress told how many of the added vectors are linked, then how many rows are written
  /// @throws StorageException if it could not be written; the path is as it was
  /// @throws dev.perigee.error.CancelledException if `progress` said so; the path is as it was
  /// @throws dev.perigee.error.ConflictException if ids are unique and one comes twice
  public void write(Path path, BuildProgress progress) {
    AtomicFile.publishReadable(
        FileLayer.SYSTEM, path, (out, written) -> write(out, written, progress));
  }

  /// Writes the new index as a segment to a channel, front to back.
  ///
  /// @param out where to; not closed
  /// @param written the file in which what went to `out` can be read at once
  /// @param progress told how many of the added vectors are linked, then how many rows are written
  /// @throws StorageException if the channel refuses
  /// @throws dev.perigee.error.CancelledException if `progress` said so
  /// @throws dev.perigee.error.ConflictException if ids are unique and one comes twice
  public void write(WritableByteChannel out, Path written, BuildProgress progress) {
    PinnedIndex joining = added.parts();
    base.parts()
        .pinned(() ->
            joining.pinned(() -> {
              try (Arena arena = Arena.ofShared()) {
                write(arena, out, written, progress);
              } catch (IOException e) {
                throw new StorageException("could not write the segment", e);
              }
              return out;
            }));
  }

  private void write(Arena arena, WritableByteChannel out, Path written, BuildProgress progress)
      throws IOException {
    IndexData from = base.parts().data();
    IndexData joining = added.parts().data();
    KeptNodes kept = new KeptNodes(from.count(), removed);
    if (kept.kept() == 0) {
      throw InvalidRequestException.of("removed", "not all vectors of the base", from.count());
    }
    Rows codes = addedCodes(arena, from, joining);
    GraphPatch patch =
        new GraphPatch(
            arena,
            from.graph(),
            kept,
            joining.graph(),
            options.parameters(),
            () -> new PatchVectors(from, joining, codes),
            options.threads());
    int total = joining.count();
    patch.prepare(
        from::walkScorer,
        (scorer, row) -> {
          float norm = joining.inverseNorm(row);
          scorer.setQuery(joining.vectors().chunk(row), joining.vectors().chunkOffset(row), norm);
        },
        done -> progress.update(done, total));
    new PatchWriter(from, joining, codes, kept, patch, options, progress)
        .write(arena, out, written);
  }

  /// The codes of what is added, by the codebook of the base; null where that has none.
  private Rows addedCodes(Arena arena, IndexData from, IndexData joining) {
    if (from.codebook() == null) {
      return null;
    }
    RowAllocator codes = new RowAllocator(arena, from.codebook().layout().strideBytes());
    codes.reserve(joining.count());
    ParallelLoop.run(
        options.threads(),
        joining.count(),
        ROWS_PER_BLOCK,
        () -> {
          CodeEncoder encoder = new CodeEncoder(from.codebook());
          return (first, end) -> {
            for (int row = first; row < end; row++) {
              MemorySegment chunk = codes.rows().chunk(row);
              encoder.encode(joining.floats(), row, chunk, codes.rows().chunkOffset(row));
            }
          };
        });
    return codes.rows();
  }
}
