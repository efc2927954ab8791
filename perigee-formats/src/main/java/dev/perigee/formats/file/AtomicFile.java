package dev.perigee.formats.file;

import dev.perigee.error.ClosedException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// A file that appears under its name whole or not at all.
///
/// Bytes go to a hidden file in the same folder, because a rename is atomic only inside one file
/// system. [#publish] syncs it, renames it over whatever had the name, and syncs the folder,
/// without which a power cut may undo the rename. Closed before that, the hidden file is deleted.
///
/// One thread at a time. Whoever creates it closes it.
public final class AtomicFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private boolean usable = true;
  private boolean published;

  private AtomicFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /// Starts a file; nothing is there under its name yet.
  ///
  /// @throws StorageException if the folder does not exist or refuses a new file
  public static AtomicFile create(Path target) {
    String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + suffix + ".tmp");
    try {
      FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new AtomicFile(target, temporary, channel);
    } catch (IOException e) {
      throw new StorageException("cannot create " + temporary, e);
    }
  }

  /// Appends bytes.
  ///
  /// @throws StorageException if they cannot be written; nothing can be published from then on
  public void write(MemorySegment source, long offset, long lengthBytes) {
    requireUsable();
    long from = offset;
    long end = offset + lengthBytes;
    while (from < end) {
      int chunkBytes = (int) Math.min(end - from, buffer.remaining());
      MemorySegment.copy(
          source, from, MemorySegment.ofArray(buffer.array()), buffer.position(), chunkBytes);
      buffer.position(buffer.position() + chunkBytes);
      from += chunkBytes;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  private void flush() {
    try {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    } catch (IOException e) {
      usable = false;
      throw new StorageException("cannot write " + temporary, e);
    }
  }

  /// Gives the file its name.
  ///
  /// @param head replaces as many bytes at the start, which were written before they could be known
  /// @throws StorageException if that fails; the name then stands for what it stood for before, or,
  ///   if only the folder could not be synced, for the new file
  public void publish(byte[] head) {
    requireUsable();
    flush();
    usable = false;
    try {
      ByteBuffer patch = ByteBuffer.wrap(head);
      while (patch.hasRemaining()) {
        channel.write(patch, patch.position());
      }
      channel.force(true);
      channel.close();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      published = true;
      syncFolder();
    } catch (IOException e) {
      throw new StorageException("cannot publish " + target, e);
    }
  }

  private void syncFolder() throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    try (FileChannel handle = FileChannel.open(folder, StandardOpenOption.READ)) {
      handle.force(true);
    }
  }

  private void requireUsable() {
    if (!usable) {
      throw new ClosedException(
          target + ": expected a file being written, got one that is finished, closed or failed");
    }
  }

  /// Deletes what was written, unless it was published. Closing twice does nothing.
  @Override
  public void close() {
    usable = false;
    try {
      channel.close();
      if (!published) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new StorageException("cannot remove " + temporary, e);
    }
  }
}
