package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;

/// Reads rows of a section from its file, several at once: for files of which memory holds a small
/// part, where waiting for one page after another would be most of a search.
///
/// Past the page cache, where the file system allows (O_DIRECT), so that what is read once does not
/// push out what is read always. Every block that comes in is compared with its checksum. The
/// threads are those of the process ([ReadThreads]); an open file has none of its own.
///
/// Any thread. Whoever closes it knows that no call of [#read(int[], int, int, MemorySegment)] is
/// running; a thread that comes late to a batch that is done does not touch the file.
public final class RowReads implements Closeable {

  private static final int BLOCK_BYTES = BlockBuffer.BLOCK_BYTES;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final FileChannel channel;
  private final String source;
  private final long rowsAt;
  private final int strideBytes;
  private final MemorySegment checksums;
  private final int threads;

  private RowReads(FileChannel channel, SegmentView view, SectionType type, int threads) {
    Section rows = view.header().section(type);
    Section sums = view.header().section(SectionType.CHECKSUMS);
    this.channel = channel;
    this.threads = threads;
    source = view.source();
    rowsAt = rows.offsetBytes();
    strideBytes = rows.strideBytes();
    checksums = view.segment().asSlice(sums.offsetBytes(), sums.lengthBytes());
  }

  /// Opens the file of a segment a second time.
  ///
  /// @param path where the segment was mapped from
  /// @param view the segment
  /// @param type a section that it has
  /// @param threads most reads at a time
  /// @throws CorruptionException if another file is at the path by now
  /// @throws StorageException if it cannot be opened
  public static RowReads open(Path path, SegmentView view, SectionType type, int threads) {
    FileChannel channel = null;
    try {
      channel = openDirect(path);
      if (channel == null) {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      }
      requireSame(channel, view);
      return new RowReads(channel, view, type, threads);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StorageException("could not read " + path, e);
    } catch (RuntimeException | Error e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /// A channel past the page cache; null where there is none, which a first read tells.
  private static FileChannel openDirect(Path path) throws IOException {
    if (Files.getFileStore(path).getBlockSize() > BLOCK_BYTES) {
      return null;
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, directOption());
      int _ = channel.read(BlockBuffer.allocate(BLOCK_BYTES), 0);
      return channel;
    } catch (IOException | UnsupportedOperationException | ReflectiveOperationException e) {
      closeQuietly(channel);
      return null;
    }
  }

  /// The JDK's own option for reads past the page cache; javac warns of its name wherever it
  /// stands.
  private static OpenOption directOption() throws ReflectiveOperationException {
    Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
    return (OpenOption) options.getField("DIRECT").get(null);
  }

  /// The path may have been given to another file since the map was made.
  private static void requireSame(FileChannel channel, SegmentView view) throws IOException {
    ByteBuffer header = BlockBuffer.allocate(BLOCK_BYTES);
    int length = channel.read(header, 0);
    MemorySegment read = MemorySegment.ofBuffer(header.flip());
    boolean same =
        channel.size() == view.segment().byteSize()
            && length == SegmentHeader.BYTES
            && read.mismatch(view.segment().asSlice(0, SegmentHeader.BYTES)) < 0;
    if (!same) {
      throw new CorruptionException(view.source(), 0, "the file was replaced while it was opened");
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // it was only read
    }
  }

  /// Reads rows, at most as many at a time as there are threads.
  ///
  /// @param ordinals from index `from` on
  /// @param count how many
  /// @param target receives the rows one after another
  /// @throws CorruptionException if a block is not what was written
  /// @throws StorageException if the file cannot be read
  public void read(int[] ordinals, int from, int count, MemorySegment target) {
    if (count == 0) {
      return;
    }
    RowBatch batch = new RowBatch(ordinals, from, count, target);
    ReadThreads.shared().offer(batch, Math.min(threads, count));
    await(batch.left);
    switch (batch.failure.get()) {
      case null -> {}
      case IOException e -> throw new StorageException("could not read " + source, e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  /// The rows of one call. After the first failure the others are passed over.
  private final class RowBatch implements ReadThreads.Batch {
    private final int[] ordinals;
    private final int from;
    private final int count;
    private final MemorySegment target;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    RowBatch(int[] ordinals, int from, int count, MemorySegment target) {
      this.ordinals = ordinals;
      this.from = from;
      this.count = count;
      this.target = target;
      left = new CountDownLatch(count);
    }

    @Override
    public int bufferBytes() {
      return (strideBytes / BLOCK_BYTES + 2) * BLOCK_BYTES;
    }

    @Override
    public boolean hasMore() {
      return next.get() < count;
    }

    @Override
    public void run(ByteBuffer buffer) {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            RowReads.this.read(ordinals[from + i], buffer, target, (long) i * strideBytes);
          }
        } catch (IOException | RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          left.countDown();
        }
      }
    }
  }

  /// The target is being written until all are done, whatever the caller is asked.
  private static void await(CountDownLatch left) {
    boolean interrupted = false;
    while (true) {
      try {
        left.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(int row, ByteBuffer buffer, MemorySegment target, long at) throws IOException {
    long start = rowsAt + (long) row * strideBytes;
    long first = start / BLOCK_BYTES;
    long last = (start + strideBytes - 1) / BLOCK_BYTES;
    buffer.clear().limit((int) (last - first + 1) * BLOCK_BYTES);
    long position = first * BLOCK_BYTES;
    while (buffer.hasRemaining()) {
      int length = channel.read(buffer, position + buffer.position());
      if (length < 0) {
        throw new CorruptionException(source, position, "the file was truncated while it was open");
      }
    }
    for (long block = first; block <= last; block++) {
      CRC32C crc = new CRC32C();
      crc.update(buffer.slice((int) (block - first) * BLOCK_BYTES, BLOCK_BYTES));
      if ((int) crc.getValue() != checksums.get(INT, 4 * block)) {
        throw new CorruptionException(
            source,
            block * BLOCK_BYTES,
            "the block of " + BLOCK_BYTES + " bytes does not match its checksum");
      }
    }
    MemorySegment.copy(
        MemorySegment.ofBuffer(buffer.clear()), start - position, target, at, strideBytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
