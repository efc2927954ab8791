package dev.perigee.formats.arrow;

import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.MappedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A temporary file for the buffers of a batch that are too large for the heap.
///
/// It loses its name as soon as it is mapped, so that nothing is left behind; where open files
/// cannot be deleted, when the process ends. One thread, which closes it after it was mapped or
/// not.
final class UnpackedFile implements AutoCloseable {

  private static final int CHUNK_BYTES = 1 << 18;

  private final String source;
  private final Path path;
  private final FileChannel channel;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private long sizeBytes;

  private UnpackedFile(String source, Path path, FileChannel channel) {
    this.source = source;
    this.path = path;
    this.channel = channel;
  }

  /// Starts a file.
  ///
  /// @param source the file that is unpacked, for messages
  /// @param bytes what it will need
  /// @throws LimitExceededException if there is not as much room
  /// @throws StorageException if the operating system refuses
  static UnpackedFile create(String source, long bytes) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      long usable = Files.getFileStore(folder).getUsableSpace();
      if (usable < bytes) {
        throw new LimitExceededException(
            "%s: expected room for %d unpacked bytes of %s, got %d"
                .formatted(folder, bytes, source, usable));
      }
      Path path = Files.createTempFile(folder, "perigee-arrow-", ".tmp");
      return new UnpackedFile(source, path, FileChannel.open(path, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new StorageException("cannot make a temporary file in " + folder, e);
    }
  }

  /// A length as it is stored, so that the next buffer is aligned.
  static long aligned(long bytes) {
    return (bytes + Long.BYTES - 1) & -Long.BYTES;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /// Appends what a stream gives.
  ///
  /// @param length most bytes that are taken
  /// @return how many there were
  /// @throws IOException if the stream cannot be read
  /// @throws StorageException if the bytes cannot be written
  long append(InputStream in, long length) throws IOException {
    long left = length;
    while (left > 0) {
      int count = in.readNBytes(chunk, 0, (int) Math.min(CHUNK_BYTES, left));
      if (count == 0) {
        break;
      }
      write(ByteBuffer.wrap(chunk, 0, count));
      left -= count;
    }
    write(ByteBuffer.allocate((int) (aligned(sizeBytes) - sizeBytes)));
    return length - left;
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        sizeBytes += channel.write(bytes);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write " + path, e);
    }
  }

  /// Maps what was appended; whoever asks for it closes it.
  MappedFile map() {
    return MappedFile.open(path, source);
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.delete(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }
}
