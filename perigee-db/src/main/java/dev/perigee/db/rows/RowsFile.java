package dev.perigee.db.rows;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntToLongFunction;
import java.util.zip.CRC32C;

/// The file beside a segment that says from when to when each of its rows counts.
///
/// ```
/// offset  bytes
///      0      8  "PRGROWS1"
///      8      4  rows n
///     12      4  rows that are closed, c
///     16      8  greatest sequence number of a creation
///     24      8  least sequence number of a closing; 2^63 - 1 where none is closed
///     32      8  greatest sequence number of a closing; 0 where none is closed
///     40      4  CRC32C of all that follows byte 64
///     44      4  CRC32C of bytes 0 to 43
///     48     16  zero
///     64   8 x n  created, by row
///          8 x n  closed, by row; only where c > 0
/// ```
///
/// Little-endian. The columns are mapped and read without their checksum, which [#verify()] checks:
/// once for each file that is there when a database is opened.
public final class RowsFile implements AutoCloseable {

  private static final long MAGIC = 0x31_53_57_4f_52_47_52_50L;
  private static final int HEADER_BYTES = 64;
  private static final int CHECKED_BYTES = 44;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int VERIFIED_BYTES = 1 << 18;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final MemorySegment map;
  private final int count;
  private final int closedCount;
  private final long lastCreated;
  private final long firstClosed;
  private final long lastClosed;
  private final int checksum;

  private RowsFile(Path path, Arena arena, MemorySegment map) {
    this.path = path;
    this.arena = arena;
    this.map = map;
    ByteBuffer header = map.asSlice(0, HEADER_BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (header.getLong(0) != MAGIC) {
      throw corrupt(0, "expected the first bytes of a file of rows");
    }
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CHECKED_BYTES));
    if (header.getInt(CHECKED_BYTES) != (int) crc.getValue()) {
      throw corrupt(CHECKED_BYTES, "the header does not match its checksum");
    }
    count = header.getInt(8);
    closedCount = header.getInt(12);
    lastCreated = header.getLong(16);
    firstClosed = header.getLong(24);
    lastClosed = header.getLong(32);
    checksum = header.getInt(40);
    long expected = HEADER_BYTES + 8L * count * (closedCount > 0 ? 2 : 1);
    if (count < 0 || closedCount < 0 || map.byteSize() != expected) {
      throw corrupt(map.byteSize(), "expected a file of " + expected + " bytes");
    }
  }

  /// Writes a file.
  ///
  /// @param created and
  /// @param closed of each row, the same each time it is asked
  /// @return bytes written
  /// @throws StorageException if it cannot be written; the path is as it was
  public static long write(
      FileLayer files, Path path, int count, IntToLongFunction created, IntToLongFunction closed) {
    int closedCount = 0;
    long lastCreated = 0;
    long firstClosed = RowPart.OPEN;
    long lastClosed = 0;
    for (int row = 0; row < count; row++) {
      lastCreated = Math.max(lastCreated, created.applyAsLong(row));
      long end = closed.applyAsLong(row);
      if (end != RowPart.OPEN) {
        closedCount++;
        firstClosed = Math.min(firstClosed, end);
        lastClosed = Math.max(lastClosed, end);
      }
    }
    boolean both = closedCount > 0;
    CRC32C columns = new CRC32C();
    eachBlock(count, created, block -> columns.update(block));
    if (both) {
      eachBlock(count, closed, block -> columns.update(block));
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putInt(count).putInt(closedCount).putLong(lastCreated);
    header.putLong(firstClosed).putLong(lastClosed).putInt((int) columns.getValue());
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, CHECKED_BYTES);
    header.putInt((int) crc.getValue());
    AtomicFile.publish(
        files,
        path,
        out -> {
          writeFully(out, header.clear());
          eachBlock(count, created, block -> writeFully(out, block));
          if (both) {
            eachBlock(count, closed, block -> writeFully(out, block));
          }
        });
    return HEADER_BYTES + 8L * count * (both ? 2 : 1);
  }

  /// Opens a file: maps it and checks its header and size.
  ///
  /// @throws CorruptionException if they do not fit
  /// @throws NotFoundException if there is none
  public static RowsFile open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < HEADER_BYTES) {
        throw new CorruptionException(
            path.toString(), channel.size(), "expected at least " + HEADER_BYTES + " bytes");
      }
      return new RowsFile(path, arena, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (NoSuchFileException e) {
      arena.close();
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      arena.close();
      throw new StorageException("could not map " + path, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  int count() {
    return count;
  }

  int closedCount() {
    return closedCount;
  }

  long lastCreated() {
    return lastCreated;
  }

  long firstClosed() {
    return firstClosed;
  }

  long lastClosed() {
    return lastClosed;
  }

  long created(int row) {
    return map.get(LONG, HEADER_BYTES + 8L * row);
  }

  long closed(int row) {
    return closedCount == 0 ? RowPart.OPEN : map.get(LONG, HEADER_BYTES + 8L * count + 8L * row);
  }

  /// Reads everything.
  ///
  /// @throws CorruptionException if the columns do not match their checksum
  /// @throws NotFoundException if it was deleted meanwhile
  public void verify() {
    CRC32C crc = new CRC32C();
    // not through the map: a file that lost its end would end the JVM
    ByteBuffer block = ByteBuffer.allocateDirect(VERIFIED_BYTES);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.position(HEADER_BYTES);
      while (channel.read(block.clear()) >= 0) {
        crc.update(block.flip());
      }
    } catch (NoSuchFileException e) {
      // replaced since it was mapped: whoever only reads looks for the newer one
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      throw new StorageException("could not read " + path, e);
    }
    if ((int) crc.getValue() != checksum) {
      throw corrupt(HEADER_BYTES, "the columns do not match their checksum");
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  private CorruptionException corrupt(long offset, String reason) {
    return new CorruptionException(path.toString(), offset, reason);
  }

  /// Takes blocks of a column one after another.
  @FunctionalInterface
  private interface BlockConsumer<E extends Exception> {
    void accept(ByteBuffer block) throws E;
  }

  private static <E extends Exception> void eachBlock(
      int count, IntToLongFunction column, BlockConsumer<E> consumer) throws E {
    ByteBuffer block = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < count; row++) {
      block.putLong(column.applyAsLong(row));
      if (!block.hasRemaining() || row == count - 1) {
        consumer.accept(block.flip());
        block.clear();
      }
    }
  }

  private static void writeFully(WritableByteChannel out, ByteBuffer block) throws IOException {
    while (block.hasRemaining()) {
      out.write(block);
    }
  }
}
