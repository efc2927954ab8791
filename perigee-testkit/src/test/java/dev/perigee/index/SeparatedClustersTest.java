package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.AcceptSet;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every cluster is found, however few links lead to it, and what is asked for is reached although
/// codes hardly tell the vectors of a cluster apart.
final class SeparatedClustersTest {

  private static final int COUNT = 20_000;
  private static final int QUERIES = 300;
  private static final int K = 10;

  /// What insertion one by one reaches is 0.9995 and 1.
  private static final double SELF_RECALL = 0.9895;

  private static VectorIndex bulk(VectorData data, int count, CodeKind codes) {
    IndexOptions options = IndexOptions.of(data.dimension(), Metric.COSINE).withThreads(2);
    try (IndexBuilder builder = VectorIndex.builder(options.withCodes(codes))) {
      builder.addAll(data.until(count));
      return builder.toIndex();
    }
  }

  /// Mean share of the hits of an exact search that another finds.
  private static double recall(VectorIndex index, VectorData queries, SearchOptions options) {
    long found = 0;
    for (int i = 0; i < queries.count(); i++) {
      Set<Long> truth = ids(index.search(queries.row(i), options.asExact()));
      truth.retainAll(ids(index.search(queries.row(i), options)));
      found += truth.size();
    }
    return (double) found / (queries.count() * options.k());
  }

  private static Set<Long> ids(SearchResult result) {
    Set<Long> ids = new HashSet<>();
    result.hits().forEach(hit -> ids.add(hit.id()));
    return ids;
  }

  @ParameterizedTest
  @CsvSource({"64, 5", "128, 50"})
  void everyClusterOfABulkBuildIsFound(int dimension, int clusters) {
    VectorData data = SeparatedClusters.of(COUNT + QUERIES, dimension, clusters);
    VectorData queries = data.from(COUNT);
    try (VectorIndex index = bulk(data, COUNT, CodeKind.INT4)) {
      int found = 0;
      int asked = 0;
      for (int i = 0; i < COUNT; i += 7, asked++) {
        List<Hit> hits = index.search(data.row(i), SearchOptions.nearest(1).ef(64)).hits();
        found += hits.getFirst().id() == i ? 1 : 0;
      }
      assertThat((double) found / asked).as("the vectors themselves").isGreaterThan(SELF_RECALL);
      assertThat(recall(index, queries, SearchOptions.nearest(K).recall(0.95)))
          .as("recall 0.95 on held-out queries")
          .isGreaterThanOrEqualTo(0.94);
      assertThat(recall(index, queries, SearchOptions.nearest(K).recall(0.99)))
          .as("recall 0.99 on held-out queries")
          .isGreaterThanOrEqualTo(0.98);
    }
  }

  @Test
  void aWiderBeamFindsMoreUpToAll() {
    VectorData data = SeparatedClusters.of(COUNT / 2 + QUERIES, 64, 5);
    VectorData queries = data.from(COUNT / 2);
    AcceptSet most =
        (ordinals, count) -> {
          int kept = 0;
          for (int i = 0; i < count; i++) {
            if (ordinals[i] % 7 != 0) {
              ordinals[kept++] = ordinals[i];
            }
          }
          return kept;
        };
    try (VectorIndex index = bulk(data, COUNT / 2, CodeKind.INT4)) {
      for (AcceptSet accept : new AcceptSet[] {null, most}) {
        SearchOptions options = SearchOptions.nearest(K).accept(accept);
        double before = 0;
        for (int ef : new int[] {64, 128, 256, 512}) {
          double recall = recall(index, queries, options.ef(ef));
          assertThat(recall).as("ef %d, filtered %s", ef, accept != null).isGreaterThan(before);
          before = recall;
        }
        assertThat(before).isGreaterThan(0.99);
      }
    }
  }

  /// One bit a component says next to nothing here: no walk on such codes reaches the target.
  @Test
  void aTargetBeyondTheCurveIsMetAllTheSame() {
    VectorData data = SeparatedClusters.of(8000 + QUERIES, 64, 2);
    try (VectorIndex index = bulk(data, 8000, CodeKind.BINARY)) {
      RecallCurve curve = index.statistics().recallCurves().get(1);
      assertThat(curve.k()).isEqualTo(K);
      assertThat(curve.reaching(0.999)).as("the step that reaches it").isNull();
      assertThat(recall(index, data.from(8000), SearchOptions.nearest(K).recall(0.999)))
          .isGreaterThanOrEqualTo(0.999);
    }
  }
}
