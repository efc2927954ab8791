package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What files keep for the last order: how large they are, what they find, and what they refuse.
final class RerankCopyTest {

  private static final int COUNT = 3000;
  private static final int DIMENSION = 96;
  private static final SearchOptions SEARCH = SearchOptions.nearest(RecallProbe.K).ef(100);

  @TempDir private Path folder;

  private static RecallProbe probe(Metric metric) {
    VectorData data = VectorData.clustered(COUNT + 50, DIMENSION, ElementType.F32, 33);
    return new RecallProbe(metric, data, COUNT);
  }

  private Path write(RecallProbe probe, RerankCopy rerank, CodeKind codes) {
    Path path = folder.resolve(rerank + "." + codes);
    try (IndexBuilder builder =
        VectorIndex.builder(probe.options().withCodes(codes).withRerank(rerank))) {
      builder.addAll(probe.base());
      long bytes = builder.write(path);
      assertThat(path).hasSize(bytes);
    }
    VectorIndex.verify(path);
    return path;
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "COSINE", "INNER_PRODUCT"})
  void whatIsKeptIsWhatIsFound(Metric metric) {
    RecallProbe probe = probe(metric);
    Map<RerankCopy, Double> floors =
        Map.of(RerankCopy.VECTORS, 0.97, RerankCopy.INT8, 0.93, RerankCopy.NONE, 0.55);
    for (RerankCopy rerank : RerankCopy.values()) {
      Path path = write(probe, rerank, CodeKind.INT4);
      try (VectorIndex index = VectorIndex.open(path)) {
        assertThat(index.options().rerank()).isEqualTo(rerank);
        assertThat(index.statistics().reachable()).isEqualTo(COUNT);
        assertThat(probe.recall(index, SEARCH))
            .as("%s", rerank)
            .isGreaterThanOrEqualTo(floors.get(rerank));
        assertThat(probe.recall(index, SEARCH.asExact()))
            .as("%s, every vector compared", rerank)
            .isGreaterThanOrEqualTo(floors.get(rerank));
        assertOrdered(index, probe.base(), metric);
      }
    }
  }

  private static void assertOrdered(VectorIndex index, VectorData base, Metric metric) {
    for (int i = 0; i < 20; i++) {
      List<Hit> hits = index.search(base.row(i), SEARCH).hits();
      assertThat(hits).extracting(Hit::distance).isSorted().doesNotContain(Float.NaN);
      assertThat(hits).extracting(Hit::id).doesNotHaveDuplicates();
      if (metric != Metric.INNER_PRODUCT) {
        assertThat(hits.getFirst().distance()).as("not below zero").isNotNegative();
        assertThat(hits.getFirst().score()).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void theLessIsKeptTheSmallerTheFile() {
    RecallProbe probe = probe(Metric.COSINE);
    long vectors = write(probe, RerankCopy.VECTORS, CodeKind.INT4).toFile().length();
    long codes = write(probe, RerankCopy.INT8, CodeKind.INT4).toFile().length();
    long nothing = write(probe, RerankCopy.NONE, CodeKind.INT4).toFile().length();
    long bits = write(probe, RerankCopy.NONE, CodeKind.BINARY).toFile().length();
    assertThat(vectors - nothing).isGreaterThanOrEqualTo((long) COUNT * DIMENSION * Float.BYTES);
    assertThat(codes - nothing).isBetween((long) COUNT * DIMENSION, COUNT * (DIMENSION + 16L));
    assertThat(nothing).isGreaterThan(bits);
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "NONE"})
  void whereVectorsAreNotKeptTheyCannotBeReadNorAddedTo(RerankCopy rerank) {
    Path path = write(probe(Metric.L2), rerank, CodeKind.INT8);
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThatThrownBy(() -> index.vector(1))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("id: expected an index that keeps its vectors")
          .hasMessageContaining("built with rerank " + rerank);
      assertThatThrownBy(() -> index.vectorBytes(1)).isInstanceOf(InvalidRequestException.class);
      assertThat(index.contains(1)).isTrue();
    }
    assertThatThrownBy(() -> VectorIndex.builder(path))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("from: expected an index that keeps its vectors")
        .hasMessageContaining("built with rerank " + rerank);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyIndexCanBeWrittenAndOpened(RerankCopy rerank) {
    Path path = folder.resolve("empty");
    IndexOptions options = IndexOptions.of(DIMENSION, Metric.COSINE).withRerank(rerank);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.write(path);
    }
    VectorIndex.verify(path);
    float[] query = new float[DIMENSION];
    query[0] = 1;
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThat(index.search(query, SEARCH).hits()).isEmpty();
      assertThat(index.search(query, SEARCH.asExact()).hits()).isEmpty();
    }
  }

  @Test
  void codesNeedNoMoreThanOneVector() {
    for (RerankCopy rerank : RerankCopy.values()) {
      IndexOptions options = IndexOptions.of(1, Metric.L2).withM(2).withM0(2);
      try (IndexBuilder builder =
          VectorIndex.builder(options.withCodes(CodeKind.INT4).withRerank(rerank))) {
        builder.add(7, new float[] {3});
        builder.write(folder.resolve("one"));
      }
      try (VectorIndex index = VectorIndex.open(folder.resolve("one"))) {
        Hit hit = index.search(new float[] {5}, SearchOptions.nearest(3)).hits().getFirst();
        assertThat(hit.id()).isEqualTo(7);
        assertThat(hit.distance()).isEqualTo(4);
      }
    }
  }
}
