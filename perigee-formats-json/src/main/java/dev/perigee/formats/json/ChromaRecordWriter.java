package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.SpoolFile;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes records as `collection.get()` of Chroma returns them: a list of ids, and as long lists of
/// embeddings, documents and metadatas.
///
/// Ids are texts. A text called `document` is the document; all other values are metadata. A list
/// that would be of nulls alone is null. Ids go to the file at once, the other lists to files of
/// their own beside it that are joined at the end, so that memory holds one record. One thread at a
/// time. Whoever creates it closes it.
final class ChromaRecordWriter implements RecordWriter {

  /// The lists beside the ids, in the order of the document.
  private enum Column {
    EMBEDDINGS,
    DOCUMENTS,
    METADATAS;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String DOCUMENT = "document";
  private static final JsonFactory FACTORY = new JsonFactory();

  private final TextOutput file;
  private final RecordTable table;
  private final String vector;
  private final RecordNotes losses = new RecordNotes();
  private final JsonEntries entries;
  private final FlatEntries metadata = new FlatEntries(losses);
  private final Map<Column, SpoolFile> columns = new EnumMap<>(Column.class);
  private final Map<Column, Boolean> used = new EnumMap<>(Column.class);
  private final RecordText text = new RecordText();
  private boolean begun;

  private ChromaRecordWriter(TextOutput file, RecordTable table, String vector) {
    this.file = file;
    this.table = table;
    this.vector = vector;
    this.entries = new JsonEntries(table, losses);
  }

  /// Starts a file.
  ///
  /// @throws InvalidRequestException if the table has several vectors
  static ChromaRecordWriter create(Path target, RecordTable table) {
    if (table.vectors().size() > 1) {
      throw InvalidRequestException.of(
          "vectors", "at most one, as CHROMA holds", table.vectors().keySet());
    }
    String vector = table.vectors().keySet().stream().findFirst().orElse(null);
    ChromaRecordWriter writer = new ChromaRecordWriter(TextOutput.create(target), table, vector);
    try {
      for (Column column : Column.values()) {
        writer.columns.put(column, SpoolFile.beside(target));
      }
      writer.file.write("{\"ids\":[");
      return writer;
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  @Override
  public void write(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    table.check(id, vectors, values);
    WrittenRecord record = RecordText.record(table, id, vectors, entries.of(id, values));
    // All are made before one is written: a record that is refused leaves nothing in any list.
    EnumMap<Column, byte[]> cells = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      cells.put(column, cell(column, record));
    }
    byte[] idText = bytes(id, out -> out.writeString(id.toString()));
    file.write(stream -> stream.write(idText, 0, idText.length));
    cells.forEach(this::append);
    begun = true;
  }

  /// The text of a cell behind what parts it from the one before; null where it is empty.
  private byte[] cell(Column column, WrittenRecord record) {
    JsonEntry document =
        record.entries().stream()
            .filter(entry -> entry.name().equals(DOCUMENT) && entry.isText())
            .findFirst()
            .orElse(null);
    return switch (column) {
      case EMBEDDINGS -> {
        float[] embedding = record.vectors().get(vector);
        yield embedding == null
            ? null
            : bytes(record.id(), out -> WrittenRecord.write(out, embedding));
      }
      case DOCUMENTS -> document == null ? null : bytes(record.id(), document::writeValue);
      case METADATAS -> {
        List<JsonEntry> rest =
            record.entries().stream().filter(entry -> !entry.equals(document)).toList();
        yield rest.isEmpty() ? null : bytes(record.id(), out -> metadata.writeObject(out, rest));
      }
    };
  }

  private byte[] bytes(Object id, JsonSource source) {
    text.begin(id);
    text.add(out -> {
      try (JsonGenerator generator = FACTORY.createGenerator(out)) {
        generator.writeRaw(begun ? "," : "");
        source.writeTo(generator);
      }
    });
    return text.toBytes();
  }

  private void append(Column column, byte[] cell) {
    SpoolFile spool = columns.get(column);
    if (cell == null) {
      spool.write((begun ? ",null" : "null").getBytes(StandardCharsets.US_ASCII));
    } else {
      spool.write(cell);
      used.put(column, true);
    }
  }

  @Override
  public List<String> losses() {
    return losses.all();
  }

  @Override
  public void finish() {
    file.write("]");
    columns.forEach((column, spool) -> {
      file.write(",\n\"" + column.key() + "\":");
      if (used.containsKey(column) || column == Column.EMBEDDINGS) {
        file.write("[");
        file.write(spool::copyTo);
        file.write("]");
      } else {
        file.write("null");
      }
    });
    file.write(",\n\"uris\":null,\"data\":null}\n");
    file.publish();
  }

  @Override
  public void close() {
    try (file) {
      columns.values().forEach(SpoolFile::close);
    }
  }

  /// Something that can be written as JSON.
  private interface JsonSource {
    /// Writes it.
    void writeTo(JsonGenerator out) throws IOException;
  }
}
