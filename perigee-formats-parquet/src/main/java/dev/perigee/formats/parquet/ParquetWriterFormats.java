package dev.perigee.formats.parquet;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.RecordWriterFormats;
import java.nio.file.Path;
import java.util.List;

/// Parquet files of records, their pages packed by ZSTD.
public final class ParquetWriterFormats implements RecordWriterFormats {

  /// Made by `ServiceLoader`.
  public ParquetWriterFormats() {}

  @Override
  public List<RecordWriterFormat> formats() {
    return List.of(new OfParquet());
  }

  private record OfParquet() implements RecordWriterFormat {

    @Override
    public String name() {
      return "PARQUET";
    }

    @Override
    public List<String> extensions() {
      return List.of("parquet");
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return ParquetRecordWriter.create(target, table, PageCodec.ZSTD);
    }
  }
}
