package dev.perigee.formats.parquet;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// The bytes of a Parquet file, every position checked.
///
/// ```
/// 0           'PAR1'
///             row groups, each a column chunk for each column, each of pages
/// size-8-n    footer, n bytes
/// size-8      u32 n
/// size-4      'PAR1'
/// ```
///
/// Owned by one thread, which closes it.
final class ParquetFile implements AutoCloseable {

  static final byte[] MAGIC = {'P', 'A', 'R', '1'};
  private static final byte[] ENCRYPTED = {'P', 'A', 'R', 'E'};
  private static final int TAIL_BYTES = 8;
  private static final int FOOTER_BYTES_MAX = 64 << 20;

  private final String name;
  private final FileChannel channel;
  private final long sizeBytes;

  private ParquetFile(String name, FileChannel channel, long sizeBytes) {
    this.name = name;
    this.channel = channel;
    this.sizeBytes = sizeBytes;
  }

  static ParquetFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new ParquetFile(path.toString(), channel, channel.size());
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /// Reads bytes.
  ///
  /// @throws CorruptionException if they are not in the file
  byte[] read(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset > sizeBytes - length) {
      throw damaged(Math.max(0, offset), "expected " + length + " bytes, got the end of the file");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException(name + " was truncated while it was read");
      }
    }
    return bytes.array();
  }

  /// Where the footer begins, behind which no page lies.
  long footerOffset() throws IOException {
    byte[] tail = read(sizeBytes - TAIL_BYTES, TAIL_BYTES);
    long length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    byte[] magic = Arrays.copyOfRange(tail, Integer.BYTES, TAIL_BYTES);
    if (Arrays.equals(magic, ENCRYPTED)) {
      throw InvalidRequestException.of(name, "a file in the clear", "an encrypted footer");
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw damaged(sizeBytes - MAGIC.length, "expected PAR1 at the end, got other bytes");
    }
    if (length > FOOTER_BYTES_MAX || length > sizeBytes - TAIL_BYTES - MAGIC.length) {
      throw damaged(
          sizeBytes - TAIL_BYTES,
          "expected a footer of at most "
              + Math.min(FOOTER_BYTES_MAX, sizeBytes - TAIL_BYTES - MAGIC.length)
              + " bytes, got "
              + length);
    }
    return sizeBytes - TAIL_BYTES - length;
  }

  /// The footer.
  byte[] footer(long offset) throws IOException {
    return read(offset, (int) (sizeBytes - TAIL_BYTES - offset));
  }

  /// An error at a position of this file.
  CorruptionException damaged(long offset, String reason) {
    return new CorruptionException(name, offset, reason);
  }

  /// What to throw for something a library threw on bytes of this file.
  RuntimeException damaged(long offset, String what, Exception cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String reason = cause.getClass().getSimpleName() + " " + message;
    return damaged(
        offset,
        "expected " + what + ", got " + reason.substring(0, Math.min(200, reason.length())));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
