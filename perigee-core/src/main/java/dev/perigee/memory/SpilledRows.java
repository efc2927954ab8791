package dev.perigee.memory;

import dev.perigee.error.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Grows [Rows] in a temporary file, for tables that memory need not hold: rows are written to it
/// and read through a map of it, which the operating system may drop and read again.
///
/// Written by calls, not through the map, so that a full disk is an error and not a fault. One
/// writer at a time; readers need no lock. The file has no name any more once it is open, where the
/// operating system allows that; a killed process leaves none behind.
public final class SpilledRows implements Closeable {

  private static final long CHUNK_BYTES_TARGET = 64L << 20;

  private final Arena arena;
  private final Path path;
  private final RandomAccessFile file;
  private final boolean named;
  private final Rows rows;
  private final byte[] buffer;

  /// @param arena owns the maps
  /// @param folder where the file is made
  /// @param strideBytes distance from one row to the next
  /// @throws StorageException if no file can be made there
  public SpilledRows(Arena arena, Path folder, int strideBytes) {
    this.arena = arena;
    buffer = new byte[strideBytes];
    long rowsPerChunk = Math.max(1, CHUNK_BYTES_TARGET / strideBytes);
    rows = Rows.growing(strideBytes, 63 - Long.numberOfLeadingZeros(rowsPerChunk));
    try {
      path = Files.createTempFile(folder, "perigee-build-", ".tmp");
      file = new RandomAccessFile(path.toFile(), "rw");
      named = !delete();
    } catch (IOException e) {
      throw new StorageException("could not make a temporary file in " + folder, e);
    }
  }

  private boolean delete() {
    try {
      Files.delete(path);
      return true;
    } catch (IOException e) {
      return false; // where open files cannot be deleted; then when it is closed
    }
  }

  /// The rows written so far, and those to come.
  public Rows rows() {
    return rows;
  }

  /// Writes a row. Its bytes behind those given are zero.
  ///
  /// @param source at most a row
  /// @throws StorageException if the disk is full, say; the row is not to be read then
  public void write(int row, MemorySegment source) {
    int length = (int) source.byteSize();
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, buffer, 0, length);
    try {
      reserve(row + 1);
      file.seek(row * rows.strideBytes());
      file.write(buffer, 0, length);
    } catch (IOException e) {
      throw new StorageException("could not write to a temporary file in " + path.getParent(), e);
    }
  }

  private void reserve(int count) throws IOException {
    MemorySegment[] old = rows.chunks();
    int needed = rows.chunkIndex(count - 1) + 1;
    if (needed <= old.length) {
      return;
    }
    MemorySegment[] grown = Arrays.copyOf(old, needed);
    long bytes = rows.rowsPerChunk() * rows.strideBytes();
    for (int i = old.length; i < needed; i++) {
      // makes the file as long as that; what nobody has written takes no space
      grown[i] = file.getChannel().map(MapMode.READ_ONLY, i * bytes, bytes, arena);
    }
    rows.publish(grown);
  }

  /// Gives the space back. The arena is closed before.
  @Override
  public void close() throws IOException {
    file.close();
    if (named) {
      boolean _ = delete();
    }
  }
}
