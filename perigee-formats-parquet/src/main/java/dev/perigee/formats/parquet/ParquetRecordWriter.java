package dev.perigee.formats.parquet;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/// Writes a Parquet file record by record; it appears under its name when it is complete.
///
/// Values are written as they are (PLAIN, pages of version 1), which every reader understands:
/// components hardly ever repeat, so that a dictionary would cost and not save. Memory is bounded
/// by a row group of 32 MiB. One thread at a time. Whoever creates it closes it.
public final class ParquetRecordWriter implements RecordWriter {

  private static final long GROUP_BYTES = 32L << 20;

  private final AtomicFile file;
  private final String name;
  private final RecordTable table;
  private final PageCodec codec;
  private final MessageType schema;
  private final List<RowGroup> groups = new ArrayList<>();
  private Map<ColumnDescriptor, ChunkBuffer> chunks = Map.of();
  private ColumnWriteStore columns;
  private RecordConsumer consumer;
  private long offset;
  private long rows;
  private long groupRows;

  private ParquetRecordWriter(AtomicFile file, String name, RecordTable table, PageCodec codec) {
    this.file = file;
    this.name = name;
    this.table = table;
    this.codec = codec;
    this.schema = ParquetColumns.of(table);
    write(ParquetFile.MAGIC);
    begin();
  }

  /// Starts a file; nothing is there under its name yet.
  ///
  /// @param codec by which pages are packed
  /// @throws InvalidRequestException if the codec is not written
  /// @throws StorageException if the folder does not exist or refuses a new file
  public static ParquetRecordWriter create(Path target, RecordTable table, PageCodec codec) {
    if (codec == PageCodec.LZ4_RAW) {
      throw InvalidRequestException.of("codec", "one that is written", codec);
    }
    AtomicFile file = AtomicFile.create(target);
    try {
      return new ParquetRecordWriter(file, target.toString(), table, codec);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private void begin() {
    chunks = new LinkedHashMap<>();
    for (ColumnDescriptor column : schema.getColumns()) {
      chunks.put(column, new ChunkBuffer(column, codec));
    }
    columns =
        ParquetProperties.builder()
            .withDictionaryEncoding(false)
            .withStatisticsEnabled(false)
            .withSizeStatisticsEnabled(false)
            .build()
            .newColumnWriteStore(schema, chunks::get);
    consumer = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(columns);
    groupRows = 0;
  }

  @Override
  public void write(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    table.check(id, vectors, values);
    consumer.startMessage();
    new RecordFields(table, id, vectors, values).feed(consumer);
    consumer.endMessage();
    rows++;
    groupRows++;
    if (columns.getBufferedSize() >= GROUP_BYTES) {
      flush();
      begin();
    }
  }

  private void flush() {
    consumer.flush();
    columns.flush();
    List<ColumnChunk> written = new ArrayList<>();
    long bytes = 0;
    for (ChunkBuffer chunk : chunks.values()) {
      ColumnChunk description = new ColumnChunk(0);
      description.setMeta_data(chunk.describe(offset));
      written.add(description);
      bytes += description.getMeta_data().getTotal_uncompressed_size();
      write(chunk.bytes());
    }
    columns.close();
    groups.add(new RowGroup(written, bytes, groupRows));
  }

  @Override
  public void finish() {
    if (groupRows > 0) {
      flush();
    }
    FileMetaData data = new FileMetaData(1, SchemaElements.of(schema), rows, groups);
    data.setCreated_by("perigee");
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(data, footer);
    } catch (IOException e) {
      throw new StorageException("cannot write " + name, e);
    }
    write(footer.toByteArray());
    write(
        ByteBuffer.allocate(2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footer.size())
            .put(ParquetFile.MAGIC)
            .array());
    file.publish(ParquetFile.MAGIC);
  }

  private void write(byte[] bytes) {
    file.write(MemorySegment.ofArray(bytes), 0, bytes.length);
    offset += bytes.length;
  }

  @Override
  public void close() {
    file.close();
  }
}
