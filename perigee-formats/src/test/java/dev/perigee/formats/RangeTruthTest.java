package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `range_gt.bin` tells, for each query of `query.fbin`, the rows of `base.fbin` whose squared
/// distance is below 6.
class RangeTruthTest {

  @TempDir Path folder;

  @Test
  void tellsTheRowsWithinTheRadius() {
    float[][] base = Fixtures.floats("base.fbin");
    float[][] queries = Fixtures.floats("query.fbin");
    try (RangeTruth truth = RangeTruth.open(Fixtures.copy("range_gt.bin", folder))) {
      assertThat(truth.queries()).isEqualTo(50);
      for (int query = 0; query < 50; query++) {
        float[] asked = queries[query];
        int[] near =
            IntStream.range(0, base.length).filter(row -> distance(asked, base[row]) < 6).toArray();
        int[] rows = truth.rows(query);
        float[] distances = truth.distances(query);
        assertThat(truth.count(query)).isEqualTo(near.length);
        assertThat(rows).containsExactlyInAnyOrder(near);
        for (int i = 0; i < rows.length; i++) {
          assertThat((double) distances[i]).isCloseTo(distance(asked, base[rows[i]]), within(1e-5));
        }
      }
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow((double) a[i] - b[i], 2);
    }
    return sum;
  }

  @Test
  void refusesCountsThatContradictTheFile() {
    byte[] whole = Fixtures.bytes("range_gt.bin");
    for (int length : new int[] {0, 7, 8, 100, whole.length - 1, whole.length + 1}) {
      assertCorrupt(Arrays.copyOf(whole, length));
    }
    for (int at : new int[] {0, 4, 8, 12}) {
      for (int number : new int[] {-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        byte[] bytes = whole.clone();
        Fixtures.littleEndian(bytes).putInt(at, number);
        assertCorrupt(bytes);
      }
    }
  }

  private void assertCorrupt(byte[] bytes) {
    Path path = Fixtures.write(folder.resolve("x.bin"), bytes);
    assertThatThrownBy(() -> RangeTruth.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(path.toString());
  }

  @Test
  void damagedFilesGiveRowsOrAnError() {
    long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
    System.out.println("RangeTruthTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int readable = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Fixtures.bytes("range_gt.bin");
      bytes[random.nextInt(random.nextBoolean() ? 240 : bytes.length)] ^=
          (byte) (1 << random.nextInt(8));
      Path path = Fixtures.write(folder.resolve("x.bin"), bytes);
      try (RangeTruth truth = RangeTruth.open(path)) {
        for (int query = 0; query < truth.queries(); query++) {
          assertThat(truth.rows(query)).hasSize(truth.distances(query).length);
        }
        readable++;
      } catch (PerigeeException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining(path.toString());
      }
    }
    assertThat(readable).isBetween(20, 280);
  }

  @Test
  void checksQueriesAndKnowsThatItIsClosed() {
    RangeTruth truth = RangeTruth.open(Fixtures.copy("range_gt.bin", folder));
    for (int query : new int[] {-1, 50, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> truth.rows(query))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("query: expected 0 to 49, got " + query);
    }
    truth.close();
    assertThatThrownBy(() -> truth.rows(0)).isInstanceOf(ClosedException.class);
  }
}
