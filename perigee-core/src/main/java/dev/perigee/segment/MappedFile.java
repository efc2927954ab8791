package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.memory.PinnedArena;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file mapped for reading.
///
/// @param memory keeps the map; its owner closes it
/// @param segment the bytes of the file
public record MappedFile(PinnedArena memory, MemorySegment segment) {

  /// Maps a whole file. No byte of it is read.
  ///
  /// @throws NotFoundException if there is none
  /// @throws CorruptionException if it loses its end meanwhile
  /// @throws StorageException if it cannot be mapped
  public static MappedFile open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment map = map(path, channel, arena);
      return new MappedFile(new PinnedArena(arena, path.toString()), ofOneClass(map, arena));
    } catch (NoSuchFileException e) {
      arena.close();
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      arena.close();
      throw new StorageException("could not map " + path, e);
    }
  }

  private static MemorySegment map(Path path, FileChannel channel, Arena arena) throws IOException {
    long size = channel.size();
    try {
      return channel.map(MapMode.READ_ONLY, 0, size, arena);
    } catch (IOException e) {
      long left = channel.size();
      if (left < size) {
        arena.close();
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
