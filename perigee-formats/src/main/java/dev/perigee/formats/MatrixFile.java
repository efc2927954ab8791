package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.formats.file.MappedFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// A mapped file of `[rows x columns]` numbers, of any kind: the one place that loads and converts.
///
/// Each public read is one `try` around the loads, closed by [MappedFile#requireWhole()]; see there
/// why. Safe for several threads. Owns the mapping.
final class MatrixFile implements AutoCloseable {

  private final Path path;
  private final DatasetKind kind;
  private final MappedFile file;
  private final MatrixLayout layout;

  private MatrixFile(Path path, DatasetKind kind, MappedFile file, MatrixLayout layout) {
    this.path = path;
    this.kind = kind;
    this.file = file;
    this.layout = layout;
  }

  /// Maps a file and checks its header against its size.
  ///
  /// @param kind what the file is; null to tell by magic bytes, then by name
  /// @param distancesAllowed whether an ibin may carry distances after its ids
  static MatrixFile open(Path path, DatasetKind kind, boolean distancesAllowed) {
    MappedFile file = MappedFile.open(path);
    try {
      DatasetKind actual = kind;
      if (actual == null) {
        actual = NpyLayout.matches(file) ? DatasetKind.NPY : DatasetKind.of(path);
      }
      return new MatrixFile(path, actual, file, layout(file, actual, distancesAllowed));
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Takes over a NumPy array in a file that is mapped already; closes the file if that fails.
  ///
  /// @param path of the file, for whoever asks
  static MatrixFile ofArray(Path path, MappedArray array) {
    try {
      return new MatrixFile(
          path, DatasetKind.NPY, array.file(), NpyLayout.of(array.requireInFile()));
    } catch (RuntimeException | Error e) {
      array.file().close();
      throw e;
    }
  }

  private static MatrixLayout layout(MappedFile file, DatasetKind kind, boolean distancesAllowed) {
    return switch (kind) {
      case FBIN, F16BIN, U8BIN, I8BIN -> BinLayout.of(file, kind.type(), false);
      case BBIN -> BinLayout.ofBits(file);
      case IBIN -> BinLayout.of(file, kind.type(), distancesAllowed);
      case FVECS, BVECS, DVECS, HVECS, IVECS -> VecsLayout.of(file, kind.type());
      case NPY -> NpyLayout.of(MappedArray.whole(file));
    };
  }

  Path path() {
    return path;
  }

  DatasetKind kind() {
    return kind;
  }

  MatrixLayout layout() {
    return layout;
  }

  /// Components of a row: numbers, or the bits that are packed in them.
  int dimension() {
    return kind == DatasetKind.BBIN ? file.intAt(4) : layout.columns();
  }

  MappedFile file() {
    return file;
  }

  /// Copies a row in its stored type, little-endian.
  void readStored(long row, MemorySegment target, long targetOffset) {
    long offset = begin(row, target, targetOffset, layout.type().widthBytes());
    try {
      requireDimension(row, offset);
      if (layout.isPlain()) {
        long bytes = (long) layout.columns() * layout.type().widthBytes();
        MemorySegment.copy(file.bytes(), offset, target, targetOffset, bytes);
      } else {
        copyStrided(offset, target, targetOffset);
      }
      file.requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, offset);
    }
  }

  /// Copies a row as little-endian floats.
  void readFloats(long row, MemorySegment target, long targetOffset) {
    long offset = begin(row, target, targetOffset, Float.BYTES);
    try {
      requireDimension(row, offset);
      for (int column = 0; column < layout.columns(); column++) {
        long bits = bits(offset + column * layout.columnStrideBytes());
        target.set(
            LittleEndian.FLOAT, targetOffset + (long) column * 4, layout.type().toFloat(bits));
      }
      file.requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, offset);
    }
  }

