package dev.perigee.db.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files of a segment, as the manifest names them.
///
/// @param uid number of the part
/// @param kind what it holds
/// @param generation of the rows file, which is written anew when many rows were closed
public record SegmentFiles(long uid, Kind kind, int generation) {

  /// What a segment holds.
  public enum Kind {
    /// Rows without a graph, as they came.
    FLAT(1),
    /// Rows that count now, with a graph.
    LINKED(2),
    /// Rows that count no more and are kept for questions about the past.
    HISTORY(3);

    private final int tag;

    Kind(int tag) {
      this.tag = tag;
    }

    /// Its number in the manifest.
    public int tag() {
      return tag;
    }
  }

  /// The same with the next rows file.
  public SegmentFiles next() {
    return new SegmentFiles(uid, kind, generation + 1);
  }

  /// The index.
  public Path index(Path folder) {
    return folder.resolve("%016x.prg".formatted(uid));
  }

  /// Bytes that both take; of one that is missing none.
  public long bytes(Path folder) {
    return bytesOf(index(folder)) + bytesOf(rows(folder));
  }

  private static long bytesOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // whoever opens it says what is wrong with it
    }
  }

  /// The rows file.
  public Path rows(Path folder) {
    return folder.resolve("%016x.%d.rows".formatted(uid, generation));
  }
}
