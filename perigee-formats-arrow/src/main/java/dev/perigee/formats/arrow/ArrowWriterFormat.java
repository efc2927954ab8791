package dev.perigee.formats.arrow;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.List;

/// Files of Arrow IPC with a footer, also called Feather.
public final class ArrowWriterFormat implements RecordWriterFormat {

  /// Made by `ServiceLoader`.
  public ArrowWriterFormat() {}

  @Override
  public String name() {
    return "ARROW";
  }

  @Override
  public List<String> extensions() {
    return List.of("arrow", "feather", "ipc");
  }

  @Override
  public RecordWriter create(Path target, RecordTable table) {
    return ArrowRecordWriter.create(target, table, ArrowRecordWriter.Form.FILE);
  }
}
