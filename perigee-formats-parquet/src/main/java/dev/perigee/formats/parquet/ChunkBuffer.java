package dev.perigee.formats.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/// The pages of a column until their row group is complete. Owned by one thread.
final class ChunkBuffer implements PageWriter {

  private final ColumnDescriptor column;
  private final PageCodec codec;
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private long values;
  private long unpackedBytes;

  ChunkBuffer(ColumnDescriptor column, PageCodec codec) {
    this.column = column;
    this.codec = codec;
  }

  /// The pages, with their headers.
  byte[] bytes() {
    return pages.toByteArray();
  }

  /// What the footer says of the column.
  ///
  /// @param offset where the pages are written
  ColumnMetaData describe(long offset) {
    return new ColumnMetaData(
        type(column.getPrimitiveType().getPrimitiveTypeName()),
        List.of(org.apache.parquet.format.Encoding.PLAIN, org.apache.parquet.format.Encoding.RLE),
        Stream.of(column.getPath()).toList(),
        codec.format(),
        values,
        unpackedBytes,
        pages.size(),
        offset);
  }

  private static Type type(PrimitiveTypeName name) {
    return name == PrimitiveTypeName.BINARY ? Type.BYTE_ARRAY : Type.valueOf(name.name());
  }

  private void write(
      BytesInput bytes, int count, Encoding repetitions, Encoding definitions, Encoding encoding)
      throws IOException {
    ByteArrayOutputStream unpacked = new ByteArrayOutputStream((int) bytes.size());
    bytes.writeAllTo(unpacked);
    byte[] page = unpacked.toByteArray();
    byte[] packed = codec.pack(page);
    PageHeader header = new PageHeader(PageType.DATA_PAGE, page.length, packed.length);
    header.setData_page_header(
        new DataPageHeader(count, format(encoding), format(definitions), format(repetitions)));
    int before = pages.size();
    Util.writePageHeader(header, pages);
    unpackedBytes += pages.size() - before + page.length;
    pages.write(packed);
    values += count;
  }

  private static org.apache.parquet.format.Encoding format(Encoding encoding) {
    return org.apache.parquet.format.Encoding.valueOf(encoding.name());
  }

  @Override
  @Deprecated
  public void writePage(
      BytesInput bytes,
      int count,
      Statistics<?> statistics,
      Encoding repetitions,
      Encoding definitions,
      Encoding encoding)
      throws IOException {
    write(bytes, count, repetitions, definitions, encoding);
  }

  @Override
  @Deprecated
  public void writePage(
      BytesInput bytes,
      int count,
      int rows,
      Statistics<?> statistics,
      Encoding repetitions,
      Encoding definitions,
      Encoding encoding)
      throws IOException {
    write(bytes, count, repetitions, definitions, encoding);
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int count,
      int rows,
      Statistics<?> statistics,
      SizeStatistics sizes,
      GeospatialStatistics places,
      Encoding repetitions,
      Encoding definitions,
      Encoding encoding)
      throws IOException {
    write(bytes, count, repetitions, definitions, encoding);
  }

  @Override
  @Deprecated
  public void writePageV2(
      int rows,
      int nulls,
      int count,
      BytesInput repetitions,
      BytesInput definitions,
      Encoding encoding,
      BytesInput bytes,
      Statistics<?> statistics) {
    throw new AssertionError("pages are of version 1");
  }

  @Override
  public void writeDictionaryPage(DictionaryPage page) {
    throw new AssertionError("values are written as they are");
  }

  @Override
  public long getMemSize() {
    return pages.size();
  }

  @Override
  public long allocatedSize() {
    return pages.size();
  }

  @Override
  public String memUsageString(String prefix) {
    return prefix + " " + pages.size() + " bytes";
  }

  @Override
  public void close() {
    // The bytes go with the object.
  }
}
