package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Vectors are found as soon as they are there, before and after there are codes.
final class FreshIndexTest {

  private static final int COUNT = 1600;
  private static final int QUERIES = 30;

  @TempDir private Path folder;

  private static void append(FreshIndex fresh, VectorData data, int from, int end) {
    for (int i = from; i < end; i++) {
      assertThat(fresh.append(id(i), data.encoded(i))).isEqualTo(i);
    }
  }

  /// Ids that come twice.
  private static long id(int ordinal) {
    return 1000L - ordinal / 2;
  }

  private static BruteForce oracle(Metric metric, VectorData data, int count) {
    BruteForce oracle = new BruteForce(metric);
    for (int i = 0; i < count; i++) {
      oracle.add(i, data.row(i));
    }
    return oracle;
  }

  private static double recall(
      FreshIndex fresh, VectorData data, BruteForce oracle, SearchOptions options) {
    double recall = 0;
    for (int i = COUNT; i < COUNT + QUERIES; i++) {
      List<Neighbour> truth = oracle.nearest(data.row(i), options.k());
      List<Hit> hits = fresh.search(data.encoded(i), options).hits();
      assertThat(hits).hasSameSizeAs(truth).extracting(Hit::ordinal).doesNotHaveDuplicates();
      assertThat(hits).allMatch(hit -> hit.id() == id(hit.ordinal()));
      recall += BruteForce.recall(hits, truth);
    }
    return recall / QUERIES;
  }

  @ParameterizedTest
  @CsvSource({
    "L2, F32, 1, NONE",
    "L2, F32, 3, INT8",
    "COSINE, F32, 64, INT4",
    "L2, F32, 384, INT4",
    "INNER_PRODUCT, F32, 64, INT4",
    "COSINE, F32, 384, BINARY",
    "L2, F16, 64, INT8",
    "COSINE, F16, 3, NONE",
    "L1, F32, 64, NONE",
    "L1, INT8, 3, NONE",
    "L2, INT8, 384, NONE",
    "COSINE, INT8, 64, NONE",
    "HAMMING, BIT, 64, NONE",
    "JACCARD, BIT, 384, NONE"
  })
  void whatWasAppendedIsFound(Metric metric, ElementType type, int dimension, CodeKind codes) {
    VectorData data = VectorData.clustered(COUNT + QUERIES, dimension, type, 51);
    IndexOptions options =
        IndexOptions.of(dimension, metric).withElementType(type).withCodes(codes);
    try (FreshIndex fresh = FreshIndex.create(options)) {
      int count = 0;
      for (int end : new int[] {0, 1, 7, 300, 1023, 1024, 1025, COUNT}) {
        append(fresh, data, count, end);
        count = end;
        assertThat(fresh.count()).isEqualTo(end);
        BruteForce oracle = oracle(metric, data, end);
        SearchOptions nearest = SearchOptions.nearest(10);
        assertThat(recall(fresh, data, oracle, nearest.asExact())).as("%d", end).isEqualTo(1);
        assertThat(recall(fresh, data, oracle, nearest)).as("%d", end).isGreaterThan(0.98);
        assertThat(recall(fresh, data, oracle, nearest.recall(0.9))).isGreaterThan(0.98);
      }
      Path path = folder.resolve("file");
      fresh.write(path);
      VectorIndex.verify(path);
      try (VectorIndex index = VectorIndex.open(path)) {
        assertSame(index, fresh);
      }
    }
  }

  private static void assertSame(VectorIndex index, FreshIndex fresh) {
    assertThat(index.options().linked()).isFalse();
    assertThat(index.options().uniqueIds()).isFalse();
    assertThat(index.count()).isEqualTo(fresh.count());
    int bytes = index.options().elementType().vectorBytes(index.options().dimension());
    MemorySegment expected = MemorySegment.ofArray(new byte[bytes]);
    MemorySegment got = MemorySegment.ofArray(new byte[bytes]);
    for (int i = 0; i < index.count(); i++) {
      fresh.readVector(i, expected, 0);
      index.readVector(i, got, 0);
      assertThat(got.mismatch(expected)).isEqualTo(-1);
      assertThat(index.id(i)).isEqualTo(fresh.id(i));
    }
  }

