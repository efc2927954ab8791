package dev.perigee.index;

import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/// Makes an index of vectors, and of the graph over them that was built elsewhere, less the rows
/// that were removed there.
///
/// Walks of the library that built the graph lead through removed rows. So the graph is taken over
/// with them, and then patched ([IndexPatch]). Without a graph, one is built.
///
/// @param vectors with their ids
/// @param links of the rows, by their numbers; null to build a graph
/// @param removed rows that do not come along
/// @param removedCount how many they are
/// @param options of the index that is made; they leave room for the links
public record IndexAdoption(
    VectorSource vectors,
    LinkSource links,
    IntPredicate removed,
    int removedCount,
    IndexOptions options) {

  /// @throws InvalidRequestException if the vectors do not fit the options
  public IndexAdoption {
    options.requireFit("vectors", vectors);
    if (removedCount < 0 || removedCount > vectors.count()) {
      throw InvalidRequestException.of("removed", "0 to " + vectors.count(), removedCount);
    }
  }

  /// Rows that come along.
  public long count() {
    return vectors.count() - removedCount;
  }

  /// Writes the index as one file, all at once.
  ///
  /// @param path the file; its folder exists
  /// @param progress told how many rows are taken over, then how many are written
  /// @throws InvalidRequestException naming the row, if a vector does not fit, or if the graph has
  ///   more links than the options leave room for
  /// @throws ConflictException naming the row, if ids are unique and one comes twice
  /// @throws StorageException if it could not be written; the path is as it was
  /// @throws dev.perigee.error.CancelledException if `progress` said so; the path is as it was
  public void write(Path path, BuildProgress progress) {
    AtomicFile.publishReadable(
        FileLayer.SYSTEM, path, (out, written) -> write(out, written, progress));
  }

  /// Writes the index as a segment to a channel, front to back.
  ///
  /// @param out where to; not closed
  /// @param written the file in which what went to `out` can be read at once
  /// @param progress told how many rows are taken over, then how many are written
  /// @throws StorageException if the channel refuses
  public void write(WritableByteChannel out, Path written, BuildProgress progress) {
    if (removedCount == 0 || links == null || count() == 0) {
      writeKept(out, progress);
    } else {
      writePatched(out, written, progress);
    }
  }

  private void writeKept(WritableByteChannel out, BuildProgress progress) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      if (removedCount > 0) {
        builder.addAll(new KeptRows(vectors, removed, count()), progress);
      } else if (links == null) {
        builder.addAll(vectors, progress);
      } else {
        builder.addAll(vectors, links, progress);
      }
      builder.write(out);
    }
  }

  private void writePatched(WritableByteChannel out, Path written, BuildProgress progress) {
    // a removed row may have the id of one that is there
    try (IndexBuilder builder = VectorIndex.builder(options.withUniqueIds(false))) {
      builder.addAll(vectors, links, progress.part(0, 0.5));
      try (VectorIndex whole = builder.toIndex();
          IndexBuilder none = VectorIndex.builder(options);
          VectorIndex empty = none.toIndex()) {
        new IndexPatch(whole, removed, empty, options).write(out, written, progress.part(0.5, 1));
      }
    }
  }
}