  /// Copies a row as doubles; exact but for whole numbers above 2^53.
  ///
  /// @param target receives [MatrixLayout#columns()] numbers
  void readDoubles(long row, double[] target) {
    requireRow(row);
    long offset = layout.rowOffsetBytes(row);
    try {
      requireDimension(row, offset);
      for (int column = 0; column < layout.columns(); column++) {
        target[column] = layout.type().toDouble(bits(offset + column * layout.columnStrideBytes()));
      }
      file.requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, offset);
    }
  }

  /// Copies a row of whole numbers.
  ///
  /// @param target receives [MatrixLayout#columns()] numbers
  void readLongs(long row, long[] target) {
    requireRow(row);
    long offset = layout.rowOffsetBytes(row);
    try {
      requireDimension(row, offset);
      for (int column = 0; column < layout.columns(); column++) {
        target[column] = layout.type().toLong(bits(offset + column * layout.columnStrideBytes()));
      }
      file.requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, offset);
    }
  }

  /// Reads one whole number.
  ///
  /// @param column 0 to `layout().columns() - 1`
  long longAt(long row, int column) {
    requireRow(row);
    long offset = layout.rowOffsetBytes(row);
    try {
      requireDimension(row, offset);
      long number = layout.type().toLong(bits(offset + column * layout.columnStrideBytes()));
      file.requireWhole();
      return number;
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, offset);
    }
  }

  private long begin(long row, MemorySegment target, long targetOffset, int widthBytes) {
    requireRow(row);
    long neededBytes = (long) layout.columns() * widthBytes;
    if (targetOffset < 0 || targetOffset > target.byteSize() - neededBytes) {
      throw InvalidRequestException.of(
          "target",
          "room for " + neededBytes + " bytes",
          target.byteSize() + " bytes, to be written from byte " + targetOffset);
    }
    return layout.rowOffsetBytes(row);
  }

  private void requireRow(long row) {
    if (row < 0 || row >= layout.rows()) {
      throw InvalidRequestException.of("row", "0 to " + (layout.rows() - 1), row);
    }
  }

  private void requireDimension(long row, long offset) {
    if (layout.repeatsDimension()) {
      int dimension = file.bytes().get(LittleEndian.INT, offset - Integer.BYTES);
      if (dimension != layout.columns()) {
        // A cut inside the last page reads as zeros, and is then the true reason.
        file.requireWhole();
        throw new CorruptionException(
            file.name(),
            offset - Integer.BYTES,
            "expected the dimension of the first row, %d, before row %d, got %d"
                .formatted(layout.columns(), row, dimension));
      }
    }
  }

  private void copyStrided(long offset, MemorySegment target, long targetOffset) {
    int width = layout.type().widthBytes();
    for (int column = 0; column < layout.columns(); column++) {
      long bits = bits(offset + column * layout.columnStrideBytes());
      long to = targetOffset + (long) column * width;
      switch (width) {
        case 1 -> target.set(ValueLayout.JAVA_BYTE, to, (byte) bits);
        case 2 -> target.set(LittleEndian.SHORT, to, (short) bits);
        case 4 -> target.set(LittleEndian.INT, to, (int) bits);
        default -> target.set(LittleEndian.LONG, to, bits);
      }
    }
  }

  private long bits(long offset) {
    MemorySegment bytes = file.bytes();
    boolean swap = layout.bigEndian();
    return switch (layout.type().widthBytes()) {
      case 1 -> bytes.get(ValueLayout.JAVA_BYTE, offset);
      case 2 -> {
        short bits = bytes.get(LittleEndian.SHORT, offset);
        yield swap ? Short.reverseBytes(bits) : bits;
      }
      case 4 -> {
        int bits = bytes.get(LittleEndian.INT, offset);
        yield swap ? Integer.reverseBytes(bits) : bits;
      }
      default -> {
        long bits = bytes.get(LittleEndian.LONG, offset);
        yield swap ? Long.reverseBytes(bits) : bits;
      }
    };
  }

  @Override
  public void close() {
    file.close();
  }
}
