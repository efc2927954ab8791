package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bulk builds from leaves: the same file every time, nothing kept of a cancelled one, and a
/// builder that goes on after either.
final class CodedBuildTest {

  private static final int COUNT = 3000;
  private static final int DIMENSION = 64;
  private static final VectorData DATA =
      VectorData.clustered(COUNT + 50, DIMENSION, ElementType.F32, 34);
  private static final RecallProbe PROBE = new RecallProbe(Metric.L2, DATA, COUNT);
  private static final SearchOptions SEARCH = SearchOptions.nearest(RecallProbe.K).ef(100);

  @TempDir private Path folder;

  private byte[] file(IndexOptions options) throws IOException {
    Path path = folder.resolve("index");
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(PROBE.base());
      builder.write(path);
    }
    return Files.readAllBytes(path);
  }

  @Test
  void theSameFileWithAnyNumberOfThreads() throws IOException {
    for (CodeKind kind : CodeKind.values()) {
      IndexOptions options = PROBE.options().withCodes(kind);
      byte[] expected = file(options.withThreads(1));
      assertThat(file(options.withThreads(1))).as("%s, again", kind).isEqualTo(expected);
      assertThat(file(options.withThreads(3))).as("%s, more threads", kind).isEqualTo(expected);
      assertThat(file(options.withSeed(7))).as("%s, other seed", kind).isNotEqualTo(expected);
    }
  }

  /// Empty after a build that ended early, and as good as new.
  private static void assertUsable(IndexBuilder builder) {
    assertThat(builder.count()).isZero();
    assertThat(builder.contains(0)).isFalse();
    for (int i = 0; i < 20; i++) {
      builder.add(100_000 + i, DATA.row(COUNT + i));
    }
    builder.addAll(PROBE.base());
    try (VectorIndex index = builder.toIndex()) {
      assertThat(index.count()).isEqualTo(COUNT + 20);
      assertThat(index.statistics().reachable()).isEqualTo(COUNT + 20);
      for (int i = 0; i < 20; i++) {
        Hit hit = index.search(DATA.row(COUNT + i), SEARCH).hits().getFirst();
        assertThat(hit.id()).isEqualTo(100_000 + i);
      }
      int found = 0;
      for (int i = 0; i < 200; i++) {
        found += index.search(DATA.row(i), SEARCH).hits().getFirst().id() == i ? 1 : 0;
      }
      assertThat(found).as("of 200 found").isGreaterThan(195);
    }
  }

  @Test
  void progressThatSaysNoLeavesTheBuilderEmpty() {
    try (IndexBuilder builder = VectorIndex.builder(PROBE.options())) {
      assertThatThrownBy(() -> builder.addAll(PROBE.base(), (done, total) -> done < total / 2))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("none of the vectors is kept");
      assertUsable(builder);
    }
  }

  @Test
  void progressThatFailsLeavesTheBuilderEmpty() {
    // at once, half-way, and when all is done but to say so
    for (long failsAt : new long[] {0, COUNT / 2, COUNT}) {
      try (IndexBuilder builder = VectorIndex.builder(PROBE.options())) {
        assertThatThrownBy(() ->
                builder.addAll(
                    PROBE.base(),
                    (done, total) -> {
                      if (done >= failsAt) {
                        throw new UnsupportedOperationException("progress failed");
                      }
                      return true;
                    }))
            .isInstanceOf(UnsupportedOperationException.class);
        assertUsable(builder);
      }
    }
  }

  @Test
  void anInterruptLeavesTheBuilderEmpty() {
    for (CodeKind kind : new CodeKind[] {CodeKind.NONE, CodeKind.INT4}) {
      try (IndexBuilder builder = VectorIndex.builder(PROBE.options().withCodes(kind))) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> builder.addAll(PROBE.base()))
            .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
        assertUsable(builder);
      }
    }
  }

  @Test
  void anInterruptKeepsWhatWasThereBefore() {
    try (IndexBuilder builder = VectorIndex.builder(PROBE.options())) {
      for (int i = 0; i < 200; i++) {
        builder.add(i, DATA.row(i));
      }
      Thread.currentThread().interrupt();
      VectorData rest = PROBE.base().from(200);
      assertThatThrownBy(() -> builder.addAll(withIdsFrom(200, rest)))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
      int kept = builder.count();
      assertThat(kept).isBetween(200, COUNT - 1);
      builder.addAll(withIdsFrom(kept, PROBE.base().from(kept)));
      try (VectorIndex index = builder.toIndex()) {
        assertThat(index.statistics().reachable()).isEqualTo(COUNT);
        assertThat(PROBE.recall(index, SEARCH)).isGreaterThan(0.95);
      }
    }
  }

  private static RowsWithIds withIdsFrom(long first, VectorData rows) {
    return new RowsWithIds(rows, first);
  }

  @Test
  void progressGrowsToTheEnd() {
    AtomicLong last = new AtomicLong();
    try (IndexBuilder builder = VectorIndex.builder(PROBE.options())) {
      builder.addAll(
          PROBE.base(),
          (done, total) -> {
            assertThat(total).isEqualTo(COUNT);
            assertThat(done).isBetween(last.get(), total);
            last.set(done);
            return true;
          });
    }
    assertThat(last.get()).isEqualTo(COUNT);
  }

  @Test
  void aFileWithCodesCanBeCopiedAndAddedTo() {
    for (CodeKind kind : CodeKind.values()) {
      Path path = folder.resolve("index");
      try (IndexBuilder builder = VectorIndex.builder(PROBE.options().withCodes(kind))) {
        builder.addAll(PROBE.base().until(2000));
        builder.write(path);
      }
      try (IndexBuilder builder = VectorIndex.builder(path)) {
        assertThat(builder.options().codes()).isEqualTo(kind);
        for (int i = 2000; i < 2200; i++) {
          builder.add(i, DATA.row(i));
        }
        builder.addAll(withIdsFrom(2200, PROBE.base().from(2200)));
        builder.write(path);
      }
      VectorIndex.verify(path);
      try (VectorIndex index = VectorIndex.open(path)) {
        assertThat(index.statistics().reachable()).isEqualTo(COUNT);
        assertThat(index.vector(2100)).isEqualTo(DATA.row(2100));
        assertThat(PROBE.recall(index, SEARCH)).as("%s", kind).isGreaterThan(0.95);
      }
    }
  }
}
