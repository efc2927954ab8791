package dev.perigee.db.engine;

import dev.perigee.segment.FileLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Files that are written no faster than a rate, all of them together, so that the syncs of writers
/// do not queue behind what background work writes.
///
/// Every step that was written takes its time from a schedule; whoever is ahead of it waits. Time
/// that nobody used is not saved up.
public final class PacedFiles implements FileLayer {

  static final int STEP_BYTES = 1 << 20;

  private final FileLayer files;
  private final double nanosPerByte;
  private final LongSupplier clock;
  private final LongConsumer sleep;
  private long free;

  /// @param files where they lie
  /// @param bytesPerSecond above 0
  public PacedFiles(FileLayer files, long bytesPerSecond) {
    this(files, bytesPerSecond, System::nanoTime, LockSupport::parkNanos);
  }

  PacedFiles(FileLayer files, long bytesPerSecond, LongSupplier clock, LongConsumer sleep) {
    this.files = files;
    this.nanosPerByte = 1e9 / bytesPerSecond;
    this.clock = clock;
    this.sleep = sleep;
    free = clock.getAsLong();
  }

  /// Takes the time of some bytes from the schedule, and waits until it begins.
  private void pace(int bytes) {
    long now = clock.getAsLong();
    long start;
    synchronized (this) {
      start = free - now > 0 ? free : now;
      free = start + (long) (bytes * nanosPerByte);
    }
    for (long left = start - now; left > 0; left = start - clock.getAsLong()) {
      if (Thread.currentThread().isInterrupted()) {
        return; // whoever interrupts wants an end, not a pause
      }
      sleep.accept(left);
    }
  }

  @Override
  public Output create(Path path) throws IOException {
    return new PacedOutput(files.create(path));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    files.rename(from, to);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    files.forceFolder(folder);
  }

  @Override
  public void delete(Path path) throws IOException {
    files.delete(path);
  }

  private final class PacedOutput implements Output {
    private final Output out;

    PacedOutput(Output out) {
      this.out = out;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int end = source.limit();
      int written = 0;
      try {
        while (source.position() < end) {
          source.limit(Math.min(end, source.position() + STEP_BYTES));
          pace(source.remaining());
          written += out.write(source);
        }
      } finally {
        source.limit(end);
      }
      return written;
    }

    @Override
    public void force() throws IOException {
      out.force();
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
