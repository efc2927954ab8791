package dev.perigee.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perigee.error.ClosedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PinnedArenaTest {

  private static final Duration FREED_WITHIN = Duration.ofSeconds(20);
  private static final int READERS = 3;
  private static final int ROUNDS = 100;

  private final Arena arena = Arena.ofShared();
  private final PinnedArena pinned = new PinnedArena(arena, "a.idx");

  @Test
  void namesItsSource() {
    assertThat(pinned.source()).isEqualTo("a.idx");
  }

  @Test
  void isFreedWhenItIsClosedWithNobodyInside() {
    pinned.pin();
    pinned.unpin();
    assertThat(arena.scope().isAlive()).isTrue();
    pinned.close();
    awaitFreed(arena);
  }

  @Test
  void refusesPinsAfterClose() {
    pinned.close();
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(pinned::pin)
        .withMessage("index: expected it to be open, but a.idx was closed");
    awaitFreed(arena);
    assertThatExceptionOfType(ClosedException.class).isThrownBy(pinned::pin);
  }

  @Test
  void staysUntilTheLastReaderLeaves() {
    MemorySegment memory = arena.allocate(8);
    pinned.pin();
    pinned.pin();
    pinned.close();
    assertThatExceptionOfType(ClosedException.class).isThrownBy(pinned::pin);
    pinned.unpin();
    assertThat(arena.scope().isAlive()).isTrue();
    assertThat(memory.get(ValueLayout.JAVA_LONG, 0)).isZero();
    pinned.unpin();
    awaitFreed(arena);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> memory.get(ValueLayout.JAVA_LONG, 0));
  }

  @Test
  void closingAgainDoesNothing() {
    pinned.pin();
    pinned.close();
    pinned.close();
    assertThat(arena.scope().isAlive()).isTrue();
    pinned.unpin();
    awaitFreed(arena);
    assertThatCode(pinned::close).doesNotThrowAnyException();
  }

  @Test
  void memoryOfSomebodyElseIsLeftAlone() {
    PinnedArena borrowed = new PinnedArena(null, "memory");
    borrowed.pin();
    borrowed.close();
    assertThatExceptionOfType(ClosedException.class).isThrownBy(borrowed::pin);
    assertThatCode(borrowed::unpin).doesNotThrowAnyException();
    arena.close();
  }

  /// Readers come and go while the arena is closed: each either reads intact memory or is refused,
  /// and in the end the memory is freed.
  @Test
  void readersAndCloserMayRace() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        Arena memory = Arena.ofShared();
        MemorySegment value = memory.allocate(8);
        value.set(ValueLayout.JAVA_LONG, 0, round);
        PinnedArena raced = new PinnedArena(memory, "round " + round);
        CountDownLatch reading = new CountDownLatch(READERS);
        List<Future<Long>> readers = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
          long expected = round;
          readers.add(threads.submit(() -> readUntilRefused(raced, value, reading, expected)));
        }
        reading.await();
        raced.close();
        for (Future<Long> wrong : readers) {
          // get() throws what a reader met, such as freed memory
          assertThat(wrong.get()).as("round %d", round).isZero();
        }
        awaitFreed(memory);
      }
    }
  }

  private static long readUntilRefused(
      PinnedArena pinned, MemorySegment value, CountDownLatch reading, long expected) {
    long wrong = 0;
    boolean first = true;
    while (true) {
      try {
        pinned.pin();
      } catch (ClosedException e) {
        return wrong;
      }
      try {
        wrong += value.get(ValueLayout.JAVA_LONG, 0) == expected ? 0 : 1;
      } finally {
        pinned.unpin();
      }
      if (first) {
        reading.countDown();
        first = false;
      }
    }
  }

  private static void awaitFreed(Arena arena) {
    long deadline = System.nanoTime() + FREED_WITHIN.toNanos();
    while (arena.scope().isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(100_000);
    }
    assertThat(arena.scope().isAlive()).as("alive after %s", FREED_WITHIN).isFalse();
  }
}
