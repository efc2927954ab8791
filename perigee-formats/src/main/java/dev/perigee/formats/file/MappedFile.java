package dev.perigee.formats.file;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file mapped for reading, which notices when it is cut short under the reader.
///
/// A load behind the end of a file that was truncated after it was mapped raises an
/// `InternalError`. In compiled code that error is delivered late, at the next point where the
/// thread may stop, which can be in the caller of the method that loaded. So each read ends with
/// [#requireWhole()] inside its `try`: the system call is such a point, and it also notices a cut
/// inside the last page, where loads give zeros without any error.
///
/// Safe for several threads. Whoever opened it closes it; a process opens few of these and keeps
/// them for long, so that an arena of its own, whose closing stops all threads for a moment, is
/// affordable.
public final class MappedFile implements AutoCloseable {

  private final String name;
  private final Arena arena;
  private final RandomAccessFile file;
  private final MemorySegment bytes;

  private MappedFile(String name, Arena arena, RandomAccessFile file, MemorySegment bytes) {
    this.name = name;
    this.arena = arena;
    this.file = file;
    this.bytes = bytes;
  }

  /// Maps a whole file.
  ///
  /// @throws NotFoundException if there is none
  /// @throws InvalidRequestException if it is not a regular file of the default file system
  /// @throws StorageException if it cannot be opened or mapped
  public static MappedFile open(Path path) {
    return open(path, path.toString());
  }

  /// Maps a whole file that goes by another name than its path.
  ///
  /// @param name for messages
  /// @throws NotFoundException if there is none
  /// @throws InvalidRequestException if it is not a regular file of the default file system
  /// @throws StorageException if it cannot be opened or mapped
  public static MappedFile open(Path path, String name) {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      throw InvalidRequestException.of(name, "a path of the default file system", path.toUri());
    }
    if (!Files.exists(path)) {
      throw new NotFoundException(name + ": expected a file, found none");
    }
    if (!Files.isRegularFile(path)) {
      throw InvalidRequestException.of(name, "a regular file", "a folder or a device");
    }
    return map(path, name);
  }

  @SuppressWarnings("resource") // Both live as long as the mapping; closed here only on failure.
  private static MappedFile map(Path path, String name) {
    Arena arena = Arena.ofShared();
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(path.toFile(), "r");
      MemorySegment bytes = file.getChannel().map(MapMode.READ_ONLY, 0, file.length(), arena);
      return new MappedFile(name, arena, file, bytes);
    } catch (IOException e) {
      arena.close();
      closeAfter(file, e);
      throw new StorageException("cannot map " + name, e);
    }
  }

  private static void closeAfter(RandomAccessFile file, IOException cause) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /// The path, for messages.
  public String name() {
    return name;
  }

  /// The size at opening.
  public long sizeBytes() {
    return bytes.byteSize();
  }

  /// The mapping. Reads of it belong in a `try` that ends with [#requireWhole()] and hands what it
  /// catches to [#failure].
  public MemorySegment bytes() {
    return bytes;
  }

  /// Copies part of the file.
  ///
  /// @throws CorruptionException if the file has been truncated
  public byte[] copy(long offsetBytes, int lengthBytes) {
    byte[] copy = new byte[lengthBytes];
    try {
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offsetBytes, copy, 0, lengthBytes);
      requireWhole();
    } catch (InternalError | IllegalStateException e) {
      throw failure(e, offsetBytes);
    }
    return copy;
  }

  /// Reads a little-endian integer.
  ///
  /// @throws CorruptionException if the file has been truncated
  public int intAt(long offsetBytes) {
    return MemorySegment.ofArray(copy(offsetBytes, Integer.BYTES)).get(LittleEndian.INT, 0);
  }

  /// Checks that the file still is as long as it was when mapped, and lets a pending fault surface.
  public void requireWhole() {
    long lengthBytes;
    try {
      lengthBytes = file.length();
    } catch (IOException e) {
      throw isOpen() ? new StorageException("cannot read " + name, e) : closed();
    }
    if (lengthBytes < sizeBytes()) {
      throw new CorruptionException(
          name,
          lengthBytes,
          "expected " + sizeBytes() + " bytes as when opened, got " + lengthBytes);
    }
  }

  /// What to throw for an error that a load from the mapping raised.
  ///
  /// @param offsetBytes where the read began
  public RuntimeException failure(Throwable error, long offsetBytes) {
    if (!isOpen()) {
      return closed();
    }
    if (error instanceof InternalError) {
      return new CorruptionException(
          name, offsetBytes, "expected readable bytes, got a fault: truncated, or the disk fails");
    }
    return (RuntimeException) error;
  }

  private boolean isOpen() {
    return arena.scope().isAlive();
  }

  private ClosedException closed() {
    return new ClosedException(name + ": expected an open file, got one that is closed");
  }

  /// Ends the mapping; later reads throw [ClosedException]. Closing twice does nothing.
  @Override
  public synchronized void close() {
    if (!isOpen()) {
      return;
    }
    arena.close();
    try {
      file.close();
    } catch (IOException e) {
      throw new StorageException("cannot close " + name, e);
    }
  }
}
