package dev.perigee.formats.parquet;

import dev.perigee.error.PerigeeException;
import dev.perigee.formats.parquet.ParquetFooter.Chunk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;

/// The pages of a column in a row group, read one at a time as the decoder asks for them.
///
/// Owned by one thread. Does not own the file.
final class ChunkPages implements PageReader {

  private static final int HEADER_BYTES_USUAL = 1 << 10;
  private static final int HEADER_BYTES_MAX = 1 << 20;
  private static final int PAGE_VALUES_MAX = 1 << 24;

  private final ParquetFile file;
  private final Chunk chunk;
  private final PageBudget budget;
  private final int repetitionBits;
  private final int definitionBits;
  private long at;
  private long heldBytes;
  private PageHeader header;
  private boolean isAhead;
  private byte[] packed;

  ChunkPages(ParquetFile file, Chunk chunk, PageBudget budget) {
    this.file = file;
    this.chunk = chunk;
    this.budget = budget;
    this.repetitionBits = BytesUtils.getWidthFromMaxInt(chunk.column().getMaxRepetitionLevel());
    this.definitionBits = BytesUtils.getWidthFromMaxInt(chunk.column().getMaxDefinitionLevel());
    this.at = chunk.offset();
  }

  @Override
  public long getTotalValueCount() {
    return chunk.values();
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    return read(() -> {
      if (at >= chunk.end()) {
        return null;
      }
      peek();
      if (header.getDictionary_page_header() == null) {
        return null;
      }
      takeBytes();
      return dictionary();
    });
  }

  @Override
  public DataPage readPage() {
    return read(() -> {
      while (isAhead || at < chunk.end()) {
        peek();
        takeBytes();
        if (header.getData_page_header() != null) {
          return page(header.getData_page_header());
        }
        if (header.getData_page_header_v2() != null) {
          return page(header.getData_page_header_v2());
        }
      }
      throw new IOException("the end of the column");
    });
  }

  /// Something read from pages.
  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T read(Reading<T> reading) {
    long offset = at;
    try {
      return reading.read();
    } catch (PerigeeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw file.damaged(offset, "a page of " + chunk.column(), e);
    }
  }

  /// Reads the header of the page at hand, unless that was done.
  private void peek() throws IOException {
    if (isAhead) {
      return;
    }
    long left = chunk.end() - at;
    int length = (int) Math.min(left, HEADER_BYTES_USUAL);
    ByteArrayInputStream bytes = new ByteArrayInputStream(file.read(at, length));
    try {
      header = Util.readPageHeader(bytes);
    } catch (IOException | RuntimeException e) {
      // Statistics of long text make a header longer than it mostly is.
      length = (int) Math.min(left, HEADER_BYTES_MAX);
      bytes = new ByteArrayInputStream(file.read(at, length));
      header = Util.readPageHeader(bytes);
    }
    at += length - bytes.available();
    isAhead = true;
  }

  private void takeBytes() throws IOException {
    isAhead = false;
    int length = header.getCompressed_page_size();
    int unpacked = header.getUncompressed_page_size();
    if (length < 0 || unpacked < 0 || length > chunk.end() - at) {
      throw new IOException("a page of " + length + " bytes, " + unpacked + " unpacked");
    }
    budget.replace(heldBytes, (long) unpacked + length);
    heldBytes = (long) unpacked + length;
    packed = file.read(at, length);
    at += length;
  }

  private DictionaryPage dictionary() throws IOException {
    byte[] bytes =
        chunk.codec().unpack(packed, 0, packed.length, header.getUncompressed_page_size());
    int values = header.getDictionary_page_header().getNum_values();
    int valueBytes =
        switch (chunk.column().getPrimitiveType().getPrimitiveTypeName()) {
          case INT32, FLOAT, BINARY -> Integer.BYTES;
          case INT64, DOUBLE -> Long.BYTES;
          case INT96 -> 12;
          case FIXED_LEN_BYTE_ARRAY ->
              Math.max(1, chunk.column().getPrimitiveType().getTypeLength());
          case BOOLEAN -> throw new IOException("a dictionary of two values");
        };
    if (values < 0 || (long) values * valueBytes > bytes.length) {
      throw new IOException("a dictionary of " + values + " values in " + bytes.length + " bytes");
    }
    Encoding encoding = encoding(header.getDictionary_page_header().getEncoding());
    return new DictionaryPage(BytesInput.from(bytes), values, encoding);
  }

  private DataPage page(DataPageHeader data) throws IOException {
    int length = header.getUncompressed_page_size();
    byte[] bytes = chunk.codec().unpack(packed, 0, packed.length, length);
    requireValues(data.getNum_values());
    int values =
        requireLevels(bytes, 0, repetitionBits, encoding(data.getRepetition_level_encoding()));
    values =
        requireLevels(bytes, values, definitionBits, encoding(data.getDefinition_level_encoding()));
    Encoding encoding = encoding(data.getEncoding());
    PageGuard.requireValues(bytes, values, encoding, data.getNum_values());
    return new DataPageV1(
        BytesInput.from(bytes),
        data.getNum_values(),
        length,
        null,
        encoding(data.getRepetition_level_encoding()),
        encoding(data.getDefinition_level_encoding()),
        encoding);
  }

  /// Checks levels behind their length.
  ///
  /// @return where they end
  private static int requireLevels(byte[] bytes, int from, int widthBits, Encoding encoding)
      throws IOException {
    if (widthBits == 0) {
      return from;
    }
    if (encoding != Encoding.RLE || from + Integer.BYTES > bytes.length) {
      throw new IOException("levels in " + encoding);
    }
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(from);
    int begin = from + Integer.BYTES;
    if (length < 0 || length > bytes.length - begin) {
      throw new IOException("levels of " + length + " bytes");
    }
    PageGuard.requireRuns(bytes, begin, begin + length, widthBits);
    return begin + length;
  }

  private DataPage page(DataPageHeaderV2 data) throws IOException {
    int repetitions = data.getRepetition_levels_byte_length();
    int definitions = data.getDefinition_levels_byte_length();
    int length = header.getUncompressed_page_size() - repetitions - definitions;
    if (repetitions < 0
        || definitions < 0
        || (long) repetitions + definitions > packed.length
        || length < 0) {
      throw new IOException("levels of " + repetitions + " and " + definitions + " bytes");
    }
    requireValues(data.getNum_values());
    int from = repetitions + definitions;
    PageGuard.requireRuns(packed, 0, repetitions, repetitionBits);
    PageGuard.requireRuns(packed, repetitions, from, definitionBits);
    boolean isPacked = !data.isSetIs_compressed() || data.isIs_compressed();
    byte[] values =
        isPacked
            ? chunk.codec().unpack(packed, from, packed.length, length)
            : PageCodec.UNCOMPRESSED.unpack(packed, from, packed.length, length);
    Encoding encoding = encoding(data.getEncoding());
    PageGuard.requireValues(values, 0, encoding, data.getNum_values());
    return new DataPageV2(
        data.getNum_rows(),
        data.getNum_nulls(),
        data.getNum_values(),
        BytesInput.from(packed, 0, repetitions),
        BytesInput.from(packed, repetitions, definitions),
        encoding,
        BytesInput.from(values),
        length,
        null,
        false);
  }

  private static void requireValues(int values) throws IOException {
    if (values < 0 || values > PAGE_VALUES_MAX) {
      throw new IOException("a page of " + values + " values");
    }
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) throws IOException {
    if (encoding == null) {
      throw new IOException("an unknown encoding");
    }
    return Encoding.valueOf(encoding.name());
  }
}
