package dev.perigee.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ReservoirTableTest {

  private static final long SEED = 20_250_831;
  private static final int SIZE = 16;

  private final SplittableRandom random = new SplittableRandom(SEED);

  /// Offers of a few candidates each, in another order every time.
  private static void offerAll(ReservoirTable table, long[] candidates, SplittableRandom order) {
    long[] shuffled = candidates.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int other = order.nextInt(i + 1);
      long moved = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = moved;
    }
    for (int from = 0; from < shuffled.length; from += 7) {
      int to = Math.min(shuffled.length, from + 7);
      Arrays.sort(shuffled, from, to);
      table.offer(1, shuffled, from, to, new long[SIZE]);
    }
  }

  @Test
  void theNearestStayWhateverTheOrder() {
    for (int count : new int[] {1, 15, 16, 17, 200}) {
      // negative distances too: those of the inner product
      long[] candidates =
          LongStream.range(0, count)
              .map(i -> Candidate.of((float) random.nextGaussian(), random.nextInt(50)))
              .toArray();
      long[] nearest = LongStream.of(candidates).sorted().distinct().limit(SIZE).toArray();
      try (Arena arena = Arena.ofConfined()) {
        ReservoirTable table = new ReservoirTable(arena, 3, SIZE);
        for (int time = 0; time < 3; time++) {
          offerAll(table, candidates, random);
          long[] held = new long[SIZE];
          int found = table.read(1, held);
          assertThat(Arrays.copyOf(held, found)).as("seed %d", SEED).isEqualTo(nearest);
        }
        assertThat(table.read(0, new long[SIZE])).as("a node with no offers").isZero();
      }
    }
  }

  @Test
  void theBoundIsThatOfARankOnceItIsTaken() {
    try (Arena arena = Arena.ofConfined()) {
      ReservoirTable table = new ReservoirTable(arena, 2, SIZE);
      assertThat(table.bound(1)).isEqualTo(Float.POSITIVE_INFINITY);
      offerAll(
          table,
          LongStream.range(0, 9).map(i -> Candidate.of((float) i, (int) i)).toArray(),
          random);
      table.noteBounds(0, 2, 9);
      assertThat(table.bound(1)).isEqualTo(Float.POSITIVE_INFINITY);
      table.noteBounds(0, 2, 8);
      assertThat(table.bound(1)).isEqualTo(8);
    }
  }

  @Test
  void incomingLinksTakeTheSameMemory() {
    try (Arena arena = Arena.ofConfined()) {
      ReservoirTable table = new ReservoirTable(arena, 2, SIZE);
      offerAll(table, new long[] {Candidate.of(1, 5)}, random);
      table.clear(1);
      int[] incoming = new int[3 * SIZE];
      assertThat(table.readIncoming(1, incoming, 0)).isZero();
      for (int i = 0; i < 100; i++) {
        table.addIncoming(1, i);
      }
      assertThat(table.readIncoming(1, incoming, 1)).as("room for").isEqualTo(2 * SIZE);
      for (int i = 0; i < 2 * SIZE; i++) {
        assertThat(incoming[1 + i]).isEqualTo(i);
      }
      assertThat(table.readIncoming(0, incoming, 0)).isZero();
    }
  }
}
