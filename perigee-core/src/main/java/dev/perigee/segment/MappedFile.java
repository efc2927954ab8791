package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.memory.PinnedArena;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file mapped for reading.
///
/// @param memory keeps the map and the open file; its owner closes it
/// @param segment the bytes of the file
/// @param file the same file, to be read
public record MappedFile(PinnedArena memory, MemorySegment segment, RandomAccessFile file) {

  /// Maps a whole file. No byte of it is read.
  ///
  /// @throws NotFoundException if there is none
  /// @throws InvalidRequestException if it is a pipe or a device; to open a pipe would wait for
  ///   whoever writes into it
  /// @throws CorruptionException if it loses its end meanwhile
  /// @throws StorageException if it cannot be mapped
  public static MappedFile open(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw InvalidRequestException.of("path", "a regular file", "a pipe or a device at " + path);
    }
    Arena arena = Arena.ofShared();
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(path.toFile(), "r");
      MemorySegment map = map(path, file.getChannel(), arena);
      PinnedArena memory = new PinnedArena(arena, path.toString());
      memory.closeAlong(file);
      return new MappedFile(memory, ofOneClass(map, arena), file);
    } catch (IOException e) {
      release(arena, file);
      if (e instanceof FileNotFoundException && Files.notExists(path)) {
        throw new NotFoundException("path: expected a file, got none at " + path);
      }
      throw new StorageException("could not map " + path, e);
    } catch (RuntimeException | Error e) {
      release(arena, file);
      throw e;
    }
  }

  private static void release(Arena arena, RandomAccessFile file) {
    arena.close();
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // it was only read
      }
    }
  }

  /// The segment in the file. Its blocks are compared with their checksums when they are first
  /// used, where the reader asks for that.
  ///
  /// @throws CorruptionException if the header shows damage
  public SegmentView view() {
    SegmentView view = SegmentView.of(segment, memory.source());
    BlockGuard guard = new BlockGuard(file, memory.source(), view.header());
    return new SegmentView(view.header(), segment, memory.source(), guard);
  }

  private static MemorySegment map(Path path, FileChannel channel, Arena arena) throws IOException {
    long size = channel.size();
    try {
      return channel.map(MapMode.READ_ONLY, 0, size, arena);
    } catch (IOException e) {
      long left = channel.size();
      if (left < size) {
        throw new CorruptionException(
            path.toString(), left, "the file was truncated while it was opened");
      }
      throw e;
    }
  }

  /// The same bytes, bounds and lifetime as a segment of the class that allocated memory has.
  ///
  /// The JDK has a class of its own for mapped segments. A process that builds in allocated memory
  /// and searches in a file would compile every access for two classes, which costs a fifth of the
  /// speed. The method is restricted, so without leave (`--enable-native-access`) the map stays as
  /// it is.
  @SuppressWarnings("restricted")
  private static MemorySegment ofOneClass(MemorySegment map, Arena arena) {
    if (map.byteSize() == 0 || !MappedFile.class.getModule().isNativeAccessEnabled()) {
      return map;
    }
    return MemorySegment.ofAddress(map.address())
        .reinterpret(map.byteSize(), arena, null)
        .asReadOnly();
  }
}
