package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.document.Schema;
import dev.perigee.db.query.Hit;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Prints hits, as JSON lines or as a table.
///
/// @param schema of the documents
/// @param out where to
record HitPrinter(Schema schema, PrintWriter out) {

  private static final int CELL_CHARACTERS_MAX = 40;

  void print(List<Hit> hits, boolean table) {
    if (table) {
      printTable(hits);
    } else {
      hits.forEach(hit -> out.println(Json.line(object(hit))));
    }
  }

  private Map<String, Object> object(Hit hit) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(DocumentFromJson.ID, DocumentToJson.id(hit.id()));
    object.put("score", hit.score());
    object.put("distance", hit.distance());
    if (hit.document() != null) {
      Map<String, Object> document = new LinkedHashMap<>();
      new DocumentToJson(schema).addValues(document, hit.document());
      DocumentToJson.addTimes(document, hit.document());
      object.put("document", document);
    }
    return object;
  }

  private void printTable(List<Hit> hits) {
    if (hits.isEmpty()) {
      out.println("no hits");
      return;
    }
    Set<String> columns = new LinkedHashSet<>();
    DocumentToJson json = new DocumentToJson(schema);
    for (Hit hit : hits) {
      if (hit.document() != null) {
        columns.addAll(values(json, hit).keySet());
      }
    }
    String[] header = new String[3 + columns.size()];
    header[0] = "";
    header[1] = "id";
    header[2] = "score";
    int next = 3;
    for (String column : columns) {
      header[next++] = column;
    }
    TextTable table = new TextTable(header);
    for (int i = 0; i < hits.size(); i++) {
      table.add(row(json, i + 1, hits.get(i), columns));
    }
    table.print(out);
  }

  private static Object[] row(DocumentToJson json, int rank, Hit hit, Set<String> columns) {
    Object[] row = new Object[3 + columns.size()];
    row[0] = rank;
    row[1] = hit.id();
    row[2] = String.format(Locale.ROOT, "%.4f", hit.score());
    if (hit.document() != null) {
      Map<String, Object> values = values(json, hit);
      int next = 3;
      for (String column : columns) {
        row[next++] = cell(values.get(column));
      }
    }
    return row;
  }

  private static Map<String, Object> values(DocumentToJson json, Hit hit) {
    Map<String, Object> values = new LinkedHashMap<>();
    json.addValues(values, hit.document());
    return values;
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= CELL_CHARACTERS_MAX
        ? text
        : text.substring(0, CELL_CHARACTERS_MAX - 3) + "...";
  }
}
