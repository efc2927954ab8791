package dev.perigee.segment;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads that wait for reads of files, shared by all files that are open: a process has a bounded
/// number of them, however many files it reads. They are made when they are needed and end when
/// they have not been for some seconds.
///
/// Whoever has rows to read offers a batch, and waits. The batches that wait are served in turn, a
/// thread at a time each, so that where there are more batches than threads each of them gets on. A
/// thread never waits for another one's work, so every batch is done in the end. The caller takes
/// no part: a thread that is interrupted while it reads from a channel closes it for all others.
///
/// Any thread.
final class ReadThreads {

  /// Rows of one file that are wanted at once.
  interface Batch {
    /// Bytes of the buffer that a thread reads into; a multiple of the block.
    int bufferBytes();

    /// Reads rows until none is left that nobody has begun. Several threads at once; throws
    /// nothing.
    void run(ByteBuffer buffer);

    /// Whether there are rows that nobody has begun.
    boolean hasMore();
  }

  private static final int THREADS_MAX = 64;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final ReadThreads SHARED = new ReadThreads(THREADS_MAX, IDLE_NANOS);

  /// A batch with the number of threads that may still come to it.
  private static final class Waiting {
    private final Batch batch;
    private int wanted;

    Waiting(Batch batch, int wanted) {
      this.batch = batch;
      this.wanted = wanted;
    }
  }

  private final int threadsMax;
  private final long idleNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition offered = lock.newCondition();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int threads;
  private int free; // threads that read nothing: they start, wait, or were woken

  /// @param threadsMax most threads at a time
  /// @param idleNanos how long a thread waits for work before it ends
  ReadThreads(int threadsMax, long idleNanos) {
    this.threadsMax = threadsMax;
    this.idleNanos = idleNanos;
  }

  /// Those of the process.
  static ReadThreads shared() {
    return SHARED;
  }

  /// Has a batch read. The caller waits for its rows.
  ///
  /// @param wanted most threads for it, at least 1
  /// @throws Error if there is no thread and none can be made
  void offer(Batch batch, int wanted) {
    lock.lock();
    try {
      waiting.removeIf(done -> !done.batch.hasMore());
      Waiting offer = new Waiting(batch, wanted);
      waiting.add(offer);
      int wantedByAll = 0;
      for (Waiting other : waiting) {
        wantedByAll += other.wanted;
      }
      for (int more = Math.min(wantedByAll - free, threadsMax - threads); more > 0; more--) {
        if (!start() && threads == 0) {
          waiting.remove(offer);
          throw new OutOfMemoryError("no thread to read with");
        }
      }
      for (int i = Math.min(wanted, free); i > 0; i--) {
        offered.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return whether there is one thread more
  private boolean start() {
    try {
      Thread _ = Thread.ofPlatform().daemon().name("perigee-read").start(this::serve);
      threads++;
      free++;
      return true;
    } catch (OutOfMemoryError e) {
      return false; // the system has no more; those there are do it
    }
  }

  private void serve() {
    ByteBuffer buffer = ByteBuffer.allocate(0);
    for (Batch batch = take(0); batch != null; batch = take(1)) {
      if (buffer.capacity() < batch.bufferBytes()) {
        buffer = BlockBuffer.allocate(batch.bufferBytes());
      }
      batch.run(buffer);
    }
  }

  /// @param freed 1 if the thread has been reading
  /// @return the next batch; null if the thread is to end
  @SuppressWarnings("WaitNotInLoop") // the loop is around the try
  private Batch take(int freed) {
    lock.lock();
    try {
      free += freed;
      long left = idleNanos;
      while (true) {
        Waiting next = waiting.poll();
        if (next == null) {
          if (left <= 0) {
            threads--;
            free--;
            return null;
          }
          try {
            left = offered.awaitNanos(left);
          } catch (InterruptedException e) {
            // nobody has reason to; the flag is gone, and with it the danger to a channel
          }
        } else if (next.batch.hasMore()) {
          free--;
          next.wanted--;
          if (next.wanted > 0) {
            waiting.add(next);
          }
          return next.batch;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Threads that there are.
  int count() {
    lock.lock();
    try {
      return threads;
    } finally {
      lock.unlock();
    }
  }
}
