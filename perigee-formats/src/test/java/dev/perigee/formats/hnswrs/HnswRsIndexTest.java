package dev.perigee.formats.hnswrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dumps that the crate wrote, each with the answers of its own search.
class HnswRsIndexTest {

  @TempDir Path folder;

  private HnswRsIndex fixture() {
    return HnswRsIndex.open(HnswRsFixture.unpack(folder));
  }

  @Test
  void describesADump() {
    try (HnswRsIndex index = fixture()) {
      ForeignDescription description = index.description();
      assertThat(description.library()).isEqualTo("hnsw_rs");
      assertThat(description.version()).isEqualTo("v4");
      assertThat(description.metricName()).isEqualTo("DistL2");
      assertThat(description.metric()).isEqualTo(Metric.L2);
      assertThat(description.elementName()).isEqualTo("f32");
      assertThat(description.count()).isEqualTo(1000);
      assertThat(description.removed()).isZero();
      assertThat(description.dimension()).isEqualTo(32);
      assertThat(description.searchWidth()).isEqualTo(128);
      assertThat(description.parameters())
          .containsExactly(
              Map.entry("M", "16"),
              Map.entry("ef_construction", "128"),
              Map.entry("level scale", "0.3607"));
      assertThat(description.losses()).isEmpty();
      assertThat(description.oddities())
          .anyMatch(text -> text.contains("roots"))
          .anyMatch(text -> text.matches("\\d+ points that no link on level 0 leads to"));
    }
  }

  @Test
  void readsVectorsIdsAndLevels() {
    try (HnswRsIndex index = fixture()) {
      float[][] expected = FixtureVectors.rows();
      float[][] rows = LoadedRows.floats(index.vectors());
      for (int row = 0; row < rows.length; row++) {
        int original = FixtureVectors.row(index.vectors().id(row));
        assertThat(rows[row]).isEqualTo(expected[original]);
        assertThat(index.isRemoved(row)).isFalse();
      }
      assertThat(index.links().level(0)).isZero();
      assertThat(index.links().level(946)).isZero();
      assertThat(index.links().level(947)).isEqualTo(1);
      assertThat(index.links().level(999))
          .isEqualTo(index.links().level(index.links().entryNode()));
    }
  }

  @Test
  void everyLinkLeadsToANodeOfItsLevel() {
    try (HnswRsIndex index = fixture()) {
      LinkSource links = index.links();
      int[] neighbours = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
      int longest = 0;
      for (int node = 0; node < links.count(); node++) {
        for (int level = links.level(node); level >= 0; level--) {
          int degree = links.neighbours(level, node, neighbours);
          for (int i = 0; i < degree; i++) {
            assertThat(links.level(neighbours[i])).isGreaterThanOrEqualTo(level);
          }
          longest = level == 0 ? Math.max(longest, degree) : longest;
        }
      }
      assertThat(links.degreeMax()).isEqualTo(longest).isBetween(16, 32);
      assertThat(links.degreeMaxUpper()).isBetween(1, 16);
    }
  }

  @Test
  void searchesAsTheLibraryDoes() {
    byte[] answers = FixtureBytes.of(HnswRsIndexTest.class, "v4_f32_l2.json.gz");
    float[][] queries = FixtureVectors.queries();
    try (HnswRsIndex index = fixture()) {
      assertThat(sameAnswers(index, queries, answers)).isEqualTo(500);
      assertThat(new LoadedRows(index).recall(index.links(), Metric.L2, queries))
          .isGreaterThan(0.97);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v2_f32_cosine, COSINE, queries.fvecs, exact_cos.json",
    "v2_f32_dot, INNER_PRODUCT, queries_normalized.fvecs, exact_ip.json",
    "v3_f32_l2, L2, queries.fvecs, exact_l2sq.json",
    "v4_f32_l2, L2, queries.fvecs, exact_l2sq.json",
    "v4_f32_cosine, COSINE, queries.fvecs, exact_cos.json",
    "v4_f32_l1, L1, queries.fvecs,"
  })
  void searchesAsEveryVersionOfTheLibraryDoes(
      String name, Metric metric, String queryFile, String exact) {
    Path dumps = FixtureBytes.shared("hnsw_rs");
    Path common = FixtureBytes.shared("common");
    float[][] queries = FixtureBytes.fvecs(FixtureBytes.read(common.resolve(queryFile)));
    try (HnswRsIndex index = HnswRsIndex.open(dumps.resolve(name))) {
      assertThat(index.description().version()).isEqualTo(name.substring(0, 2));
      assertThat(index.description().metric()).isEqualTo(metric);
      byte[] answers = FixtureBytes.read(dumps.resolve(name + ".json"));
      assertThat(sameAnswers(index, queries, answers)).isEqualTo(500);
      LoadedRows rows = new LoadedRows(index);
      double recall = rows.recall(index.links(), metric, queries);
      assertThat(recall).isGreaterThan(0.97);
      if (exact != null) {
        List<List<Long>> truth = FixtureBytes.answers(FixtureBytes.read(common.resolve(exact)));
        for (int query = 0; query < queries.length; query++) {
          assertThat(rows.exact(metric, queries[query], 10)).isEqualTo(truth.get(query));
        }
      }
    }
  }

  private static int sameAnswers(HnswRsIndex index, float[][] queries, byte[] answers) {
    List<List<Long>> expected = FixtureBytes.answers(answers);
    LoadedRows rows = new LoadedRows(index);
    LibrarySearch search = new LibrarySearch(index.table());
    int same = 0;
    for (int query = 0; query < queries.length; query++) {
      List<Long> found =
          search
              .search(rows.distance(index.description().metric(), queries[query]), 10, 64)
              .stream()
              .map(index.vectors()::id)
              .toList();
      for (int i = 0; i < found.size(); i++) {
        same += found.get(i).equals(expected.get(query).get(i)) ? 1 : 0;
      }
    }
    return same;
  }
}
