package dev.perigee.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/// Every index once; what is done when a loop ends early is a prefix.
final class ParallelLoopTest {

  private static final int END = 10_000;

  private final AtomicIntegerArray times = new AtomicIntegerArray(END);
  private final CountDownLatch cancelled = new CountDownLatch(1);

  private void count(int from, int to) {
    for (int i = from; i < to; i++) {
      times.incrementAndGet(i);
    }
  }

  /// Stops at an index until the loop has been cancelled.
  private void countAndWait(int from, int to) {
    if (from >= 500) {
      await(cancelled);
    }
    count(from, to);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertPrefix(int first, int done) {
    for (int i = 0; i < END; i++) {
      assertThat(times.get(i)).as("times of %d", i).isEqualTo(i >= first && i < done ? 1 : 0);
    }
  }

  @Test
  void everyIndexIsWorkedOnOnce() {
    for (int threads : new int[] {1, 2, 5}) {
      for (int blockSize : new int[] {1, 7, END, Integer.MAX_VALUE / 2}) {
        for (int first : new int[] {0, 9_000, END}) {
          ParallelLoop loop = new ParallelLoop(threads, blockSize, () -> this::count);
          assertThat(loop.run(first, END, ParallelLoop.Watcher.NONE)).isEqualTo(END);
          loop.rethrowFailure();
          assertPrefix(first, END);
          for (int i = 0; i < END; i++) {
            times.set(i, 0);
          }
        }
      }
    }
    assertThatCode(() -> ParallelLoop.run(3, 0, 4, () -> this::count)).doesNotThrowAnyException();
    assertPrefix(0, 0);
  }

  @Test
  void oneWorkerForEachThreadAndNoMoreThreadsThanBlocks() {
    AtomicInteger made = new AtomicInteger();
    ParallelLoop.run(
        8,
        30,
        10,
        () -> {
          made.incrementAndGet();
          return this::count;
        });
    assertThat(made.get()).isEqualTo(3);
  }

  @Test
  void theWatcherSeesProgressAndItsEnd() {
    AtomicInteger last = new AtomicInteger(-1);
    new ParallelLoop(2, 10, () -> this::count)
        .run(
            100,
            END,
            done -> {
              assertThat(done).isGreaterThanOrEqualTo(last.get());
              last.set(done);
              return true;
            });
    assertThat(last.get()).isEqualTo(END - 100);
  }

  @Test
  void aWatcherThatSaysNoLeavesAPrefix() {
    ParallelLoop loop = new ParallelLoop(3, 10, () -> this::countAndWait);
    int done =
        loop.run(
            0,
            END,
            taken -> {
              // blocks that wait go on at the next look, when the loop is known to be cancelled
              if (taken < END && taken >= 0 && cancelledOnce()) {
                cancelled.countDown();
              }
              return false;
            });
    loop.rethrowFailure();
    assertThat(done).isBetween(500, END - 1);
    assertPrefix(0, done);
  }

  private final AtomicInteger looks = new AtomicInteger();

  private boolean cancelledOnce() {
    return looks.getAndIncrement() > 0;
  }

  @Test
  void aWatcherThatFailsEndsTheLoop() {
    ParallelLoop loop = new ParallelLoop(2, 10, () -> this::countAndWait);
    int done =
        loop.run(
            0,
            END,
            taken -> {
              if (cancelledOnce()) {
                cancelled.countDown();
                return true;
              }
              throw new UnsupportedOperationException("watcher");
            });
    assertThat(done).isLessThan(END);
    assertPrefix(0, done);
    assertThatThrownBy(loop::rethrowFailure)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("watcher");
  }

  @Test
  void aWorkersFailureEndsTheLoopAndIsRethrown() {
    Throwable[] failures = {new ArithmeticException("x"), new StackOverflowError()};
    for (Throwable thrown : failures) {
      ParallelLoop loop =
          new ParallelLoop(
              2,
              10,
              () ->
                  (from, to) -> {
                    if (from == 500) {
                      sneak(thrown);
                    }
                  });
      loop.run(0, Integer.MAX_VALUE - 100, ParallelLoop.Watcher.NONE);
      assertThatThrownBy(loop::rethrowFailure).isSameAs(thrown);
    }
  }

  private static void sneak(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void aWorkerThatCannotBeMadeIsAFailure() {
    assertThatThrownBy(() ->
            ParallelLoop.run(
                2,
                END,
                10,
                () -> {
                  throw new IllegalStateException("no worker");
                }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptLeavesAPrefixAndStaysSet() {
    ParallelLoop loop = new ParallelLoop(2, 10, () -> this::countAndWait);
    Thread.currentThread().interrupt();
    int done =
        loop.run(
            0,
            END,
            taken -> {
              cancelled.countDown();
              return true;
            });
    assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
    loop.rethrowFailure();
    assertThat(done).isLessThan(END);
    assertPrefix(0, done);
  }

  @Test
  void anInterruptedWholeLoopSaysSo() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ParallelLoop.run(1, Integer.MAX_VALUE, 1, () -> (from, to) -> {}))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("interrupted after");
    assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
  }
}
