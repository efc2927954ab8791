package dev.perigee.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A bounded number of threads serves whoever offers, and ends when nobody does.
@Timeout(60)
final class ReadThreadsTest {

  private static final long NEVER_NANOS = Long.MAX_VALUE;

  /// Rows that are read when they may be.
  private static final class Rows implements ReadThreads.Batch {
    private final int count;
    private final CountDownLatch allowed;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger readers = new AtomicInteger();
    private final CountDownLatch left;

    Rows(int count, CountDownLatch allowed) {
      this.count = count;
      this.allowed = allowed;
      left = new CountDownLatch(count);
    }

    @Override
    public int bufferBytes() {
      return BlockBuffer.BLOCK_BYTES;
    }

    @Override
    public boolean hasMore() {
      return next.get() < count;
    }

    @Override
    public void run(ByteBuffer buffer) {
      readers.incrementAndGet();
      assertThat(buffer.capacity()).isGreaterThanOrEqualTo(BlockBuffer.BLOCK_BYTES);
      while (next.getAndIncrement() < count) {
        await(allowed);
        left.countDown();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static CountDownLatch open() {
    return new CountDownLatch(0);
  }

  @Test
  void moreBatchesThanThreadsAreAllServed() {
    ReadThreads threads = new ReadThreads(3, NEVER_NANOS);
    CountDownLatch allowed = new CountDownLatch(1);
    List<Rows> batches = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batches.add(new Rows(7, allowed));
      threads.offer(batches.getLast(), 5);
      assertThat(threads.count()).isLessThanOrEqualTo(3);
    }
    allowed.countDown();
    for (Rows batch : batches) {
      await(batch.left);
      assertThat(batch.readers.get()).isBetween(1, 5);
    }
    assertThat(threads.count()).isEqualTo(3);
  }

  @Test
  void aBatchHasNoMoreThreadsThanItWants() {
    ReadThreads threads = new ReadThreads(10, NEVER_NANOS);
    for (int i = 0; i < 50; i++) {
      Rows batch = new Rows(30, open());
      threads.offer(batch, 2);
      await(batch.left);
      assertThat(batch.readers.get()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void threadsThatNobodyNeedsEnd() {
    ReadThreads threads = new ReadThreads(4, TimeUnit.MILLISECONDS.toNanos(20));
    for (int i = 0; i < 3; i++) {
      Rows batch = new Rows(10, open());
      threads.offer(batch, 4);
      await(batch.left);
      assertThat(threads.count()).isLessThanOrEqualTo(4);
      while (threads.count() > 0) {
        Thread.onSpinWait();
      }
    }
  }
}
