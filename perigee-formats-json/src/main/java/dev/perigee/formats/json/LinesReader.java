package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.CharConversionException;
import java.io.IOException;

/// Records of which each is a line of JSON. A line that is none is a bad row; the next begins
/// behind it. Owned by one thread.
final class LinesReader implements RowReader {

  private final LineReader lines;
  private final JsonFactory factory;
  private final JsonValues values;
  private final JsonRows rows;
  private long row = -1;

  LinesReader(LineReader lines, JsonFactory factory, JsonValues values, JsonRows rows) {
    this.lines = lines;
    this.factory = factory;
    this.values = values;
    this.rows = rows;
  }

  @Override
  public boolean advance() throws IOException {
    row++;
    return lines.advance();
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(row, lines.number(), lines.offset());
  }

  @Override
  public RecordDraft read() throws IOException, BadRowException {
    return rows.draft(value(lines, factory, values), null);
  }

  /// The value on a line.
  ///
  /// @throws BadRowException if there is none, or more than one
  static Object value(LineReader line, JsonFactory factory, JsonValues values)
      throws IOException, BadRowException {
    if (line.tooLong()) {
      throw BadRowException.of("line", "at most " + line.length() + " bytes", "more");
    }
    try (JsonParser parser = factory.createParser(line.bytes(), 0, line.length())) {
      if (parser.nextToken() == null) {
        throw BadRowException.of("line", "a value of JSON", "none");
      }
      Object value = values.record(parser);
      if (parser.nextToken() != null) {
        throw BadRowException.of("line", "one value of JSON", "more");
      }
      return value;
    } catch (JacksonException | CharConversionException e) {
      throw BadRowException.of("line", "a value of JSON", JsonErrors.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
