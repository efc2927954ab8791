package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import dev.perigee.error.CorruptionException;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The records of a document that has a list for each column, as Chroma's `collection.get()` gives.
///
/// The document is read once for each column, by readers that go in step: none of the lists is
/// held. Owned by one thread.
final class ColumnarReader implements RowReader {

  /// What an entry of a list is called in its record.
  private static final Map<String, String> ENTRY_NAMES =
      Map.of(
          "ids", "id",
          "embeddings", "embedding",
          "documents", "document",
          "metadatas", "metadata",
          "uris", "uri");

  private final String name;
  private final JsonValues values;
  private final JsonRows rows;
  private final Map<String, JsonElements> columns = new LinkedHashMap<>();
  private long row = -1;

  ColumnarReader(
      TextFile file, JsonFactory factory, Set<String> lists, JsonValues values, JsonRows rows)
      throws IOException {
    this.name = file.name();
    this.values = values;
    this.rows = rows;
    try {
      for (String list : lists) {
        columns.put(list, new JsonElements(file, factory, List.of(list)));
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean advance() throws IOException {
    row++;
    boolean more = ids().advance();
    for (Map.Entry<String, JsonElements> column : columns.entrySet()) {
      if (column.getValue() != ids() && column.getValue().advance() != more) {
        throw new CorruptionException(
            name,
            column.getValue().offset(),
            column.getKey() + ": expected an entry for each id, got " + (more ? "fewer" : "more"));
      }
    }
    return more;
  }

  private JsonElements ids() {
    return columns.get(JsonShape.COLUMN_OF_IDS);
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(row, 0, ids().offset());
  }

  @Override
  public RecordDraft read() throws IOException, BadRowException {
    Map<String, Object> record = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElements> column : columns.entrySet()) {
      Object entry = column.getValue().read(values);
      if (entry != null) {
        record.put(ENTRY_NAMES.getOrDefault(column.getKey(), column.getKey()), entry);
      }
    }
    return rows.draft(record, null);
  }

  @Override
  public void close() throws IOException {
    for (JsonElements column : columns.values()) {
      column.close();
    }
  }
}
