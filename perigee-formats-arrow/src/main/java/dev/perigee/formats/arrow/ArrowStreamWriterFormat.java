package dev.perigee.formats.arrow;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.List;

/// Streams of Arrow IPC.
public final class ArrowStreamWriterFormat implements RecordWriterFormat {

  /// Made by `ServiceLoader`.
  public ArrowStreamWriterFormat() {}

  @Override
  public String name() {
    return "ARROW_STREAM";
  }

  @Override
  public List<String> extensions() {
    return List.of("arrows");
  }

  @Override
  public RecordWriter create(Path target, RecordTable table) {
    return ArrowRecordWriter.create(target, table, ArrowRecordWriter.Form.STREAM);
  }
}
