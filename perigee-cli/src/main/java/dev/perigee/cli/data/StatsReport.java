package dev.perigee.cli.data;

import dev.perigee.db.DatabaseStatistics;
import dev.perigee.db.DatabaseStatistics.FieldStatistics;
import dev.perigee.db.DatabaseStatistics.SegmentStatistics;
import dev.perigee.db.ReadOnlyCollection;
import dev.perigee.db.ReadOnlyDatabase;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.engine.Damage;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a database holds, as tables for people or as an object for programs.
///
/// @param database that is open
/// @param statistics of it
record StatsReport(ReadOnlyDatabase database, DatabaseStatistics statistics) {

  /// All as one object.
  Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("lastSequence", statistics.lastSequence());
    object.put("collections", collections().stream().map(StatsReport::object).toList());
    object.put("vectors", statistics.fields().stream().map(StatsReport::object).toList());
    Map<String, Object> store = new LinkedHashMap<>();
    object.put("mappedBytes", statistics.mappedBytes());
    object.put("walkedBytes", statistics.walkedBytes());
    store.put("liveBytesByTable", new TreeMap<>(statistics.store().liveBytesByTable()));
    store.put("logSyncs", statistics.store().logSyncs());
    store.put("logBytes", statistics.store().logBytes());
    store.put("memtableBytes", statistics.store().memtableBytes());
    store.put("pendingCompactionBytes", statistics.store().pendingCompactionBytes());
    object.put("store", store);
    object.put("damages", statistics.damages().stream().map(StatsReport::object).toList());
    return object;
  }

  private List<ReadOnlyCollection> collections() {
    return database.collections().stream().map(database::collection).toList();
  }

  private static Map<String, Object> object(ReadOnlyCollection collection) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("collection", collection.name());
    object.put("documents", collection.count());
    Map<String, Object> vectors = new LinkedHashMap<>();
    collection
        .schema()
        .vectors()
        .forEach(field -> vectors.put(field.name(), SchemaSpecs.type(field)));
    object.put("vectors", vectors);
    Map<String, Object> fields = new LinkedHashMap<>();
    collection
        .schema()
        .fields()
        .forEach(field -> fields.put(field.name(), SchemaSpecs.name(field.type())));
    object.put("fields", fields);
    object.put("history", history(collection.schema()));
    return object;
  }

  private static Map<String, Object> object(FieldStatistics field) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("collection", field.collection());
    object.put("field", field.field());
    object.put("freshRows", field.freshRows());
    object.put("freshBytes", field.freshBytes());
    object.put("unlinkedRows", field.unlinkedRows());
    object.put("tombstones", field.tombstones());
    object.put("segments", field.segments().stream().map(StatsReport::object).toList());
    return object;
  }

  private static Map<String, Object> object(SegmentStatistics segment) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", segment.file());
    object.put("kind", segment.kind());
    object.put("rows", segment.rows());
    object.put("closed", segment.closed());
    object.put("bytes", segment.bytes());
    object.put("codes", SchemaSpecs.name(segment.codes()));
    object.put("vectors", SchemaSpecs.name(segment.vectors()));
    object.put("walkedBytes", segment.walkedBytes());
    return object;
  }

  static Map<String, Object> object(Damage damage) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("collection", damage.collection());
    object.put("field", damage.field());
    object.put("file", damage.file());
    object.put("reason", damage.reason());
    object.put("consequence", damage.consequence());
    return object;
  }

  /// All as tables.
  void print(PrintWriter out) {
    out.println("last commit: " + FieldType.instant(statistics.lastSequence()));
    printCollections(out);
    printVectors(out);
    printSegments(out);
    out.println();
    TextTable store = new TextTable("table of the store", "live bytes");
    new TreeMap<>(statistics.store().liveBytesByTable()).forEach(store::add);
    store.print(out);
    out.printf(
        "in its memory %,d bytes, to be compacted %,d bytes%n",
        statistics.store().memtableBytes(), statistics.store().pendingCompactionBytes());
    out.println();
    out.println(statistics.damages().isEmpty() ? "no damage" : "damaged or missing:");
    statistics
        .damages()
        .forEach(damage ->
            out.printf(
                "  %s of %s.%s: %s; %s%n",
                damage.file(),
                damage.collection(),
                damage.field(),
                damage.reason(),
                damage.consequence()));
  }

  private void printCollections(PrintWriter out) {
    TextTable table = new TextTable("collection", "documents", "vectors", "fields", "history");
    for (ReadOnlyCollection collection : collections()) {
      Schema schema = collection.schema();
      int vectors = schema.vectors().size();
      table.add(
          collection.name(), collection.count(), vectors, schema.fields().size(), history(schema));
    }
    out.println();
    table.print(out);
  }

  private void printVectors(PrintWriter out) {
    TextTable table =
        new TextTable(
            "vectors",
            "type",
            "rows in memory",
            "bytes",
            "rows in segments",
            "bytes",
            "no graph",
            "tombstones");
    for (FieldStatistics field : statistics.fields()) {
      Schema schema = database.collection(field.collection()).schema();
      table.add(
          field.collection() + "." + field.field(),
          SchemaSpecs.type(schema.vector(field.field())),
          field.freshRows(),
          field.freshBytes(),
          field.segments().stream().mapToLong(SegmentStatistics::rows).sum(),
          field.segments().stream().mapToLong(SegmentStatistics::bytes).sum(),
          field.unlinkedRows(),
          field.tombstones());
    }
    out.println();
    table.print(out);
  }

  private void printSegments(PrintWriter out) {
    TextTable table =
        new TextTable(
            "segment", "of", "kind", "rows", "closed", "bytes", "codes", "vectors", "walked on");
    for (FieldStatistics field : statistics.fields()) {
      for (SegmentStatistics segment : field.segments()) {
        table.add(
            segment.file(),
            field.collection() + "." + field.field(),
            segment.kind().toLowerCase(Locale.ROOT),
            segment.rows(),
            segment.closed(),
            segment.bytes(),
            SchemaSpecs.name(segment.codes()),
            SchemaSpecs.name(segment.vectors()),
            segment.walkedBytes());
      }
    }
    if (!table.isEmpty()) {
      out.println();
      table.print(out);
      out.printf(
          "mapped whole %,d bytes; walked on where vectors are read %,d bytes%n",
          statistics.mappedBytes(), statistics.walkedBytes());
    }
  }

  private static String history(Schema schema) {
    Duration history = schema.history();
    return history.isZero() ? "none" : history.equals(Schema.FOREVER) ? "forever" : "" + history;
  }
}
