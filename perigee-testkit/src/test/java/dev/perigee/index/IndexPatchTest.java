package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An index less some vectors and with others, beside one that is built of what is left: what it
/// holds, what it finds, and that its inputs are only read.
final class IndexPatchTest {

  private static final int COUNT = 2400;
  private static final int BASE = 2000;
  private static final int QUERIES = 60;
  private static final int DIMENSION = 72;

  @TempDir private Path folder;
  private VectorData rows;
  private Path base;
  private Path patched;

  @BeforeEach
  void makeRows() {
    rows = VectorData.clustered(COUNT + QUERIES, DIMENSION, ElementType.F32, 5);
    base = folder.resolve("base");
    patched = folder.resolve("patched");
  }

  private static IndexOptions options(Metric metric) {
    return IndexOptions.of(DIMENSION, metric).withEfConstruction(60).withThreads(2);
  }

  /// An index of some of the first rows; the id of a row is its number.
  private VectorIndex index(IndexOptions options, int from, int to, LongPredicate wanted) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int row = from; row < to; row++) {
        if (wanted.test(row)) {
          builder.add(row, rows.encoded(row));
        }
      }
      return builder.toIndex();
    }
  }

  private void writeBase(IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(rows.until(BASE));
      long _ = builder.write(base);
    }
  }

  private void patch(IndexOptions options, VectorAccess access, IntPredicate removed) {
    try (VectorIndex from = VectorIndex.open(base, OpenOptions.defaults().withVectors(access));
        VectorIndex added = index(options.withCodes(CodeKind.NONE), BASE, COUNT, _ -> true)) {
      IndexPatch patch = new IndexPatch(from, removed, added, from.options().withThreads(2));
      patch.write(patched, BuildProgress.silent());
    }
  }

  private double recall(VectorIndex index, Metric metric, LongPredicate wanted) {
    BruteForce oracle = new BruteForce(metric);
    for (int row = 0; row < COUNT; row++) {
      if (wanted.test(row)) {
        oracle.add(row, rows.row(row));
      }
    }
    double sum = 0;
    for (int row = COUNT; row < COUNT + QUERIES; row++) {
      List<Hit> hits = index.search(rows.encoded(row), SearchOptions.nearest(10).ef(40)).hits();
      sum += BruteForce.recall(hits, oracle.nearest(rows.row(row), 10));
    }
    return sum / QUERIES;
  }

  @ParameterizedTest
  @CsvSource({
    "HNSW, L2, F32, INT4, MAPPED, 0.02",
    "HNSW, L2, F32, NONE, MAPPED, 0.02",
    "HNSW, COSINE, F32, INT4, READ, 0.02",
    "HNSW, COSINE, F16, PQ, READ, 0.03",
    "HNSW, INNER_PRODUCT, F32, PQ, READ, 0.03",
    "HNSW, L1, F32, NONE, MAPPED, 0.02",
    "VAMANA, L2, F32, INT8, MAPPED, 0.02",
    "VAMANA, COSINE, F32, PQ, READ, 0.03",
    "VAMANA, L2, F32, BINARY, READ, 0.1"
  })
  void findsWhatAnIndexBuiltAnewFinds(
      GraphKind graph,
      Metric metric,
      ElementType type,
      CodeKind codes,
      VectorAccess access,
      double margin)
      throws IOException {
    rows = VectorData.clustered(COUNT + QUERIES, DIMENSION, type, 5);
    IndexOptions options =
        options(metric).withGraph(graph).withM(12).withElementType(type).withCodes(codes);
    options = graph == GraphKind.VAMANA ? options.withM(24) : options;
    writeBase(options);
    byte[] before = Files.readAllBytes(base);
    LongPredicate wanted = row -> row >= BASE || row % 4 != 1;
    patch(options, access, row -> row % 4 == 1);
    assertThat(Files.readAllBytes(base)).isEqualTo(before);
    long _ = VectorIndex.verify(patched);
    try (VectorIndex index = VectorIndex.open(patched);
        VectorIndex anew = index(options, 0, COUNT, wanted)) {
      assertHolds(index, wanted);
      assertThat(index.options().graph()).isEqualTo(graph);
      assertThat(index.options().codes()).isEqualTo(codes);
      assertThat(index.statistics().reachable()).isEqualTo(index.count());
      double expected = recall(anew, metric, wanted);
      assertThat(recall(index, metric, wanted)).isGreaterThan(expected - margin);
      assertThat(expected).isGreaterThan(0.85);
    }
  }

  private void assertHolds(VectorIndex index, LongPredicate wanted) {
    int expected = 0;
    for (int row = 0; row < COUNT; row++) {
      assertThat(index.contains(row)).as("row %d", row).isEqualTo(wanted.test(row));
      if (wanted.test(row)) {
        assertThat(index.id(expected++)).isEqualTo(row);
        assertThat(index.vectorBytes(row))
            .isEqualTo(rows.encoded(row).toArray(ValueLayout.JAVA_BYTE));
      }
    }
    assertThat(index.count()).isEqualTo(expected);
  }

  @Test
  void recallThatIsAskedForIsMeasuredAnew() {
    IndexOptions options = options(Metric.L2);
    writeBase(options);
    patch(options, VectorAccess.MAPPED, row -> row % 3 == 1);
    BruteForce oracle = new BruteForce(Metric.L2);
    for (int row = 0; row < COUNT; row++) {
      if (row >= BASE || row % 3 != 1) {
        oracle.add(row, rows.row(row));
      }
    }
    try (VectorIndex index = VectorIndex.open(patched)) {
      double sum = 0;
      for (int row = COUNT; row < COUNT + QUERIES; row++) {
        List<Hit> hits = index.search(rows.row(row), SearchOptions.nearest(10).recall(0.95)).hits();
        sum += BruteForce.recall(hits, oracle.nearest(rows.row(row), 10));
      }
      assertThat(sum / QUERIES).isGreaterThan(0.93);
    }
  }

  @Test
  void withoutAChangeTheGraphIsTheSame() throws IOException {
    IndexOptions options = options(Metric.L2).withThreads(1);
    writeBase(options);
    Path again = folder.resolve("again");
    try (VectorIndex none = index(options, 0, 0, _ -> true)) {
      for (Path path : List.of(patched, again)) {
        try (VectorIndex from = VectorIndex.open(path.equals(again) ? patched : base)) {
          new IndexPatch(from, _ -> false, none, from.options().withThreads(1))
              .write(path, BuildProgress.silent());
        }
      }
    }
    // the first has other bytes behind the last link of a row, and is calibrated on linked vectors
    assertThat(Files.mismatch(again, patched)).isEqualTo(-1);
    try (VectorIndex index = VectorIndex.open(patched);
        VectorIndex from = VectorIndex.open(base)) {
      SearchOptions narrow = SearchOptions.nearest(10).ef(12);
      for (int row = COUNT; row < COUNT + QUERIES; row++) {
        assertThat(index.search(rows.row(row), narrow).hits())
            .isEqualTo(from.search(rows.row(row), narrow).hits());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"HNSW", "VAMANA"})
  void nearlyAllMayGo(GraphKind graph) {
    IndexOptions options = options(Metric.L2).withGraph(graph).withM(12);
    writeBase(options);
    try (VectorIndex from = VectorIndex.open(base);
        VectorIndex none = index(options, 0, 0, _ -> true)) {
      for (int left : new int[] {1, 2, BASE / 2}) {
        new IndexPatch(from, row -> row >= left, none, from.options())
            .write(patched, BuildProgress.silent());
        long _ = VectorIndex.verify(patched);
        try (VectorIndex index = VectorIndex.open(patched)) {
          assertThat(index.count()).isEqualTo(left);
          assertThat(index.statistics().reachable()).isEqualTo(left);
        }
      }
      assertThatThrownBy(() ->
              new IndexPatch(from, _ -> true, none, from.options())
                  .write(patched, BuildProgress.silent()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("removed: expected not all");
    }
  }

  @Test
  void manyRoundsDoNotWearItOut() throws IOException {
    IndexOptions options = options(Metric.L2).withM(12);
    writeBase(options);
    int live = BASE;
    int oldest = 0;
    // a sliding window: rounds of a hundred out and a hundred in
    for (int end = BASE; end < COUNT; end += 100, oldest += 100) {
      int gone = oldest + 100;
      try (VectorIndex from = VectorIndex.open(base);
          VectorIndex added = index(options, end, end + 100, _ -> true)) {
        IntPredicate removed = ordinal -> from.id(ordinal) < gone;
        new IndexPatch(from, removed, added, from.options()).write(patched, BuildProgress.silent());
      }
      Files.move(patched, base, StandardCopyOption.REPLACE_EXISTING);
    }
    LongPredicate wanted = row -> row >= COUNT - BASE;
    try (VectorIndex index = VectorIndex.open(base);
        VectorIndex anew = index(options, 0, COUNT, wanted)) {
      assertThat(index.count()).isEqualTo(live);
      assertHolds(index, wanted);
      assertThat(recall(index, Metric.L2, wanted))
          .isGreaterThan(recall(anew, Metric.L2, wanted) - 0.03);
    }
  }

  @Test
  void whatIsRefusedLeavesNoFile() {
    IndexOptions options = options(Metric.L2);
    writeBase(options);
    try (VectorIndex from = VectorIndex.open(base);
        VectorIndex added = index(options, BASE, COUNT, _ -> true);
        VectorIndex again = index(options, BASE - 1, COUNT, _ -> true);
        VectorIndex other = index(options.withM(5), BASE, COUNT, _ -> true);
        VectorIndex cosine = index(options(Metric.COSINE), BASE, COUNT, _ -> true);
        VectorIndex flat = index(options.withLinked(false), BASE, COUNT, _ -> true)) {
      assertThatThrownBy(() -> new IndexPatch(from, _ -> false, other, from.options()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("added: expected a graph HNSW of m 16 and m0 32");
      assertThatThrownBy(() -> new IndexPatch(from, _ -> false, cosine, from.options()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("COSINE");
      assertThatThrownBy(() -> new IndexPatch(from, _ -> false, flat, from.options()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("without links");
      assertThatThrownBy(() ->
              new IndexPatch(from, _ -> false, again, from.options())
                  .write(patched, BuildProgress.silent()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("1999");
      assertThatThrownBy(() ->
              new IndexPatch(from, _ -> false, added, from.options())
                  .write(patched, (_, _) -> false))
          .isInstanceOf(CancelledException.class);
      assertThat(folder).isDirectoryNotContaining(path -> !path.equals(base));
    }
  }
}
