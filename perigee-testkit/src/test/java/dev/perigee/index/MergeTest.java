package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Several indexes become one: what it holds, what it finds, and that its inputs are only read.
final class MergeTest {

  private static final int COUNT = 3000;
  private static final int QUERIES = 60;
  private static final int DIMENSION = 72;
  private static final VectorData ROWS =
      VectorData.clustered(COUNT + QUERIES, DIMENSION, ElementType.F32, 5);

  @TempDir private Path folder;

  /// A file of the rows from one up to another; the id of a row is 10 times its number.
  private Path file(String name, IndexOptions options, int from, int to) {
    Path path = folder.resolve(name);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int row = from; row < to; row++) {
        builder.add(10L * row, ROWS.row(row));
      }
      builder.write(path);
    }
    return path;
  }

  private static IndexOptions options(Metric metric) {
    return IndexOptions.of(DIMENSION, metric).withEfConstruction(60).withThreads(2);
  }

  private static double recall(VectorIndex index, Metric metric) {
    BruteForce oracle = new BruteForce(metric);
    for (int row = 0; row < COUNT; row++) {
      oracle.add(10L * row, ROWS.row(row));
    }
    double sum = 0;
    for (int row = COUNT; row < COUNT + QUERIES; row++) {
      List<Hit> hits = index.search(ROWS.row(row), SearchOptions.nearest(10).ef(40)).hits();
      sum += BruteForce.recall(hits, oracle.nearest(ROWS.row(row), 10));
    }
    return sum / QUERIES;
  }

  private static void assertHoldsAllRows(VectorIndex index) {
    assertThat(index.count()).isEqualTo(COUNT);
    assertThat(index.statistics().reachable()).isEqualTo(COUNT);
    for (int row = 0; row < COUNT; row++) {
      byte[] expected = ROWS.encoded(row).toArray(ValueLayout.JAVA_BYTE);
      assertThat(index.vectorBytes(10L * row)).as("row %d", row).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "COSINE", "INNER_PRODUCT", "L1"})
  void findsWhatAnIndexOfAllVectorsFinds(Metric metric) throws IOException {
    IndexOptions options = options(metric);
    Path small = file("small", options, 0, 700);
    Path large = file("large", options, 700, COUNT);
    Path whole = file("whole", options, 0, COUNT);
    byte[] before = Files.readAllBytes(large);
    Path merged = folder.resolve("merged");
    try (IndexBuilder builder = VectorIndex.merge(List.of(small, large))) {
      assertThat(builder.count()).isEqualTo(COUNT);
      builder.write(merged);
    }
    VectorIndex.verify(merged);
    try (VectorIndex index = VectorIndex.open(merged);
        VectorIndex added = VectorIndex.open(whole)) {
      assertHoldsAllRows(index);
      assertThat(index.id(0)).as("the largest comes first").isEqualTo(7000);
      assertThat(recall(index, metric)).isGreaterThanOrEqualTo(recall(added, metric) - 0.01);
      assertThat(recall(index, metric)).isGreaterThan(0.9);
    }
    assertThat(Files.readAllBytes(large)).isEqualTo(before);
  }

  @Test
  void threeFilesOfDifferentCodesOneOfThemEmpty() {
    Path binary = file("binary", options(Metric.L2).withCodes(CodeKind.BINARY), 0, 800);
    Path plain = file("plain", options(Metric.L2).withCodes(CodeKind.NONE).withM(9), 800, COUNT);
    Path empty = file("empty", options(Metric.L2).withCodes(CodeKind.INT8), 0, 0);
    try (IndexBuilder builder = VectorIndex.merge(List.of(empty, binary, plain));
        VectorIndex index = builder.toIndex()) {
      assertHoldsAllRows(index);
      assertThat(index.options().codes()).isEqualTo(CodeKind.NONE);
      assertThat(index.options().m()).isEqualTo(9);
      assertThat(recall(index, Metric.L2)).isGreaterThan(0.9);
    }
  }

  @Test
  void emptyFilesMakeAnEmptyIndex() {
    Path first = file("first", options(Metric.COSINE), 0, 0);
    Path second = file("second", options(Metric.COSINE), 0, 0);
    Path merged = folder.resolve("merged");
    try (IndexBuilder builder = VectorIndex.merge(List.of(first, second))) {
      builder.write(merged);
      builder.add(3, ROWS.row(3));
      assertThat(builder.count()).isEqualTo(1);
    }
    try (VectorIndex index = VectorIndex.open(merged)) {
      assertThat(index.search(ROWS.row(0), SearchOptions.nearest(3)).hits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(CodeKind.class)
  void otherCodesMakeAnotherGraph(CodeKind codes) {
    Path first = file("first", options(Metric.L2), 0, 2000);
    Path second = file("second", options(Metric.L2), 2000, COUNT);
    UnaryOperator<IndexOptions> change = options -> options.withCodes(codes).withThreads(1);
    try (IndexBuilder builder =
            VectorIndex.merge(List.of(first, second), change, BuildProgress.silent());
        VectorIndex index = builder.toIndex()) {
      assertHoldsAllRows(index);
      assertThat(index.options().codes()).isEqualTo(codes);
      assertThat(index.options().threads()).isEqualTo(1);
    }
  }

  @Test
  void aMergedFileMayLeaveItsVectorsOut() {
    Path first = file("first", options(Metric.L2), 0, 2000);
    Path second = file("second", options(Metric.L2), 2000, COUNT);
    Path merged = folder.resolve("merged");
    try (IndexBuilder builder =
        VectorIndex.merge(
            List.of(first, second),
            options -> options.withRerank(RerankCopy.INT8),
            BuildProgress.silent())) {
      builder.write(merged);
    }
    try (VectorIndex index = VectorIndex.open(merged)) {
      assertThat(index.options().rerank()).isEqualTo(RerankCopy.INT8);
      assertThat(recall(index, Metric.L2)).isGreaterThan(0.85);
    }
  }

  @Test
  void openIndexesAreAddedToOneAnother() {
    IndexOptions options = options(Metric.COSINE);
    Path first = file("first", options, 0, 1200);
    Path second = file("second", options.withM(8).withCodes(CodeKind.INT8), 1200, COUNT);
    try (VectorIndex copied = VectorIndex.open(first);
        VectorIndex added = VectorIndex.open(second);
        IndexBuilder builder = VectorIndex.builder(copied)) {
      builder.addAll(added);
      try (VectorIndex index = builder.toIndex()) {
        assertHoldsAllRows(index);
        assertThat(copied.count()).isEqualTo(1200);
        assertThat(added.count()).isEqualTo(COUNT - 1200);
      }
    }
  }

  @Test
  void idsThatStandForSeveralVectorsStayShared() {
    IndexOptions options = options(Metric.L2).withUniqueIds(false);
    Path first = file("first", options, 0, 300);
    Path second = file("second", options, 200, 400);
    try (IndexBuilder builder = VectorIndex.merge(List.of(first, second));
        VectorIndex index = builder.toIndex()) {
      assertThat(index.count()).isEqualTo(500);
      List<Hit> hits = index.search(ROWS.row(250), SearchOptions.nearest(5)).hits();
      assertThat(hits).extracting(Hit::id).doesNotHaveDuplicates().startsWith(2500L);
    }
  }

  @Test
  void oneThreadAndOneSeedGiveTheSameBytes() throws IOException {
    Path first = file("first", options(Metric.L2), 0, 400);
    Path second = file("second", options(Metric.L2), 400, 2000);
    List<Path> merged = List.of(folder.resolve("a"), folder.resolve("b"));
    for (Path path : merged) {
      try (IndexBuilder builder =
          VectorIndex.merge(
              List.of(first, second), options -> options.withThreads(1), BuildProgress.silent())) {
        builder.write(path);
      }
    }
    assertThat(Files.mismatch(merged.getFirst(), merged.getLast())).isEqualTo(-1);
  }

  @Test
  void progressCountsWhatIsInserted() {
    Path first = file("first", options(Metric.L2), 0, 1500);
    Path second = file("second", options(Metric.L2), 1500, 2000);
    Path third = file("third", options(Metric.L2), 2000, 2300);
    List<Long> told = new ArrayList<>();
    try (IndexBuilder builder =
        VectorIndex.merge(
            List.of(second, first, third),
            UnaryOperator.identity(),
            (done, total) -> {
              assertThat(total).isEqualTo(800);
              return told.add(done);
            })) {
      assertThat(builder.count()).isEqualTo(2300);
    }
    assertThat(told).isSorted().last().isEqualTo(800L);
  }

  @Test
  void aCancelledMergeLeavesNothing() throws IOException {
    Path first = file("first", options(Metric.L2), 0, 1400);
    Path second = file("second", options(Metric.L2), 1400, COUNT);
    // so wide a beam that it takes far longer than until progress is told of first
    UnaryOperator<IndexOptions> slow = options -> options.withEfConstruction(2000).withThreads(1);
    assertThatThrownBy(
            () -> VectorIndex.merge(List.of(first, second), slow, (done, total) -> false))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("merge: cancelled");
    try (VectorIndex copied = VectorIndex.open(second);
        VectorIndex added = VectorIndex.open(first);
        IndexBuilder builder = VectorIndex.builder(copied)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> builder.addAll(added)).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(builder.count()).isBetween(COUNT - 1400, COUNT - 1);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(first, second);
    }
  }
}
