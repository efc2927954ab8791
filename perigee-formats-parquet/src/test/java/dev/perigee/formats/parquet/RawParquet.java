package dev.perigee.formats.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
import org.apache.parquet.schema.MessageTypeParser;

/// Parquet files of any schema, for forms of vectors that this module reads and does not write.
final class RawParquet {

  private RawParquet() {}

  /// A file of rows, each of which writes its fields.
  static byte[] of(String message, List<Consumer<RecordConsumer>> rows) {
    MessageType schema = MessageTypeParser.parseMessageType(message);
    Map<ColumnDescriptor, ChunkBuffer> chunks = new LinkedHashMap<>();
    for (ColumnDescriptor column : schema.getColumns()) {
      chunks.put(column, new ChunkBuffer(column, PageCodec.UNCOMPRESSED));
    }
    ColumnWriteStore columns =
        ParquetProperties.builder()
            .withDictionaryEncoding(false)
            .build()
            .newColumnWriteStore(schema, chunks::get);
    RecordConsumer consumer = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(columns);
    for (Consumer<RecordConsumer> row : rows) {
      consumer.startMessage();
      row.accept(consumer);
      consumer.endMessage();
    }
    consumer.flush();
    columns.flush();
    try {
      return file(schema, chunks, rows.size());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] file(
      MessageType schema, Map<ColumnDescriptor, ChunkBuffer> chunks, long rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ParquetFile.MAGIC);
    List<ColumnChunk> written = new ArrayList<>();
    for (ChunkBuffer chunk : chunks.values()) {
      ColumnChunk description = new ColumnChunk(0);
      description.setMeta_data(chunk.describe(out.size()));
      written.add(description);
      out.write(chunk.bytes());
    }
    int footer = out.size();
    RowGroup group = new RowGroup(written, footer, rows);
    Util.writeFileMetaData(
        new FileMetaData(1, SchemaElements.of(schema), rows, List.of(group)), out);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(out.size() - footer)
            .put(ParquetFile.MAGIC)
            .array());
    return out.toByteArray();
  }

  /// Writes a field.
  static void field(RecordConsumer out, String name, int index, Runnable values) {
    out.startField(name, index);
    values.run();
    out.endField(name, index);
  }

  /// Writes a group.
  static void group(RecordConsumer out, Runnable fields) {
    out.startGroup();
    fields.run();
    out.endGroup();
  }
}
