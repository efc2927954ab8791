package dev.perigee.formats.json;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.json.JsonRecordWriter.Frame;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.List;

/// The formats of text that records are written in, a class for each, since `ServiceLoader` finds
/// classes. All are packed where the target's name ends in `.gz`.
public final class TextWriterFormats {

  private TextWriterFormats() {}

  /// What all of them are.
  abstract static class OfText implements RecordWriterFormat {

    private final String name;
    private final List<String> extensions;

    OfText(String name, String... extensions) {
      this.name = name;
      this.extensions = List.of(extensions);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<String> extensions() {
      return extensions;
    }

    @Override
    public boolean packs() {
      return true;
    }
  }

  /// An object a line: id, vectors and values side by side.
  public static final class JsonLines extends OfText {
    /// Made by `ServiceLoader`.
    public JsonLines() {
      super("JSON_LINES", "jsonl", "ndjson");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return JsonRecordWriter.create(
          target, table, Frame.LINES, new OpenForm(table, false), new RecordNotes());
    }
  }

  /// A list of the objects of [JsonLines].
  public static final class Json extends OfText {
    /// Made by `ServiceLoader`.
    public Json() {
      super("JSON", "json");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return JsonRecordWriter.create(
          target, table, Frame.LIST, new OpenForm(table, false), new RecordNotes());
    }
  }

  /// Points of Qdrant, one a line.
  public static final class Qdrant extends OfText {
    /// Made by `ServiceLoader`.
    public Qdrant() {
      super("QDRANT");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return JsonRecordWriter.create(
          target, table, Frame.LINES, new QdrantForm(), new RecordNotes());
    }
  }

  /// Vectors of Pinecone, one a line.
  public static final class Pinecone extends OfText {
    /// Made by `ServiceLoader`.
    public Pinecone() {
      super("PINECONE");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      if (table.vectors().size() != 1) {
        throw InvalidRequestException.of(
            "vectors", "one, as PINECONE holds", table.vectors().keySet());
      }
      RecordNotes losses = new RecordNotes();
      String vector = table.vectors().keySet().iterator().next();
      return JsonRecordWriter.create(
          target, table, Frame.LINES, new PineconeForm(vector, new FlatEntries(losses)), losses);
    }
  }

  /// A list for each column, as Chroma gives them.
  public static final class Chroma extends OfText {
    /// Made by `ServiceLoader`.
    public Chroma() {
      super("CHROMA");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return ChromaRecordWriter.create(target, table);
    }
  }

  /// Objects of Weaviate, one a line.
  public static final class Weaviate extends OfText {
    /// Made by `ServiceLoader`.
    public Weaviate() {
      super("WEAVIATE");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      RecordNotes losses = new RecordNotes();
      return JsonRecordWriter.create(target, table, Frame.LINES, new WeaviateForm(losses), losses);
    }
  }

  /// Rows of Milvus: an object with a list of them.
  public static final class Milvus extends OfText {
    /// Made by `ServiceLoader`.
    public Milvus() {
      super("MILVUS");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return JsonRecordWriter.create(
          target, table, Frame.ROWS, new OpenForm(table, true), new RecordNotes());
    }
  }

  /// A table of text between commas.
  public static final class Csv extends OfText {
    /// Made by `ServiceLoader`.
    public Csv() {
      super("CSV", "csv");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return CsvRecordWriter.create(target, table, ',');
    }
  }

  /// A table of text between tabs.
  public static final class Tsv extends OfText {
    /// Made by `ServiceLoader`.
    public Tsv() {
      super("TSV", "tsv");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return CsvRecordWriter.create(target, table, '\t');
    }
  }
}
