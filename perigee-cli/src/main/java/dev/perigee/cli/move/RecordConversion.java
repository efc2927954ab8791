package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordOptions.VectorRule;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.index.BuildProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Writes records in another format. The file is read twice: for the columns, then for the records.
final class RecordConversion {

  private final Path source;
  private final RowRange range;
  private final boolean allowLoss;
  private long bad;

  /// @param allowLoss whether bad rows, and what is no part of a record here, may be passed over
  RecordConversion(Path source, RowRange range, boolean allowLoss) {
    this.source = source;
    this.range = range;
    this.allowLoss = allowLoss;
  }

  /// Writes the file.
  ///
  /// @return what was done
  /// @throws InvalidRequestException if something would be lost, and that was not allowed
  Map<String, Object> write(Path target, RecordWriterFormat format, BuildProgress progress) {
    RecordColumns columns = new RecordColumns();
    List<String> losses = new ArrayList<>(each(columns::add));
    boolean keepsValues = format.keepsValues();
    RecordTable all = columns.table();
    RecordTable table = keepsValues ? all : new RecordTable(all.textIds(), all.vectors(), Map.of());
    if (!keepsValues && !all.values().isEmpty()) {
      losses.add(format.name() + " has no values, and there are " + all.values().keySet());
    }
    if (!format.keepsIds(table) && columns.hasIds()) {
      losses.add(format.name() + " has no ids");
    }
    requireNoLoss(losses);
    long[] rows = new long[1];
    try (RecordWriter writer = format.create(target, table)) {
      bad = 0;
      List<String> _ =
          each(record -> {
            Map<String, Object> values = keepsValues ? columns.values(record) : Map.of();
            writer.write(columns.id(record), record.vectors(), values);
            progress.update(++rows[0], -1);
          });
      requireNoLoss(writer.losses());
      losses.addAll(writer.losses());
      writer.finish();
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("format", format.name());
    line.put("rows", rows[0]);
    line.put("bad_rows", bad);
    line.put("ids", table.textIds() ? "texts" : "whole numbers");
    line.put("vectors", table.vectors());
    line.put("columns", table.values());
    line.put("losses", losses);
    line.put("bytes", target.toFile().length());
    return line;
  }

  private void requireNoLoss(List<String> losses) {
    if (!losses.isEmpty() && !allowLoss) {
      throw InvalidRequestException.of(
          "SOURCE",
          "records that can be kept as they are, or --allow-loss",
          String.join("; ", losses));
    }
  }

  private List<String> each(Consumer<SourceRecord> action) {
    RecordOptions options =
        RecordOptions.DEFAULT
            .withVectorRule(VectorRule.OPTIONAL)
            .withBadRows(allowLoss ? _ -> bad++ : null);
    long from = range.from();
    long to = range.to(Long.MAX_VALUE);
    try (RecordSource records = RecordSource.open(source, options, from)) {
      SourceRecord record = records.next();
      while (record != null && record.position().row() < to) {
        action.accept(record);
        record = records.next();
      }
      return records.notes();
    }
  }
}
