package dev.perigee.bench.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that grows by as many bytes at a time, each time made durable: what a write costs at
/// least.
final class BareAppends implements AutoCloseable {

  private final FileChannel channel;
  private final ByteBuffer bytes;

  BareAppends(Path file, int bytesEach) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    bytes = ByteBuffer.allocateDirect(bytesEach);
  }

  void append() {
    try {
      bytes.clear();
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
