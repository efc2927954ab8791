package dev.perigee.formats.record;

import dev.perigee.error.InvalidRequestException;
import java.util.List;
import java.util.function.Consumer;

/// How records are read.
///
/// @param idColumn the column or key of the id; null for the first there is of `id`, `_id`, `key`,
///   `pk`, `uuid`
/// @param vectorColumns the columns or keys of vectors; empty for what is usual, see
///   [RecordAssembler]. One alone becomes [SourceRecord#DEFAULT_VECTOR], several keep their names
/// @param vectors whether records without any vector are fine
/// @param badRows is told of each bad row, which is then passed over; null to end the reading at
///   the first
/// @param recordBytesMax longest record that is read, in bytes of the file where it has lines, else
///   in memory, roughly; also the longest text
/// @param unpackedPerPackedMax most bytes that a byte of a gzip file may unpack to, on average from
///   its start
public record RecordOptions(
    String idColumn,
    List<String> vectorColumns,
    VectorRule vectors,
    Consumer<RecordProblem> badRows,
    int recordBytesMax,
    int unpackedPerPackedMax) {

  /// Whether a record must have a vector.
  public enum VectorRule {
    /// Yes, if the schema of the file has one or else the first record that is read does.
    AS_THE_FIRST,
    /// Yes.
    REQUIRED,
    /// No.
    OPTIONAL
  }

  /// What is usual in the world: columns by convention, the first bad row ends the reading, records
  /// up to 16 MiB, gzip up to 200 to 1.
  public static final RecordOptions DEFAULT =
      new RecordOptions(null, List.of(), VectorRule.AS_THE_FIRST, null, 16 << 20, 200);

  /// Most nested lists and maps in a record.
  public static final int DEPTH_MAX = 64;

  /// Most components of a vector.
  public static final int DIMENSION_MAX = 65_536;

  /// @throws InvalidRequestException if a bound is not positive
  public RecordOptions {
    vectorColumns = List.copyOf(vectorColumns);
    if (recordBytesMax < 1 || recordBytesMax > 1 << 30) {
      throw InvalidRequestException.of("recordBytesMax", "1 to 2^30", recordBytesMax);
    }
    if (unpackedPerPackedMax < 1) {
      throw InvalidRequestException.of("unpackedPerPackedMax", "at least 1", unpackedPerPackedMax);
    }
  }

  /// These, with an id from a column.
  public RecordOptions withId(String column) {
    return new RecordOptions(
        column, vectorColumns, vectors, badRows, recordBytesMax, unpackedPerPackedMax);
  }

  /// These, with vectors from columns.
  public RecordOptions withVectors(String... columns) {
    return new RecordOptions(
        idColumn, List.of(columns), vectors, badRows, recordBytesMax, unpackedPerPackedMax);
  }

  /// These, with another rule for records without vectors.
  public RecordOptions withVectorRule(VectorRule rule) {
    return new RecordOptions(
        idColumn, vectorColumns, rule, badRows, recordBytesMax, unpackedPerPackedMax);
  }

  /// These, passing over bad rows.
  ///
  /// @param listener is told of each
  public RecordOptions withBadRows(Consumer<RecordProblem> listener) {
    return new RecordOptions(
        idColumn, vectorColumns, vectors, listener, recordBytesMax, unpackedPerPackedMax);
  }

  /// These, with another bound for a record.
  public RecordOptions withRecordBytesMax(int bytes) {
    return new RecordOptions(
        idColumn, vectorColumns, vectors, badRows, bytes, unpackedPerPackedMax);
  }
}
