package dev.perigee.formats.json;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.json.JsonRecordWriter.Frame;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.RecordWriterFormats;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/// The formats of text that records are written in. All are packed where the target's name ends in
/// `.gz`.
public final class TextWriterFormats implements RecordWriterFormats {

  /// Made by `ServiceLoader`.
  public TextWriterFormats() {}

  @Override
  public List<RecordWriterFormat> formats() {
    return List.of(
        new OfText(
            "JSON_LINES",
            List.of("jsonl", "ndjson"),
            (target, table) -> open(target, table, Frame.LINES, false)),
        new OfText(
            "JSON", List.of("json"), (target, table) -> open(target, table, Frame.LIST, false)),
        new OfText("QDRANT", List.of(), TextWriterFormats::qdrant),
        new OfText("PINECONE", List.of(), TextWriterFormats::pinecone),
        new OfText("CHROMA", List.of(), ChromaRecordWriter::create),
        new OfText("WEAVIATE", List.of(), TextWriterFormats::weaviate),
        new OfText("MILVUS", List.of(), (target, table) -> open(target, table, Frame.ROWS, true)),
        new OfText(
            "CSV", List.of("csv"), (target, table) -> CsvRecordWriter.create(target, table, ',')),
        new OfText(
            "TSV", List.of("tsv"), (target, table) -> CsvRecordWriter.create(target, table, '\t')));
  }

  /// A format of text.
  ///
  /// @param writer starts a file
  private record OfText(
      String name, List<String> extensions, BiFunction<Path, RecordTable, RecordWriter> writer)
      implements RecordWriterFormat {

    @Override
    public boolean packs() {
      return true;
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return writer.apply(target, table);
    }
  }

  /// Id, vectors and values side by side.
  private static RecordWriter open(
      Path target, RecordTable table, Frame frame, boolean vectorsByName) {
    OpenForm form = new OpenForm(table, vectorsByName);
    return JsonRecordWriter.create(target, table, frame, form, new RecordNotes());
  }

  private static RecordWriter qdrant(Path target, RecordTable table) {
    return JsonRecordWriter.create(target, table, Frame.LINES, new QdrantForm(), new RecordNotes());
  }

  private static RecordWriter pinecone(Path target, RecordTable table) {
    if (table.vectors().size() != 1) {
      throw InvalidRequestException.of(
          "vectors", "one, as PINECONE holds", table.vectors().keySet());
    }
    RecordNotes losses = new RecordNotes();
    String vector = table.vectors().keySet().iterator().next();
    return JsonRecordWriter.create(
        target, table, Frame.LINES, new PineconeForm(vector, new FlatEntries(losses)), losses);
  }

  private static RecordWriter weaviate(Path target, RecordTable table) {
    RecordNotes losses = new RecordNotes();
    return JsonRecordWriter.create(target, table, Frame.LINES, new WeaviateForm(losses), losses);
  }
}
