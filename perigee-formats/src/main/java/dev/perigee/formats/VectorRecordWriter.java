package dev.perigee.formats;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Writes the one vector of each record into a file that holds nothing else: the n-th record is row
/// n.
///
/// One thread at a time. Whoever creates it closes it.
final class VectorRecordWriter implements RecordWriter {

  private final RecordTable table;
  private final String vector;
  private final VectorFileWriter rows;
  private final RecordNotes losses = new RecordNotes();

  private VectorRecordWriter(RecordTable table, String vector, VectorFileWriter rows) {
    this.table = table;
    this.vector = vector;
    this.rows = rows;
  }

  /// Starts a file.
  ///
  /// @throws InvalidRequestException unless the table is of one vector and no values
  static VectorRecordWriter create(Path target, DatasetKind kind, RecordTable table) {
    String vector = onlyVector(kind.name(), table);
    ComponentType type = kind.type() == null ? ComponentType.F32 : kind.type();
    int dimension = table.vectors().get(vector);
    return new VectorRecordWriter(
        table, vector, VectorFileWriter.create(target, kind, type, dimension));
  }

  /// The name of the one vector of a table that has no values.
  static String onlyVector(String format, RecordTable table) {
    if (table.vectors().size() != 1) {
      throw InvalidRequestException.of(
          "vectors", "one, as " + format + " holds", table.vectors().keySet());
    }
    if (!table.values().isEmpty()) {
      throw InvalidRequestException.of(
          "values", "none, as " + format + " holds", table.values().keySet());
    }
    return table.vectors().keySet().iterator().next();
  }

  /// The vector of a record.
  ///
  /// @throws InvalidRequestException if it has none
  static float[] required(Object id, String name, Map<String, float[]> vectors) {
    float[] vector = vectors.get(name);
    if (vector == null) {
      throw InvalidRequestException.of("record " + id, "a vector " + name, "none");
    }
    return vector;
  }

  @Override
  public void write(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    table.check(id, vectors, values);
    float[] components = required(id, vector, vectors);
    try {
      rows.write(components);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException("record " + id + ": " + vector + ": " + e.getMessage());
    }
    if (rows.storedType() == ComponentType.F16 && !isHalf(components)) {
      losses.add(vector + ": components were rounded to half precision");
    }
  }

  private static boolean isHalf(float[] components) {
    for (float component : components) {
      if (Float.float16ToFloat(Float.floatToFloat16(component)) != component) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> losses() {
    return losses.all();
  }

  @Override
  public void finish() {
    rows.finish();
  }

  @Override
  public void close() {
    rows.close();
  }
}
