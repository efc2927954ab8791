package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.perigee.error.CorruptionException;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.IOException;

/// A document of JSON that is one record. Owned by one thread.
final class SingleReader implements RowReader {

  private final TextFile file;
  private final JsonFactory factory;
  private final JsonValues values;
  private final JsonRows rows;
  private long row = -1;

  SingleReader(TextFile file, JsonFactory factory, JsonValues values, JsonRows rows) {
    this.file = file;
    this.factory = factory;
    this.values = values;
    this.rows = rows;
  }

  @Override
  public boolean advance() {
    row++;
    return row == 0;
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(0, 0, 0);
  }

  @Override
  public RecordDraft read() throws IOException, BadRowException {
    try (JsonParser parser = factory.createParser(file.open())) {
      return rows.draft(document(parser), null);
    }
  }

  private Object document(JsonParser parser) throws IOException, BadRowException {
    try {
      parser.nextToken();
      Object value = values.record(parser);
      long end = parser.currentLocation().getByteOffset();
      if (parser.nextToken() != null) {
        throw new CorruptionException(file.name(), end, "expected the end of the text, got more");
      }
      return value;
    } catch (JacksonException e) {
      throw JsonErrors.damaged(file.name(), parser.currentLocation().getByteOffset(), e);
    }
  }

  @Override
  public void close() {
    // The file is open only while it is read.
  }
}
