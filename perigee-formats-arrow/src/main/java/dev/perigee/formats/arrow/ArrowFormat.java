package dev.perigee.formats.arrow;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.arrow.ArrowSchema.Columns;
import dev.perigee.formats.record.CheckedRecords;
import dev.perigee.formats.record.RecordConventions;
import dev.perigee.formats.record.RecordFormat;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arrow IPC: files, of which Feather (version 2) is one kind, and streams, also of the framing
/// before Arrow 0.15.
///
/// All types of columns are read, dictionaries, unions and runs among them; buffers may be packed
/// by LZ4 or ZSTD. What is not packed is read where it lies in a mapping, so that a batch may be as
/// large as the file. Big-endian columns and Feather of version 1 are refused.
public final class ArrowFormat implements RecordFormat {

  private static final byte[] FEATHER_1 = {'F', 'E', 'A', '1'};

  /// Made by `ServiceLoader`.
  public ArrowFormat() {}

  @Override
  public String name() {
    return "Arrow";
  }

  @Override
  public boolean recognises(byte[] head) {
    return startsWith(head, ArrowFooter.MAGIC)
        || startsWith(head, FEATHER_1)
        || StreamStart.isIn(head);
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }

  @Override
  public RecordSource open(Path path, RecordOptions options, long startRow) throws IOException {
    ArrowFile file = ArrowFile.open(path);
    try {
      byte[] head = file.copy(0, (int) Math.min(file.sizeBytes(), 8), "the start");
      if (startsWith(head, FEATHER_1)) {
        throw InvalidRequestException.of(file.name(), "Feather of version 2", "version 1");
      }
      RecordNotes notes = new RecordNotes();
      return records(file, startsWith(head, ArrowFooter.MAGIC), options, notes).from(startRow);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static CheckedRecords records(
      ArrowFile file, boolean isFile, RecordOptions options, RecordNotes notes) {
    ArrowRows.Reading reading = ArrowRows.Reading.of(file, options);
    if (isFile) {
      ArrowFooter footer = ArrowFooter.read(file);
      Columns columns = ArrowSchema.read(file, footer.offset(), footer.schema(), notes);
      Dictionaries dictionaries =
          new Dictionaries(columns.dictionaries(), reading.unpacking(), reading.memory());
      Batches batches = new Batches.OfFile(file, footer, dictionaries);
      return checked(
          "Arrow",
          columns,
          new ArrowRows(file, columns, batches, dictionaries, reading, notes),
          new Opening(file, options, notes));
    }
    ArrowMessage first = ArrowMessage.read(file, 0);
    if (first == null) {
      throw file.damaged(0, "expected a schema, got the end of the stream");
    }
    Columns columns = ArrowSchema.read(file, 0, first.schema(), notes);
    Dictionaries dictionaries =
        new Dictionaries(columns.dictionaries(), reading.unpacking(), reading.memory());
    Batches batches = new Batches.OfStream(file, first.end(), dictionaries, notes);
    return checked(
        "Arrow stream",
        columns,
        new ArrowRows(file, columns, batches, dictionaries, reading, notes),
        new Opening(file, options, notes));
  }

  /// What is opened, and how.
  private record Opening(ArrowFile file, RecordOptions options, RecordNotes notes) {}

  private static CheckedRecords checked(
      String kind, Columns columns, ArrowRows rows, Opening opening) {
    RecordOptions options = opening.options();
    requireNamed(opening.file(), columns, options);
    CheckedRecords records =
        new CheckedRecords(opening.file().name(), kind, rows, options, opening.notes())
            .withSchema(-1, types(columns))
            .withJsonAsText();
    List<ArrowField> vectors =
        columns.fields().stream().filter(field -> mayBeVector(field, options)).toList();
    if (vectors.size() == 1
        && !rows.isSpread()
        && vectors.getFirst().type() instanceof ArrowType.FixedList list) {
      records.withDimension(SourceRecord.DEFAULT_VECTOR, list.size());
    }
    return vectors.isEmpty() && !rows.isSpread() ? records : records.withVectorsInSchema();
  }

  private static Map<String, String> types(Columns columns) {
    Map<String, String> types = new LinkedHashMap<>();
    columns.fields().forEach(field -> types.put(field.name(), field.typeName()));
    return types;
  }

  private static boolean mayBeVector(ArrowField field, RecordOptions options) {
    if (!RecordConventions.isVector(field.name(), options)) {
      return false;
    }
    return switch (field.type()) {
      case ArrowType.ListOf _,
          ArrowType.ListView _,
          ArrowType.FixedList _,
          ArrowType.MapOf _,
          ArrowType.Struct _,
          ArrowType.FixedBytes _ ->
          true;
      case ArrowType.Variable variable -> !variable.isText();
      case ArrowType.View view -> !view.isText();
      case ArrowType.Fixed _,
          ArrowType.Nothing _,
          ArrowType.Truth _,
          ArrowType.Union _,
          ArrowType.Runs _ ->
          false;
    };
  }

  private static void requireNamed(ArrowFile file, Columns columns, RecordOptions options) {
    List<String> names = columns.names();
    if (options.idColumn() != null && !names.contains(options.idColumn())) {
      throw InvalidRequestException.of(file.name(), "a column " + options.idColumn(), names);
    }
    for (String column : options.vectorColumns()) {
      if (names.stream().noneMatch(name -> name.startsWith(column))) {
        throw InvalidRequestException.of(file.name(), "a column " + column, names);
      }
    }
  }
}
