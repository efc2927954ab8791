package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.hnswlib.HnswlibIndex;
import dev.perigee.formats.hnswlib.HnswlibOptions;
import dev.perigee.formats.usearch.USearchIndex;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.Hit;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.IndexPatch;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The graph of another library, taken over into an index of ours, finds what the library found.
class AdoptedGraphTest {

  @TempDir Path folder;

  private ForeignIndex open(String library, String name, Metric metric) {
    Path path = ForeignFixtures.copy(library, name, folder);
    return library.equals("hnswlib")
        ? HnswlibIndex.open(path, HnswlibOptions.of(metric))
        : USearchIndex.open(path);
  }

  private static IndexOptions options(ForeignIndex index) {
    ForeignDescription description = index.description();
    int upper = Math.max(2, index.links().degreeMaxUpper());
    return IndexOptions.of(description.dimension(), description.metric())
        .withElementType(index.vectors().elementType())
        .withM(upper)
        .withM0(Math.max(upper, index.links().degreeMax()));
  }

  private static VectorIndex adopt(ForeignIndex index) {
    boolean removed = index.description().removed() > 0;
    try (IndexBuilder builder = VectorIndex.builder(options(index).withUniqueIds(!removed))) {
      builder.addAll(index.vectors(), index.links(), BuildProgress.silent());
      return builder.toIndex();
    }
  }

  private static List<Long> search(VectorIndex index, float[] query) {
    SearchOptions options = SearchOptions.nearest(ForeignFixtures.K).ef(ForeignFixtures.WIDTH);
    return index.search(query, options).hits().stream().map(Hit::id).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "hnswlib, l2, bin, L2",
    "hnswlib, cosine, bin, COSINE",
    "usearch, f32_l2sq, usearch, L2",
    "usearch, f32_cos, usearch, COSINE",
    "usearch, v2_9_2_f32_cos, usearch, COSINE"
  })
  void findsWhatTheLibraryFound(String library, String name, String extension, Metric metric) {
    try (ForeignIndex from = open(library, name + "." + extension, metric);
        VectorIndex index = adopt(from)) {
      assertThat(index.statistics().reachable()).isEqualTo(ForeignFixtures.ROWS);
      List<ForeignFixtures.Answer> answers = ForeignFixtures.answers(library, name + ".json");
      float[][] queries = ForeignFixtures.queries();
      for (int i = 0; i < queries.length; i++) {
        assertThat(search(index, queries[i])).as("query %d", i).isEqualTo(answers.get(i).ids());
      }
    }
  }

  /// Without the removed nodes a walk goes other ways, and may find a little more or less.
  @Test
  void removedRowsArePatchedOut() {
    Path patched = folder.resolve("patched");
    try (ForeignIndex from = open("hnswlib", "l2_deleted.bin", Metric.L2);
        VectorIndex index = adopt(from);
        IndexBuilder none = VectorIndex.builder(options(from));
        VectorIndex empty = none.toIndex()) {
      new IndexPatch(index, from::isRemoved, empty, options(from))
          .write(patched, BuildProgress.silent());
    }
    long _ = VectorIndex.verify(patched);
    try (VectorIndex index = VectorIndex.open(patched)) {
      assertThat(index.count()).isEqualTo(800);
      assertThat(index.statistics().reachable()).isEqualTo(800);
      int same = 0;
      float[][] queries = ForeignFixtures.queries();
      List<ForeignFixtures.Answer> answers = ForeignFixtures.answers("hnswlib", "l2_deleted.json");
      for (int i = 0; i < queries.length; i++) {
        Set<Long> found = new HashSet<>(search(index, queries[i]));
        found.retainAll(answers.get(i).ids());
        same += found.size();
      }
      assertThat(same).isGreaterThan(485);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsKept() {
    SmallGraph graph = SmallGraph.of(100, 12, 6, 4);
    LinkSource shorter = SmallGraph.of(99, 12, 6, 4);
    IndexOptions options = IndexOptions.of(8, Metric.L2).withM(6).withM0(12);
    try (IndexBuilder builder = VectorIndex.builder(options);
        IndexBuilder narrow = VectorIndex.builder(options.withM0(11));
        IndexBuilder flat = VectorIndex.builder(options.withLinked(false))) {
      assertThatThrownBy(() -> builder.addAll(graph.vectors(8), shorter, BuildProgress.silent()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("links: expected those of 100 vectors, got 99");
      assertThatThrownBy(() -> narrow.addAll(graph.vectors(8), graph, BuildProgress.silent()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("m0: expected at least 12");
      assertThatThrownBy(() -> flat.addAll(graph.vectors(8), graph, BuildProgress.silent()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("linked");
      assertThatThrownBy(() -> builder.addAll(graph.vectors(8), graph, (_, _) -> false))
          .isInstanceOf(CancelledException.class);
      assertThat(builder.count()).isZero();
      builder.addAll(graph.vectors(8), graph, BuildProgress.silent());
      assertThatThrownBy(() -> builder.addAll(graph.vectors(8), graph, BuildProgress.silent()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("builder: expected an empty one, got 100 vectors");
      builder.add(7, new float[8]);
      try (VectorIndex index = builder.toIndex()) {
        assertThat(index.count()).isEqualTo(101);
        assertThat(index.statistics().reachable()).isEqualTo(101);
      }
    }
  }
}
