package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.CheckedRecords;
import dev.perigee.formats.record.RecordAssembler;
import dev.perigee.formats.record.RecordFormat;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.RowReader;
import java.io.IOException;
import java.nio.file.Path;

/// JSON, as lines or as a document, plain or in gzip: whatever other vector databases export.
///
/// Memory is bounded by one record. A row of lines that is passed over is not parsed; in a document
/// it has to be walked through.
public final class JsonFormat implements RecordFormat {

  /// Made by `ServiceLoader`.
  public JsonFormat() {}

  @Override
  public String name() {
    return "JSON";
  }

  @Override
  public boolean recognises(byte[] head) {
    for (byte value : TextFile.text(head)) {
      if (value > ' ') {
        return value == '{' || value == '[';
      }
      if (value != ' ' && value != '\t' && value != '\r' && value != '\n') {
        return false;
      }
    }
    return true; // no line yet
  }

  @Override
  public RecordSource open(Path path, RecordOptions options, long startRow) throws IOException {
    TextFile file = new TextFile(path, options);
    Opening opening = new Opening(file, JsonValues.factory(options), new RecordNotes());
    RowReader rows =
        switch (JsonLayout.of(file)) {
          case LINES -> opening.lines();
          case DOCUMENT -> opening.document();
        };
    String kind = rows instanceof LinesReader ? "JSON lines" : opening.kind(rows);
    return new CheckedRecords(file.name(), kind, rows, options, opening.notes()).from(startRow);
  }

  /// What all readers of a file share.
  private record Opening(TextFile file, JsonFactory factory, RecordNotes notes) {

    RowReader lines() throws IOException {
      JsonValues values = values();
      boolean isBulk;
      try (LineReader first = reader()) {
        isBulk = first.advance() && BulkReader.isAction(LinesReader.value(first, factory, values));
      } catch (BadRowException e) {
        isBulk = false;
      }
      LineReader lines = reader();
      return isBulk
          ? new BulkReader(lines, factory, values, rows(), notes)
          : new LinesReader(lines, factory, values, rows());
    }

    RowReader document() throws IOException {
      JsonShape shape = shape();
      return switch (shape.kind()) {
        case LIST, MAP -> new DocumentReader(file, factory, shape.path(), values(), rows());
        case COLUMNS -> new ColumnarReader(file, factory, shape.columns(), values(), rows());
        case SINGLE -> new SingleReader(file, factory, values(), rows());
      };
    }

    private JsonShape shape() throws IOException {
      try (JsonParser parser = factory.createParser(file.open())) {
        try {
          return JsonShape.of(parser);
        } catch (JacksonException e) {
          throw JsonErrors.damaged(file.name(), parser.currentLocation().getByteOffset(), e);
        }
      }
    }

    String kind(RowReader rows) {
      return rows instanceof BulkReader ? "bulk JSON lines" : "JSON document";
    }

    private LineReader reader() throws IOException {
      return new LineReader(file.open(), file.options().recordBytesMax(), file.markBytes());
    }

    private JsonValues values() {
      return new JsonValues(file.options());
    }

    private JsonRows rows() {
      return new JsonRows(new RecordAssembler(file.options(), notes));
    }
  }
}
