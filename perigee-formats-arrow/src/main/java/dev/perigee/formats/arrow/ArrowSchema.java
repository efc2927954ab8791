package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Schema;

/// Makes fields of ours of a schema, which is a stranger's.
///
/// Tables of a FlatBuffer may refer to each other in circles, and many times to one: so the depth,
/// the number of fields and the length of all names together are bounded. One thread.
final class ArrowSchema {

  private static final int FIELDS_MAX = 1 << 17;
  private static final int NAME_BYTES_MAX = 16 << 20;
  private static final String EXTENSION = "ARROW:extension:name";

  private final ArrowFile file;
  private final long offset;
  private final Map<Long, ArrowField> dictionaries = new HashMap<>();
  private final RecordNotes notes;
  private int fieldCount;
  private long nameBytes;

  private ArrowSchema(ArrowFile file, long offset, RecordNotes notes) {
    this.file = file;
    this.offset = offset;
    this.notes = notes;
  }

  /// What a schema says.
  ///
  /// @param fields the columns; no two have one name
  /// @param dictionaries what the dictionaries hold, by their ids
  record Columns(List<ArrowField> fields, Map<Long, ArrowField> dictionaries) {

    List<String> names() {
      return fields.stream().map(ArrowField::name).toList();
    }
  }

  /// Reads a schema.
  ///
  /// @param offset where it lies, for errors
  /// @throws CorruptionException if it is damaged
  /// @throws InvalidRequestException if it is of a kind that is not read
  /// @throws LimitExceededException if it has more fields than make sense
  static Columns read(ArrowFile file, long offset, Schema schema, RecordNotes notes) {
    ArrowSchema reading = new ArrowSchema(file, offset, notes);
    return file.guarded(offset, "a schema", () -> reading.columns(schema));
  }

  private Columns columns(Schema schema) {
    if (schema == null) {
      throw damaged("a schema, got none");
    }
    if (schema.endianness() != Endianness.Little) {
      throw InvalidRequestException.of(file.name(), "little-endian columns", "big-endian ones");
    }
    List<ArrowField> fields = new ArrayList<>();
    for (int i = 0; i < schema.fieldsLength(); i++) {
      fields.add(field(schema.fields(i), 0));
    }
    return new Columns(distinct(fields), dictionaries);
  }

  /// Fields of which no two have one name, which Arrow does not mind.
  private List<ArrowField> distinct(List<ArrowField> fields) {
    List<ArrowField> distinct = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ArrowField field : fields) {
      distinct.add(names.add(field.name()) ? field : renamed(field, names));
    }
    return List.copyOf(distinct);
  }

  private ArrowField renamed(ArrowField field, Set<String> names) {
    // Counting from the number of names on, it ends soon, whatever the names are.
    int number = names.size() + 1;
    while (!names.add(field.name() + " (" + number + ")")) {
      number++;
    }
    String name = field.name() + " (" + number + ")";
    notes.add(field.name() + ": another column of this name is called " + name);
    return new ArrowField(
        name, field.type(), field.children(), field.dictionary(), field.extension());
  }

  private ArrowField field(Field field, int depth) {
    if (field == null) {
      throw damaged("a field, got none");
    }
    if (depth > RecordOptions.DEPTH_MAX) {
      throw limit("fields nested " + RecordOptions.DEPTH_MAX + " deep at most, got more");
    }
    String name = field.name();
    spend(name == null ? 0 : name.length());
    List<ArrowField> children = new ArrayList<>();
    for (int i = 0; i < field.childrenLength(); i++) {
      children.add(field(field.children(i), depth + 1));
    }
    ArrowType type = new TypeReader(file, offset).type(field, children);
    ArrowField read =
        new ArrowField(
            name == null ? "" : name,
            type,
            type instanceof ArrowType.Struct ? distinct(children) : children,
            index(field.dictionary()),
            extension(field));
    if (read.dictionary() != null) {
      dictionaries.putIfAbsent(read.dictionary().id(), read.ofValues());
    }
    return read;
  }

  private ArrowField.DictionaryIndex index(DictionaryEncoding encoding) {
    if (encoding == null) {
      return null;
    }
    Int index = encoding.indexType();
    return new ArrowField.DictionaryIndex(
        encoding.id(),
        index == null
            ? new ArrowType.Whole(Integer.BYTES, true)
            : new TypeReader(file, offset).whole(index));
  }

  private String extension(Field field) {
    for (int i = 0; i < field.customMetadataLength(); i++) {
      KeyValue entry = field.customMetadata(i);
      String key = entry.key();
      spend(key == null ? 0 : key.length());
      if (EXTENSION.equals(key)) {
        String value = entry.value();
        spend(value == null ? 0 : value.length());
        return value;
      }
    }
    return null;
  }

  private void spend(int bytes) {
    fieldCount++;
    nameBytes += bytes;
    if (fieldCount > FIELDS_MAX || nameBytes > NAME_BYTES_MAX) {
      throw limit(
          "at most %d fields and %d bytes of names, got more"
              .formatted(FIELDS_MAX, NAME_BYTES_MAX));
    }
  }

  private CorruptionException damaged(String expected) {
    return file.damaged(offset, "expected " + expected);
  }

  private LimitExceededException limit(String expected) {
    return new LimitExceededException(file.name() + ": expected " + expected);
  }
}
