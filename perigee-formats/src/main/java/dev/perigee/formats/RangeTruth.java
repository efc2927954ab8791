package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import java.nio.file.Path;

/// Ground truth of searches within a radius, as big-ann-benchmarks has it: for each query all rows
/// that are near enough, however many.
///
/// ```
/// 0   i32   queries
/// 4   i32   hits of all queries
/// 8         queries x i32: hits of each query
///           hits x i32: their rows, query by query
///           hits x f32: their distances
/// ```
///
/// The file is mapped; opening adds up the hits. Memory: four bytes for each query. Rows are not
/// checked to be rows of anything. Safe for several threads. Whoever opens it closes it.
public final class RangeTruth implements AutoCloseable {

  private static final int HEADER_BYTES = 8;

  private final FileBytes file;
  // Hits before each query; one more than there are queries.
  private final int[] begins;
  private final long rowsAt;

  private RangeTruth(FileBytes file, int[] begins, long rowsAt) {
    this.file = file;
    this.begins = begins;
    this.rowsAt = rowsAt;
  }

  /// Opens a file.
  ///
  /// @param path a regular file of the default file system
  /// @throws NotFoundException if there is no such file
  /// @throws CorruptionException if the numbers of hits contradict each other or the size of the
  ///   file
  /// @throws StorageException if the operating system refuses
  public static RangeTruth open(Path path) {
    FileBytes file = FileBytes.open(path);
    try {
      return open(file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static RangeTruth open(FileBytes file) {
    int queries = file.i32(0);
    int hits = file.i32(4);
    long rowsAt = HEADER_BYTES + file.require(HEADER_BYTES, queries, Integer.BYTES, "counts");
    long hitBytes = file.require(rowsAt, hits, Integer.BYTES + Float.BYTES, "hits");
    if (rowsAt + hitBytes != file.sizeBytes()) {
      throw file.corruption(
          rowsAt + hitBytes, "expected the end of the file after " + hits + " hits, got more");
    }
    return new RangeTruth(file, begins(file, queries, hits), rowsAt);
  }

  private static int[] begins(FileBytes file, int queries, int hits) {
    int[] counts = new int[queries];
    file.i32s(HEADER_BYTES, queries, counts);
    int[] begins = new int[queries + 1];
    for (int query = 0; query < queries; query++) {
      if (counts[query] < 0 || counts[query] > hits - begins[query]) {
        throw file.corruption(
            HEADER_BYTES + (long) query * Integer.BYTES,
            "expected at most %d hits more, got %d".formatted(hits - begins[query], counts[query]));
      }
      begins[query + 1] = begins[query] + counts[query];
    }
    if (begins[queries] != hits) {
      throw file.corruption(4, "expected " + begins[queries] + " hits in all, got " + hits);
    }
    return begins;
  }

  /// Number of queries.
  public int queries() {
    return begins.length - 1;
  }

  /// Hits of a query.
  ///
  /// @throws InvalidRequestException if there is no such query
  public int count(int query) {
    requireQuery(query);
    return begins[query + 1] - begins[query];
  }

  /// Copies the rows that a query is to find, in the order of the file.
  ///
  /// @return [#count] rows
  /// @throws InvalidRequestException if there is no such query
  /// @throws CorruptionException if the file has been truncated since it was opened
  /// @throws ClosedException if the file is closed
  public int[] rows(int query) {
    int[] rows = new int[count(query)];
    file.i32s(rowsAt + (long) begins[query] * Integer.BYTES, rows.length, rows);
    return rows;
  }

  /// Copies their distances, as the data set defines them.
  ///
  /// @return [#count] distances
  /// @throws InvalidRequestException if there is no such query
  /// @throws CorruptionException if the file has been truncated since it was opened
  /// @throws ClosedException if the file is closed
  public float[] distances(int query) {
    int[] bits = new int[count(query)];
    long number = (long) begins[begins.length - 1] + begins[query];
    file.i32s(rowsAt + number * Float.BYTES, bits.length, bits);
    float[] distances = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      distances[i] = Float.intBitsToFloat(bits[i]);
    }
    return distances;
  }

  private void requireQuery(int query) {
    if (query < 0 || query >= queries()) {
      throw InvalidRequestException.of("query", "0 to " + (queries() - 1), query);
    }
  }

  /// Ends the mapping; later reads throw [ClosedException]. Closing twice does nothing.
  ///
  /// @throws StorageException if the operating system refuses
  @Override
  public void close() {
    file.close();
  }
}
