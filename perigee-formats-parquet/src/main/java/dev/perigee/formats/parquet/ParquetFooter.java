package dev.perigee.formats.parquet;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.PerigeeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// What a footer says, compared with itself and with the size of the file.
///
/// @param schema the columns
/// @param groups the row groups, in order
/// @param properties what writers keep beside the data
record ParquetFooter(MessageType schema, List<Group> groups, List<KeyValue> properties) {

  /// A row group.
  ///
  /// @param rows how many there are
  /// @param offset where its first page begins
  /// @param chunks one for each column, in the order of the schema; none if there are no rows
  record Group(long rows, long offset, List<Chunk> chunks) {}

  /// The pages of a column in a row group.
  ///
  /// @param column what they are of
  /// @param codec by which they are packed
  /// @param values in all of them, nulls included
  /// @param offset where the first begins
  /// @param end behind the last
  record Chunk(ColumnDescriptor column, PageCodec codec, long values, long offset, long end) {}

  /// Reads the footer.
  ///
  /// @throws CorruptionException if it is damaged or points out of the file
  /// @throws dev.perigee.error.InvalidRequestException if pages are packed in a way that is not
  ///   read
  static ParquetFooter read(ParquetFile file) throws IOException {
    long offset = file.footerOffset();
    byte[] bytes = file.footer(offset);
    try {
      FileMetaData data =
          Util.readFileMetaData(new ByteArrayInputStream(bytes), Math.max(1, bytes.length));
      MessageType schema = ParquetSchema.of(file, offset, data.getSchema());
      List<Group> groups = new ArrayList<>();
      for (RowGroup group : data.getRow_groups()) {
        groups.add(group(file, offset, schema.getColumns(), group));
      }
      List<KeyValue> properties = data.getKey_value_metadata();
      return new ParquetFooter(schema, groups, properties == null ? List.of() : properties);
    } catch (PerigeeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw file.damaged(offset, "a footer", e);
    }
  }

  private static Group group(
      ParquetFile file, long footer, List<ColumnDescriptor> columns, RowGroup group) {
    if (group.getColumns().size() != columns.size() || group.getNum_rows() < 0) {
      throw file.damaged(
          footer,
          "expected a row group of "
              + columns.size()
              + " columns, got "
              + group.getColumns().size()
              + " of "
              + group.getNum_rows()
              + " rows");
    }
    if (group.getNum_rows() == 0) {
      // Arrow writes one for a table without rows, with columns that begin at byte 0.
      return new Group(0, footer, List.of());
    }
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      chunks.add(chunk(file, footer, columns.get(i), group.getColumns().get(i)));
    }
    long offset = chunks.stream().mapToLong(Chunk::offset).min().orElse(footer);
    return new Group(group.getNum_rows(), offset, chunks);
  }

  private static Chunk chunk(
      ParquetFile file, long footer, ColumnDescriptor column, ColumnChunk chunk) {
    ColumnMetaData data = chunk.getMeta_data();
    if (data == null
        || !Arrays.asList(column.getPath()).equals(data.getPath_in_schema())
        || column.getPrimitiveType().getPrimitiveTypeName()
            != ParquetSchema.primitive(data.getType())) {
      throw file.damaged(footer, "expected a column " + column + ", got another");
    }
    if (chunk.getFile_path() != null) {
      throw file.damaged(footer, "expected pages in this file, got those of another");
    }
    long offset = data.getData_page_offset();
    if (data.isSetDictionary_page_offset() && data.getDictionary_page_offset() > 0) {
      offset = Math.min(offset, data.getDictionary_page_offset());
    }
    long length = data.getTotal_compressed_size();
    if (offset < ParquetFile.MAGIC.length || length < 0 || offset > footer - length) {
      throw file.damaged(
          footer, "expected pages before the footer, got " + length + " bytes at " + offset);
    }
    return new Chunk(
        column, PageCodec.of(file, data.getCodec()), data.getNum_values(), offset, offset + length);
  }

  /// Rows of all groups; as many as a number holds if it claims more.
  long rows() {
    long rows = 0;
    for (Group group : groups) {
      rows = rows > Long.MAX_VALUE - group.rows() ? Long.MAX_VALUE : rows + group.rows();
    }
    return rows;
  }

  /// Types of the columns as Parquet writes them, without line breaks.
  Map<String, String> columnTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    for (Type field : schema.getFields()) {
      types.put(field.getName(), field.toString().replaceAll("\\s+", " "));
    }
    return types;
  }
}
