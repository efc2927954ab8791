package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes records as a table of text: a line of names, then a line each, by RFC 4180.
///
/// Vectors are text like `[0.1, 0.2]`; lists of texts and JSON are their JSON. Nothing stands for
/// null. A text that could be read as something else is in quotes, and so is an empty one: readers
/// that look at quotes get texts back, as [CsvFormat] does. One thread at a time. Whoever creates
/// it closes it.
final class CsvRecordWriter implements RecordWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final TextOutput file;
  private final RecordTable table;
  private final StringWriter line = new StringWriter();
  private final CsvWriter csv;

  private CsvRecordWriter(TextOutput file, RecordTable table, char separator) {
    this.file = file;
    this.table = table;
    this.csv =
        CsvWriter.builder()
            .fieldSeparator(separator)
            .quoteStrategy(new Quotes(textFields(table)))
            .build(line);
  }

  /// Starts a file.
  ///
  /// @throws InvalidRequestException if there is nothing beside the id, which is no table
  static CsvRecordWriter create(Path target, RecordTable table, char separator) {
    if (table.vectors().isEmpty() && table.values().isEmpty()) {
      throw InvalidRequestException.of("columns", "one beside the id, for a table", "none");
    }
    TextOutput file = TextOutput.create(target);
    try {
      CsvRecordWriter writer = new CsvRecordWriter(file, table, separator);
      List<String> names = new ArrayList<>(List.of(RecordTable.ID));
      names.addAll(table.vectors().keySet());
      names.addAll(table.values().keySet());
      writer.writeLine("columns", names);
      return writer;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static boolean[] textFields(RecordTable table) {
    boolean[] text = new boolean[1 + table.vectors().size() + table.values().size()];
    text[0] = table.textIds();
    int field = 1 + table.vectors().size();
    for (Kind kind : table.values().values()) {
      text[field++] = kind == Kind.TEXT || kind == Kind.JSON;
    }
    return text;
  }

  @Override
  public void write(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    table.check(id, vectors, values);
    List<String> fields = new ArrayList<>();
    fields.add(id.toString());
    for (String name : table.vectors().keySet()) {
      fields.add(vector(id, name, vectors.get(name)));
    }
    for (String name : table.values().keySet()) {
      fields.add(field(id, name, values.get(name)));
    }
    writeLine("record " + id, fields);
  }

  private static String vector(Object id, String name, float[] vector) {
    if (vector == null) {
      return null;
    }
    RecordText.requireFinite(id, name, vector);
    StringBuilder text = new StringBuilder("[");
    for (float component : vector) {
      text.append(text.length() == 1 ? "" : ", ").append(component);
    }
    return text.append(']').toString();
  }

  private static String field(Object id, String name, Object value) {
    return switch (value) {
      case null -> null;
      case List<?> texts -> json(texts);
      case Double number when !Double.isFinite(number) ->
          throw InvalidRequestException.of("record " + id + ": " + name, "a finite number", number);
      default -> value.toString();
    };
  }

  private static String json(List<?> texts) {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(json)) {
      new JsonEntry("", texts).writeValue(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    return json.toString();
  }

  private void writeLine(String what, List<String> fields) {
    line.getBuffer().setLength(0);
    try {
      csv.writeRecord(fields).flush();
      ByteBuffer text =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(line.getBuffer()));
      byte[] bytes = new byte[text.remaining()];
      text.get(bytes);
      file.write(stream -> stream.write(bytes));
    } catch (CharacterCodingException e) {
      throw InvalidRequestException.of(what, "text of whole characters", "half a surrogate");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
  }

  @Override
  public void finish() {
    file.publish();
  }

  @Override
  public void close() {
    file.close();
  }

  /// Quotes what only quotes can tell from something else.
  private static final class Quotes implements QuoteStrategy {

    private final boolean[] isText;

    /// @param isText which fields hold texts
    Quotes(boolean[] isText) {
      this.isText = isText;
    }

    @Override
    public boolean quoteEmpty(int line, int field) {
      return isText[field];
    }

    @Override
    public boolean quoteValue(int line, int field, String value) {
      if (line == 1) {
        // A separator in a name must not be taken for that of the table.
        return value.chars().anyMatch(c -> CsvFormat.SEPARATORS.indexOf(c) >= 0);
      }
      // What is no text outside quotes would be taken for a file of something else.
      return isText[field]
          && (!value.equals(CsvColumns.value(value)) || value.chars().anyMatch(c -> c < ' '));
    }
  }
}
