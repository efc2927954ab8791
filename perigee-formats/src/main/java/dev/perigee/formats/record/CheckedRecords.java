package dev.perigee.formats.record;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.record.RecordOptions.VectorRule;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows of any format, held to the rules of a [RecordSource].
///
/// A vector is of the dimension that the first of its name had, has 1 to
/// [RecordOptions#DIMENSION_MAX] components and all of them are finite. A row that breaks a rule is
/// a bad row. Owned by one thread; owns the reader.
public final class CheckedRecords implements RecordSource {

  private final String name;
  private final String kind;
  private final RowReader rows;
  private final RecordOptions options;
  private final RecordNotes notes;
  private final Map<String, Integer> dimensions = new HashMap<>();
  private VectorRule rule;
  private long rowCount = -1;
  private Map<String, String> columns = Map.of();
  private boolean jsonAsText;
  private boolean closed;

  /// Takes rows from where the reader stands.
  ///
  /// @param name the file
  /// @param kind what the file was found to be
  /// @param notes what the reader passes over
  public CheckedRecords(
      String name, String kind, RowReader rows, RecordOptions options, RecordNotes notes) {
    this.name = name;
    this.kind = kind;
    this.rows = rows;
    this.options = options;
    this.notes = notes;
    this.rule = options.vectors();
  }

  /// States the dimension of a vector before the first row, where the file tells.
  public CheckedRecords withDimension(String vector, int dimension) {
    dimensions.put(vector, dimension);
    return this;
  }

  /// Says that the schema of the file has vectors, so that a row without any is a bad row unless
  /// the options say otherwise.
  public CheckedRecords withVectorsInSchema() {
    if (rule == VectorRule.AS_THE_FIRST) {
      rule = VectorRule.REQUIRED;
    }
    return this;
  }

  /// States what the schema of the file says.
  ///
  /// @param count rows of the file; -1 where it does not say
  /// @param types of the columns, by name, in their order
  public CheckedRecords withSchema(long count, Map<String, String> types) {
    rowCount = count;
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    return this;
  }

  /// Says that what is nested is as a rule the text of JSON.
  public CheckedRecords withJsonAsText() {
    jsonAsText = true;
    return this;
  }

  /// Opens a reader's rows from a row on; closes the reader if that fails.
  ///
  /// @param startRow rows to pass over
  /// @throws IOException if the operating system refuses
  public CheckedRecords from(long startRow) throws IOException {
    try {
      rows.skip(startRow);
      return this;
    } catch (IOException | RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public boolean hasJsonAsText() {
    return jsonAsText;
  }

  @Override
  public long rows() {
    return rowCount;
  }

  @Override
  public Map<String, String> columns() {
    return columns;
  }

  @Override
  public List<String> notes() {
    return notes.all();
  }

  @Override
  public SourceRecord next() {
    if (closed) {
      throw new ClosedException(name + ": expected an open file, got one that is closed");
    }
    try {
      while (rows.advance()) {
        SourceRecord next = current();
        if (next != null) {
          return next;
        }
      }
      return null;
    } catch (IOException e) {
      throw new StorageException("cannot read " + name, e);
    }
  }

  /// The row where the reader stands; null if it is a bad one that is passed over.
  private SourceRecord current() throws IOException {
    RecordPosition position = rows.position();
    try {
      RecordDraft draft = rows.read();
      check(draft.vectors());
      return new SourceRecord(
          position,
          draft.id(),
          Collections.unmodifiableMap(draft.vectors()),
          Collections.unmodifiableMap(draft.payload()));
    } catch (BadRowException e) {
      if (options.badRows() == null) {
        throw new CorruptionException(
            name, Math.max(0, position.offsetBytes()), position + ": " + e.getMessage());
      }
      options.badRows().accept(new RecordProblem(name, position, e.getMessage()));
      return null;
    }
  }

  private void check(Map<String, float[]> vectors) throws BadRowException {
    for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
      check(vector.getKey(), vector.getValue());
    }
    if (vectors.isEmpty() && rule == VectorRule.REQUIRED) {
      throw new BadRowException("vector: expected a vector, got none");
    }
    // Only a row that is good all over sets the rule for those behind it.
    vectors.forEach((vector, components) -> dimensions.putIfAbsent(vector, components.length));
    if (rule == VectorRule.AS_THE_FIRST) {
      rule = vectors.isEmpty() ? VectorRule.OPTIONAL : VectorRule.REQUIRED;
    }
  }

  private void check(String vector, float[] components) throws BadRowException {
    if (components.length < 1 || components.length > RecordOptions.DIMENSION_MAX) {
      throw BadRowException.of(
          vector, "1 to " + RecordOptions.DIMENSION_MAX + " components", components.length);
    }
    Integer dimension = dimensions.get(vector);
    if (dimension != null && dimension != components.length) {
      throw BadRowException.of(vector, dimension + " components", components.length);
    }
    for (int i = 0; i < components.length; i++) {
      if (!Float.isFinite(components[i])) {
        throw BadRowException.of(vector + "[" + i + "]", "a finite number", components[i]);
      }
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      rows.close();
    } catch (IOException e) {
      throw new StorageException("cannot close " + name, e);
    }
  }
}