  @ParameterizedTest
  @EnumSource(RerankCopy.class)
  void filesOfAnyLengthAreSound(RerankCopy rerank) {
    VectorData data = VectorData.clustered(COUNT, 70, ElementType.F32, 52);
    IndexOptions options = IndexOptions.of(70, Metric.L2).withRerank(rerank).withM(2);
    try (FreshIndex fresh = FreshIndex.create(options)) {
      int count = 0;
      for (int end : new int[] {0, 1, 1000, COUNT}) {
        append(fresh, data, count, end);
        count = end;
        Path path = folder.resolve("file" + end);
        assertThat(fresh.write(path)).isEqualTo(path.toFile().length());
        VectorIndex.verify(path);
        try (VectorIndex index = VectorIndex.open(path)) {
          assertThat(index.count()).isEqualTo(end);
          assertThat(index.options().rerank()).isEqualTo(rerank);
          for (int i = 0; i < end; i += 97) {
            assertThat(index.search(data.row(i), SearchOptions.nearest(1)).hits().getFirst().id())
                .isEqualTo(id(i));
          }
        }
      }
    }
  }

  @Test
  void anAcceptSetIsAskedWithOrdinals() {
    VectorData data = VectorData.clustered(COUNT + 1, 64, ElementType.F32, 53);
    try (FreshIndex fresh = FreshIndex.create(IndexOptions.of(64, Metric.L2))) {
      append(fresh, data, 0, COUNT);
      for (SearchOptions options :
          List.of(SearchOptions.nearest(10), SearchOptions.nearest(10).asExact())) {
        SearchOptions third =
            options.accept((ordinals, count) -> {
              int kept = 0;
              for (int i = 0; i < count; i++) {
                if (ordinals[i] % 3 == 0) {
                  ordinals[kept++] = ordinals[i];
                }
              }
              return kept;
            });
        List<Neighbour> truth =
            oracle(Metric.L2, data, COUNT).nearest(data.row(COUNT), 10, id -> id % 3 == 0);
        List<Hit> hits = fresh.search(data.encoded(COUNT), third).hits();
        assertThat(hits.stream().map(hit -> (long) hit.ordinal()))
            .containsExactlyElementsOf(truth.stream().map(Neighbour::id).toList());
      }
    }
  }

