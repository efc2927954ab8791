package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Records of two lines, as Elasticsearch takes them in bulk: `{"index": {"_id": "7"}}`, then the
/// document. A `delete` has no second line and is passed over. Owned by one thread.
final class BulkReader implements RowReader {

  private static final Set<String> ACTIONS = Set.of("index", "create", "update");
  private static final String DELETE = "delete";

  private final LineReader lines;
  private final JsonFactory factory;
  private final JsonValues values;
  private final JsonRows rows;
  private final RecordNotes notes;
  private Object action;
  private BadRowException problem;
  private RecordPosition position;
  private long row = -1;

  BulkReader(
      LineReader lines, JsonFactory factory, JsonValues values, JsonRows rows, RecordNotes notes) {
    this.lines = lines;
    this.factory = factory;
    this.values = values;
    this.rows = rows;
    this.notes = notes;
  }

  /// Whether a value is the first line of a record.
  static boolean isAction(Object value) {
    return value instanceof Map<?, ?> map
        && map.size() == 1
        && map.values().iterator().next() instanceof Map<?, ?>
        && (ACTIONS.contains(actionName(map)) || actionName(map).equals(DELETE));
  }

  private static String actionName(Map<?, ?> map) {
    return String.valueOf(map.keySet().iterator().next());
  }

  @Override
  public boolean advance() throws IOException {
    row++;
    do {
      if (!lines.advance()) {
        return false;
      }
      position = new RecordPosition(row, lines.number(), lines.offset());
      takeAction();
    } while (problem == null && isDelete());
    if (problem == null && !lines.advance()) {
      problem = BadRowException.of("record", "a line with a document", "the end of the text");
    }
    return true;
  }

  private void takeAction() throws IOException {
    problem = null;
    action = null;
    try {
      action = LinesReader.value(lines, factory, values);
      if (!isAction(action)) {
        problem = BadRowException.of("line", "an action", "another object");
      }
    } catch (BadRowException e) {
      problem = e;
    }
  }

  private boolean isDelete() {
    boolean isDelete = actionName((Map<?, ?>) action).equals(DELETE);
    if (isDelete) {
      notes.add("deletions were passed over");
    }
    return isDelete;
  }

  @Override
  public RecordPosition position() {
    return position;
  }

  @Override
  public RecordDraft read() throws IOException, BadRowException {
    if (problem != null) {
      throw problem;
    }
    Object document = LinesReader.value(lines, factory, values);
    if (!(document instanceof Map<?, ?> source)) {
      throw BadRowException.of("record", "a document", "something else");
    }
    Map<?, ?> target = (Map<?, ?>) ((Map<?, ?>) action).values().iterator().next();
    Map<String, Object> hit = new LinkedHashMap<>();
    if (target.get("_id") != null) {
      hit.put("_id", target.get("_id"));
    }
    hit.put("_source", source.get("doc") instanceof Map<?, ?> partial ? partial : source);
    return rows.draft(hit, null);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
