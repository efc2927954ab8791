package dev.perigee.formats.diskann;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shared files, which somebody else laid out.
class DiskAnnFixturesTest {

  private static final DiskAnnOptions FLOATS = new DiskAnnOptions(ComponentType.F32, Metric.L2);

  @ParameterizedTest
  @ValueSource(strings = {"mem.index", "cpp_disk.index", "rust_disk.index"})
  void readsTheSameIndexInEveryForm(String name) {
    Path path = FixtureBytes.shared("diskann_synthetic").resolve(name);
    Path exact = FixtureBytes.shared("common").resolve("exact_l2sq.json");
    List<List<Long>> truth = FixtureBytes.answers(FixtureBytes.read(exact));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      LoadedRows rows = new LoadedRows(index);
      assertThat(rows.rows()).isDeepEqualTo(FixtureVectors.rows());
      int found = 0;
      for (int query = 0; query < truth.size(); query++) {
        List<Long> walked =
            rows.walk(index.links(), Metric.L2, FixtureVectors.queries()[query], 10, 64).stream()
                .map(id -> name.startsWith("mem") ? id : Long.valueOf(FixtureVectors.id(id)))
                .toList();
        found += (int) truth.get(query).stream().filter(walked::contains).count();
      }
      assertThat(found).isGreaterThan(450);
    }
  }

  @Test
  void readsNodesOfTwoSectors() {
    Path path = FixtureBytes.shared("diskann_synthetic").resolve("cpp_wide_60x1280_disk.index");
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      assertThat(index.vectors().count()).isEqualTo(60);
      assertThat(index.vectors().dimension()).isEqualTo(1280);
      LoadedRows rows = new LoadedRows(index);
      for (int row = 0; row < 60; row++) {
        assertThat(rows.walk(index.links(), Metric.L2, rows.rows()[row], 1, 64))
            .containsExactly((long) row);
      }
    }
  }

  @Test
  void readsCodes() {
    Path path = FixtureBytes.shared("diskann_synthetic").resolve("pq_compressed.bin");
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      assertThat(index.vectors().count()).isEqualTo(1000);
      assertThat(index.vectors().dimension()).isEqualTo(32);
    }
  }
}
