package dev.perigee.formats.arrow;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.RecordWriterFormats;
import java.nio.file.Path;
import java.util.List;

/// Files of Arrow IPC with a footer, also called Feather, and streams without one.
public final class ArrowWriterFormats implements RecordWriterFormats {

  /// Made by `ServiceLoader`.
  public ArrowWriterFormats() {}

  @Override
  public List<RecordWriterFormat> formats() {
    return List.of(
        new OfForm("ARROW", List.of("arrow", "feather", "ipc"), ArrowRecordWriter.Form.FILE),
        new OfForm("ARROW_STREAM", List.of("arrows"), ArrowRecordWriter.Form.STREAM));
  }

  private record OfForm(String name, List<String> extensions, ArrowRecordWriter.Form form)
      implements RecordWriterFormat {

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return ArrowRecordWriter.create(target, table, form);
    }
  }
}
