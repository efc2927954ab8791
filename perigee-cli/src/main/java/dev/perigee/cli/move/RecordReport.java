package dev.perigee.cli.move;

import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a file of records holds: what its schema says, and what its first records do. Where the
/// file does not say how many there are, they are counted up to a bound.
final class RecordReport {

  private static final long COUNTED_MAX = 100_000;

  private RecordReport() {}

  static void add(Path path, Map<String, Object> lines) {
    long[] bad = new long[1];
    RecordOptions options = RecordOptions.DEFAULT.withBadRows(_ -> bad[0]++);
    try (RecordSource source = RecordSource.open(path, options, 0)) {
      lines.put("kind", source.kind());
      SourceRecord first = source.next();
      boolean says = source.rows() >= 0;
      long counted = first == null ? 0 : 1;
      while (!says && first != null && counted < COUNTED_MAX && source.next() != null) {
        counted++;
      }
      lines.put("rows", says ? source.rows() : counted);
      if (!says && counted == COUNTED_MAX) {
        lines.put("rows_more", "perhaps: not counted beyond");
      }
      if (!says) {
        lines.put("bad_rows", bad[0]);
      }
      if (first != null) {
        addFirst(first, lines);
      }
      if (!source.columns().isEmpty()) {
        lines.put("columns", source.columns());
      }
      lines.put("notes", source.notes());
      boolean none = first == null || first.vectors().isEmpty();
      lines.put("oddities", none ? List.of("no vector in the first record") : List.of());
    }
  }

  private static void addFirst(SourceRecord first, Map<String, Object> lines) {
    lines.put("id", type(first.id()));
    Map<String, Object> vectors = new LinkedHashMap<>();
    first.vectors().forEach((name, vector) -> vectors.put(name, vector.length));
    lines.put("vectors", vectors);
    Map<String, Object> payload = new LinkedHashMap<>();
    first.payload().forEach((name, value) -> payload.put(name, type(value)));
    lines.put("payload", payload);
  }

  private static String type(Object value) {
    return switch (value) {
      case null -> "none";
      case String _ -> "text";
      case Long _ -> "whole number";
      case Double _ -> "number";
      case Boolean _ -> "truth";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "map";
      default -> "bytes";
    };
  }
}
