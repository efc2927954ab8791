package dev.perigee.formats.file;

import dev.perigee.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// Bytes that are put aside while a file is written and copied into it at its end, so that memory
/// holds none of them.
///
/// They lie in a hidden file beside the target, where there is room for them anyway. It goes when
/// this is closed; where the system allows to delete a file that is open, a crash leaves nothing.
///
/// One thread at a time. Whoever creates it closes it.
public final class SpoolFile extends OutputStream {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long sizeBytes;

  private SpoolFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Starts an empty one.
  ///
  /// @param target the file that is written
  /// @throws StorageException if the folder does not exist or refuses a new file
  public static SpoolFile beside(Path target) {
    String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    Path path = target.resolveSibling("." + target.getFileName() + "." + suffix + ".part.tmp");
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new SpoolFile(path, channel);
    } catch (IOException e) {
      throw new StorageException("cannot create " + path, e);
    }
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /// Appends bytes.
  ///
  /// @throws StorageException if the operating system refuses
  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      int chunkBytes = Math.min(end - from, buffer.remaining());
      buffer.put(bytes, from, chunkBytes);
      from += chunkBytes;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
    sizeBytes += length;
  }

  @Override
  public void flush() {
    try {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    } catch (IOException e) {
      throw new StorageException("cannot write " + path, e);
    }
  }

  /// Bytes so far.
  public long sizeBytes() {
    return sizeBytes;
  }

  /// Writes all of them to a stream; as often as is needed.
  ///
  /// @throws IOException if the stream refuses
  /// @throws StorageException if they cannot be read back
  public void copyTo(OutputStream out) throws IOException {
    flush();
    ByteBuffer chunk = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = 0; at < sizeBytes; at += chunk.position()) {
      chunk.clear();
      int read = read(chunk, at);
      if (read <= 0) {
        throw new StorageException(
            "cannot read " + path, new IOException("the file has become shorter"));
      }
      out.write(chunk.array(), 0, read);
    }
  }

  private int read(ByteBuffer chunk, long at) {
    try {
      return channel.read(chunk, at);
    } catch (IOException e) {
      throw new StorageException("cannot read " + path, e);
    }
  }

  /// Drops the bytes. Closing twice does nothing.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("cannot remove " + path, e);
    }
  }
}
