package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.IOException;
import java.util.List;

/// The records of a list or an object within a document of JSON. Owned by one thread.
final class DocumentReader implements RowReader {

  private final JsonElements elements;
  private final JsonValues values;
  private final JsonRows rows;
  private long row = -1;

  DocumentReader(
      TextFile file, JsonFactory factory, List<String> path, JsonValues values, JsonRows rows)
      throws IOException {
    this.elements = new JsonElements(file, factory, path);
    this.values = values;
    this.rows = rows;
  }

  @Override
  public boolean advance() throws IOException {
    row++;
    return elements.advance();
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(row, 0, elements.offset());
  }

  @Override
  public RecordDraft read() throws IOException, BadRowException {
    return rows.draft(elements.read(values), elements.key());
  }

  @Override
  public void close() throws IOException {
    elements.close();
  }
}
