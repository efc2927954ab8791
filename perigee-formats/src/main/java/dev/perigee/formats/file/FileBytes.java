package dev.perigee.formats.file;

import dev.perigee.error.CorruptionException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// A file of a stranger, read at any position: little-endian numbers, each looked for only after
/// its bytes were found to be in the file.
///
/// Nothing is allocated for what a header claims before [#require] has compared it with the length
/// of the file. Safe for several threads. Whoever opened it closes it.
public final class FileBytes implements AutoCloseable {

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private final MappedFile file;

  private FileBytes(MappedFile file) {
    this.file = file;
  }

  /// Maps a whole file.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is none
  /// @throws dev.perigee.error.InvalidRequestException if it is not a regular file
  /// @throws dev.perigee.error.StorageException if it cannot be opened or mapped
  public static FileBytes open(Path path) {
    return new FileBytes(MappedFile.open(path));
  }

  /// The path, for messages.
  public String name() {
    return file.name();
  }

  /// Length of the file when it was opened.
  public long sizeBytes() {
    return file.sizeBytes();
  }

  /// Checks that `count` things of `bytesEach` bytes lie in the file from a position on.
  ///
  /// @param what they are, in the plural, for the error
  /// @return their length in bytes
  /// @throws CorruptionException if they do not, whatever the numbers
  public long require(long at, long count, long bytesEach, String what) {
    long left = sizeBytes() - at;
    if (at < 0 || left < 0 || count < 0 || bytesEach < 0) {
      throw corruption(at, "expected " + what + ", got a count of " + count);
    }
    if (bytesEach > 0 && count > left / bytesEach) {
      throw corruption(
          at,
          "expected " + count + " " + what + " of " + bytesEach + " bytes, got " + left + " bytes");
    }
    return count * bytesEach;
  }

  /// An unsigned byte.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public int u8(long at) {
    require(at, 1, 1, "bytes");
    return (int) load(at, 1) & 0xff;
  }

  /// An unsigned number of two bytes.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public int u16(long at) {
    require(at, 1, 2, "numbers");
    return (int) load(at, 2) & 0xffff;
  }

  /// A signed number of four bytes.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public int i32(long at) {
    require(at, 1, 4, "numbers");
    return (int) load(at, 4);
  }

  /// An unsigned number of four bytes.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public long u32(long at) {
    return i32(at) & 0xffffffffL;
  }

  /// A signed number of eight bytes. What is meant to be unsigned and is negative here is larger
  /// than any count or position can be.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public long i64(long at) {
    require(at, 1, 8, "numbers");
    return load(at, 8);
  }

  /// A float.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public float f32(long at) {
    return Float.intBitsToFloat(i32(at));
  }

  /// A double.
  ///
  /// @throws CorruptionException if it lies behind the end of the file
  public double f64(long at) {
    return Double.longBitsToDouble(i64(at));
  }

  /// Reads signed numbers of four bytes.
  ///
  /// @param target receives them from index 0 on
  /// @throws CorruptionException if they lie behind the end of the file
  public void i32s(long at, int count, int[] target) {
    require(at, count, 4, "numbers");
    try {
      MemorySegment.copy(file.bytes(), LittleEndian.INT, at, target, 0, count);
      file.requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, at);
    }
  }

  /// Copies bytes.
  ///
  /// @throws CorruptionException if they lie behind the end of the file
  public void copy(long at, long lengthBytes, MemorySegment target, long targetOffset) {
    require(at, lengthBytes, 1, "bytes");
    try {
      MemorySegment.copy(file.bytes(), at, target, targetOffset, lengthBytes);
      file.requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, at);
    }
  }

  /// Bytes as an array.
  ///
  /// @throws CorruptionException if they lie behind the end of the file
  public byte[] bytes(long at, int lengthBytes) {
    require(at, lengthBytes, 1, "bytes");
    return file.copy(at, lengthBytes);
  }

  /// An error that names the file and a position.
  ///
  /// @param reason what was expected there and what was found
  public CorruptionException corruption(long at, String reason) {
    return new CorruptionException(name(), at, reason);
  }

  private long load(long at, int bytes) {
    try {
      long value =
          switch (bytes) {
            case 1 -> file.bytes().get(BYTE, at);
            case 2 -> file.bytes().get(LittleEndian.SHORT, at);
            case 4 -> file.bytes().get(LittleEndian.INT, at);
            default -> file.bytes().get(LittleEndian.LONG, at);
          };
      file.requireWhole();
      return value;
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, at);
    }
  }

  /// Ends the mapping. Closing twice does nothing.
  @Override
  public void close() {
    file.close();
  }
}
