package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.PerigeeException;
import dev.perigee.formats.file.MappedFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The bytes of an Arrow file, mapped, every position checked.
///
/// Owned by one thread, which closes it.
final class ArrowFile implements AutoCloseable {

  /// Largest FlatBuffer that is read: the metadata of a batch takes 16 bytes for each buffer.
  static final int METADATA_BYTES_MAX = 64 << 20;

  private final MappedFile file;

  private ArrowFile(MappedFile file) {
    this.file = file;
  }

  /// Maps a file.
  static ArrowFile open(Path path) {
    return new ArrowFile(MappedFile.open(path));
  }

  String name() {
    return file.name();
  }

  long sizeBytes() {
    return file.sizeBytes();
  }

  /// A stretch of the mapping. What is read of it belongs between `try` and [#requireWhole].
  ///
  /// @throws CorruptionException if it is not in the file
  MemorySegment slice(long offset, long length, String what) {
    require(offset, length, what);
    return file.bytes().asSlice(offset, length);
  }

  private void require(long offset, long length, String what) {
    if (offset < 0 || length < 0 || offset > sizeBytes() - length) {
      throw damaged(
          Math.max(0, offset),
          "expected " + what + " of " + length + " bytes, got a file of " + sizeBytes());
    }
  }

  /// A number of four bytes.
  int intAt(long offset) {
    require(offset, Integer.BYTES, "a number");
    return file.intAt(offset);
  }

  /// Copies bytes.
  byte[] copy(long offset, int length, String what) {
    require(offset, length, what);
    return file.copy(offset, length);
  }

  /// Copies a FlatBuffer.
  ///
  /// @throws LimitExceededException if it is larger than any that makes sense
  ByteBuffer metadata(long offset, long length) {
    require(offset, length, "metadata");
    if (length > METADATA_BYTES_MAX) {
      throw new LimitExceededException(
          "%s: expected metadata of at most %d bytes, got %d at byte %d"
              .formatted(name(), METADATA_BYTES_MAX, length, offset));
    }
    return ByteBuffer.wrap(file.copy(offset, (int) length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads of a FlatBuffer, which throws anything where it is damaged.
  <T> T guarded(long offset, String what, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (PerigeeException e) {
      throw e;
    } catch (RuntimeException e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw damaged(
          offset,
          "expected %s, got %s %s"
              .formatted(
                  what,
                  e.getClass().getSimpleName(),
                  message.substring(0, Math.min(200, message.length()))));
    }
  }

  /// Checks that the file still is as long as it was, and lets a fault of the mapping surface.
  void requireWhole() {
    file.requireWhole();
  }

  /// What to throw for an error that a read of the mapping raised.
  RuntimeException failure(Throwable error, long offset) {
    return file.failure(error, offset);
  }

  /// An error at a position of this file.
  CorruptionException damaged(long offset, String reason) {
    return new CorruptionException(name(), offset, reason);
  }

  @Override
  public void close() {
    file.close();
  }
}
