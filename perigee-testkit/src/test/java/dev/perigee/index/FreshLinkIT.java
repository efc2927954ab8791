package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vectors are linked while others are appended and all are searched.
final class FreshLinkIT {

  private static final int COUNT = 6000;
  private static final int QUERIES = 50;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"COSINE, 64, INT4", "L2, 8, NONE", "INNER_PRODUCT, 96, BINARY", "L2, 64, INT8"})
  void linkedOrNotVectorsAreFoundAndWritten(Metric metric, int dimension, CodeKind codes) {
    VectorData data = VectorData.clustered(COUNT + QUERIES, dimension, ElementType.F32, 11);
    IndexOptions options = IndexOptions.of(dimension, metric).withCodes(codes).withThreads(1);
    Path file = folder.resolve("fresh");
    try (FreshIndex fresh = FreshIndex.create(options)) {
      for (int i = 0; i < COUNT; i++) {
        fresh.append(i, data.encoded(i));
        if (i == 4000) {
          assertThat(fresh.link(3000)).isEqualTo(3000);
        }
      }
      double scanned = recall(fresh, data, SearchOptions.nearest(10).ef(200));
      assertThat(scanned).as("recall, half of it linked").isGreaterThan(0.93);
      fresh.write(file);
      try (VectorIndex index = VectorIndex.open(file)) {
        assertThat(index.options().linked()).isFalse();
      }
      assertThat(fresh.link(Integer.MAX_VALUE)).isEqualTo(COUNT - 3000);
      assertThat(fresh.link(10)).isZero();
      double linked = recall(fresh, data, SearchOptions.nearest(10).ef(200));
      assertThat(linked).as("recall, all of it linked").isGreaterThan(0.93);
      fresh.write(file);
      VectorIndex.verify(file);
      try (VectorIndex index = VectorIndex.open(file)) {
        assertThat(index.options().linked()).isTrue();
        assertThat(index.options().uniqueIds()).isTrue();
        assertThat(index.statistics().reachable()).isEqualTo(COUNT);
        int found = 0;
        for (int i = COUNT; i < COUNT + QUERIES; i++) {
          Set<Long> truth = new HashSet<>();
          SearchOptions ten = SearchOptions.nearest(10);
          index.search(data.encoded(i), ten.asExact()).hits().forEach(hit -> truth.add(hit.id()));
          found +=
              (int)
                  index.search(data.encoded(i), ten.recall(0.95)).hits().stream()
                      .filter(hit -> truth.contains(hit.id()))
                      .count();
        }
        assertThat(found / (10.0 * QUERIES)).isGreaterThan(0.92);
      }
    }
  }

  @Test
  void searchesSeeWhatWasAppendedWhileItIsLinked() throws Exception {
    VectorData data = VectorData.clustered(2 * COUNT, 64, ElementType.F32, 12);
    IndexOptions options = IndexOptions.of(64, Metric.L2).withThreads(1);
    try (FreshIndex fresh = FreshIndex.create(options)) {
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Integer> linked =
          CompletableFuture.supplyAsync(() -> {
            int sum = 0;
            while (!done.get()) {
              sum += fresh.link(100);
            }
            return sum;
          });
      int missed = 0;
      int asked = 0;
      for (int i = 0; i < 2 * COUNT; i++) {
        fresh.append(i, data.encoded(i));
        if (i % 20 == 19) {
          int own = i - (i * 7 % Math.min(i, 3000));
          asked++;
          Hit nearest = fresh.search(data.encoded(own), SearchOptions.nearest(1)).hits().getFirst();
          missed += nearest.distance() == 0 ? 0 : 1;
        }
      }
      done.set(true);
      assertThat(linked.get()).isPositive();
      assertThat(missed).as("of %d", asked).isLessThanOrEqualTo(asked / 50);
    }
  }

  private static double recall(FreshIndex fresh, VectorData data, SearchOptions options) {
    int found = 0;
    for (int i = COUNT; i < COUNT + QUERIES; i++) {
      Set<Integer> truth = new HashSet<>();
      fresh
          .search(data.encoded(i), options.asExact())
          .hits()
          .forEach(hit -> truth.add(hit.ordinal()));
      found +=
          (int)
              fresh.search(data.encoded(i), options).hits().stream()
                  .filter(hit -> truth.contains(hit.ordinal()))
                  .count();
    }
    return found / (double) (options.k() * QUERIES);
  }
}