  @Test
  void aBorrowedCodebookCodesTheFirstVector() {
    VectorData data = VectorData.clustered(COUNT + QUERIES, 96, ElementType.F32, 54);
    IndexOptions options = IndexOptions.of(96, Metric.COSINE).withLinked(false);
    VectorIndex like;
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data.until(COUNT));
      like = builder.toIndex();
    }
    try (FreshIndex fresh = FreshIndex.create(options, like)) {
      like.close();
      append(fresh, data, 0, 200);
      SearchResult result = fresh.search(data.encoded(COUNT), SearchOptions.nearest(10));
      assertThat(result.statistics().distanceComputations()).as("reranked").isGreaterThan(200);
      append(fresh, data, 200, COUNT);
      BruteForce oracle = oracle(Metric.COSINE, data, COUNT);
      assertThat(recall(fresh, data, oracle, SearchOptions.nearest(10))).isGreaterThan(0.98);
    }
    assertThatThrownBy(() -> FreshIndex.create(options, like)).isInstanceOf(ClosedException.class);
  }

  @Test
  void aCodebookOfAnotherKindIsNotBorrowed() {
    VectorData data = VectorData.clustered(50, 96, ElementType.F32, 55);
    IndexOptions options = IndexOptions.of(96, Metric.COSINE);
    try (IndexBuilder builder = VectorIndex.builder(options.withCodes(CodeKind.INT8))) {
      builder.addAll(data);
      try (VectorIndex like = builder.toIndex();
          FreshIndex fresh = FreshIndex.create(options, like)) {
        append(fresh, data, 0, 50);
        SearchResult result = fresh.search(data.encoded(3), SearchOptions.nearest(2));
        assertThat(result.hits().getFirst().ordinal()).isEqualTo(3);
        assertThat(result.statistics().distanceComputations()).isEqualTo(50);
      }
    }
  }

  @Test
  void codesOfSubspacesAreOf4BitsHere() {
    VectorData data = VectorData.clustered(2000, 96, ElementType.F32, 57);
    IndexOptions options = IndexOptions.of(96, Metric.COSINE).withCodes(CodeKind.PQ);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data);
      try (VectorIndex like = builder.toIndex();
          FreshIndex fresh = FreshIndex.create(options, like)) {
        append(fresh, data, 0, 1500);
        SearchResult found = fresh.search(data.encoded(3), SearchOptions.nearest(2));
        assertThat(found.hits().getFirst().ordinal()).isEqualTo(3);
        assertThat(found.statistics().distanceComputations()).as("reranked").isGreaterThan(1500);
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndLeavesNoTrace() {
    VectorData data = VectorData.clustered(3, 4, ElementType.F32, 56);
    try (FreshIndex fresh = FreshIndex.create(IndexOptions.of(4, Metric.COSINE))) {
      MemorySegment zero = MemorySegment.ofArray(new float[4]);
      MemorySegment infinite = MemorySegment.ofArray(new float[] {1, 2, Float.NaN, 4});
      MemorySegment narrow = MemorySegment.ofArray(new float[3]);
      append(fresh, data, 0, 2);
      for (MemorySegment bad : List.of(zero, infinite, narrow)) {
        assertThatThrownBy(() -> fresh.append(9, bad)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> fresh.check("field", bad))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageStartingWith("field");
        assertThatThrownBy(() -> fresh.search(bad, SearchOptions.nearest(1)))
            .isInstanceOf(InvalidRequestException.class);
      }
      fresh.check("field", data.encoded(2));
      assertThat(fresh.count()).isEqualTo(2);
      append(fresh, data, 2, 3);
      List<Hit> hits = fresh.search(data.encoded(2), SearchOptions.nearest(10)).hits();
      assertThat(hits).hasSize(3);
      assertThat(hits.getFirst().ordinal()).isEqualTo(2);
      assertThatThrownBy(() -> fresh.id(3)).isInstanceOf(InvalidRequestException.class);
      long[] ids = new long[2];
      fresh.ids(new int[] {2, 0}, 2, ids);
      assertThat(ids).containsExactly(id(2), id(0));
      assertThat(fresh.distances(data.encoded(1), new int[] {1}, 1)[0]).isLessThan(1e-5f);
    }
  }

  @Test
  void fewVectorsTakeLittleMemory() {
    VectorData data = VectorData.clustered(2000, 384, ElementType.F32, 57);
    try (FreshIndex fresh = FreshIndex.create(IndexOptions.of(384, Metric.COSINE))) {
      assertThat(fresh.memoryBytes()).isZero();
      append(fresh, data, 0, 1);
      assertThat(fresh.memoryBytes()).isBetween(1L, 100_000L);
      append(fresh, data, 1, 2000);
      assertThat(fresh.memoryBytes()).isBetween(2000 * 1536L, 2000 * 2100L);
    }
  }

  @Test
  void afterClosingEverythingIsRefused() {
    VectorData data = VectorData.clustered(1, 4, ElementType.F32, 58);
    FreshIndex fresh = FreshIndex.create(IndexOptions.of(4, Metric.L2));
    MemorySegment vector = data.encoded(0);
    fresh.append(1, vector);
    fresh.close();
    fresh.close();
    assertThatThrownBy(() -> fresh.append(2, vector)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(fresh::count).isInstanceOf(ClosedException.class);
    assertThatThrownBy(fresh::memoryBytes).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> fresh.search(vector, SearchOptions.nearest(1)))
        .isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> fresh.write(folder.resolve("closed")))
        .isInstanceOf(ClosedException.class);
  }
}
