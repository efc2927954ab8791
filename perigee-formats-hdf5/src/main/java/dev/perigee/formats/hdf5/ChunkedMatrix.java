package dev.perigee.formats.hdf5;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.LzfFilter;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A matrix in chunks, packed or not; what has one dimension is a matrix of one column. The chunks
/// of one band of rows are held unpacked, 64 MiB at most, so that reading front to back unpacks
/// each chunk once.
///
/// Safe for several threads, one at a time.
final class ChunkedMatrix implements HdfMatrix {

  private static final long BAND_BYTES_MAX = 64L << 20;
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int CHECKSUM = 3;
  private static final int LZF = 32000;

  private final String name;
  private final ChunkedDataset dataset;
  private final long rows;
  private final int columns;
  private final boolean flat;
  private final NumberKind kind;
  private final ByteOrder order;
  private final int chunkRows;
  private final int chunkColumns;
  private byte[] band = new byte[0];
  private long bandNumber = -1;

  /// @throws LimitExceededException if a band of chunks is too large
  /// @throws InvalidRequestException if chunks are packed by anything but gzip, LZF and shuffling
  ChunkedMatrix(String name, ChunkedDataset dataset, NumberKind kind) {
    this.name = name;
    this.dataset = dataset;
    this.kind = kind;
    this.order = NumberKind.order(dataset.getDataType());
    this.rows = dataset.getDimensions()[0];
    this.flat = dataset.getDimensions().length == 1;
    this.columns = flat ? 1 : dataset.getDimensions()[1];
    int[] chunk = dataset.getChunkDimensions();
    if (chunk.length != (flat ? 1 : 2) || chunk[0] < 1 || (!flat && chunk[1] < 1)) {
      throw HdfErrors.damaged(name, "chunks of rows and columns", "others");
    }
    this.chunkRows = chunk[0];
    this.chunkColumns = flat ? 1 : chunk[1];
    long width = (columns + chunkColumns - 1L) / chunkColumns * chunkColumns;
    if (Math.multiplyHigh(width * kind.bytes(), chunkRows) != 0
        || width * kind.bytes() * chunkRows > BAND_BYTES_MAX) {
      throw new LimitExceededException(
          name
              + ": expected chunks of at most 64 MiB over all columns, got "
              + chunkRows
              + " rows");
    }
    for (PipelineFilterWithData filter : dataset.getFilters()) {
      int id = filter.getId();
      if ((id < DEFLATE || id > CHECKSUM) && id != LZF) {
        throw InvalidRequestException.of(
            name, "chunks packed by gzip, LZF or not at all", filter.getName() + " " + id);
      }
    }
  }

  @Override
  public String source() {
    return name;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public NumberKind kind() {
    return kind;
  }

  @Override
  public synchronized ByteBuffer row(long row) {
    long number = row / chunkRows;
    if (number != bandNumber) {
      bandNumber = -1;
      load(number);
      bandNumber = number;
    }
    int bytes = columns * kind.bytes();
    byte[] copy = new byte[bytes];
    System.arraycopy(band, (int) (row % chunkRows) * bytes, copy, 0, bytes);
    return ByteBuffer.wrap(copy).order(order);
  }

  private void load(long number) {
    band = new byte[chunkRows * columns * kind.bytes()];
    for (int first = 0; first < columns; first += chunkColumns) {
      int row0 = (int) (number * chunkRows);
      int[] at = flat ? new int[] {row0} : new int[] {row0, first};
      byte[] chunk = HdfErrors.translated(name, () -> unpacked(at));
      int width = Math.min(chunkColumns, columns - first) * kind.bytes();
      for (int row = 0; row < chunkRows; row++) {
        System.arraycopy(
            chunk,
            row * chunkColumns * kind.bytes(),
            band,
            (row * columns + first) * kind.bytes(),
            width);
      }
    }
  }

  private byte[] unpacked(int[] at) {
    ByteBuffer raw = dataset.getRawChunkBuffer(at);
    int length = chunkRows * chunkColumns * kind.bytes();
    // A packed chunk that is longer than this is not worth packing, and would not be.
    if (raw.remaining() > 2L * length + 1024) {
      throw new IllegalArgumentException("a chunk of " + raw.remaining() + " bytes");
    }
    byte[] bytes = new byte[raw.remaining()];
    raw.get(bytes);
    List<PipelineFilterWithData> filters = dataset.getFilters();
    for (PipelineFilterWithData filter : filters.reversed()) {
      bytes =
          switch (filter.getId()) {
            case DEFLATE -> inflated(bytes, length);
            case SHUFFLE -> unshuffled(bytes);
            case LZF -> new LzfFilter().decode(bytes, new int[] {0, 0, length});
            default -> Arrays.copyOf(bytes, Math.max(0, bytes.length - Integer.BYTES));
          };
    }
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "a chunk of " + bytes.length + " bytes instead of " + length);
    }
    return bytes;
  }

  /// Unpacks to no more than a checksum beyond a chunk.
  private static byte[] inflated(byte[] packed, int length) {
    byte[] bytes = new byte[length + Integer.BYTES];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      int written = 0;
      int step = -1;
      while (step != 0 && written < bytes.length) {
        step = inflater.inflate(bytes, written, bytes.length - written);
        written += step;
      }
      return Arrays.copyOf(bytes, written);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Puts bytes in the order of numbers: they lie first bytes first.
  private byte[] unshuffled(byte[] shuffled) {
    int width = kind.bytes();
    int count = shuffled.length / width;
    byte[] bytes = shuffled.clone();
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < width; k++) {
        bytes[i * width + k] = shuffled[k * count + i];
      }
    }
    return bytes;
  }
}
