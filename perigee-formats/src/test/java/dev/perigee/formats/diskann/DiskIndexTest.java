package dev.perigee.formats.diskann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Indexes on disk, laid out as each of their writers does.
class DiskIndexTest {

  private static final DiskAnnOptions FLOATS = new DiskAnnOptions(ComponentType.F32, Metric.L2);
  private static final DiskAnnOptions PRODUCT =
      new DiskAnnOptions(ComponentType.F32, Metric.INNER_PRODUCT);
  private static final int[][] RING = {{1, 3}, {2, 0}, {3, 1}, {0, 2}};
  private static final float[][] SQUARE = {{0, 0}, {0, 1}, {1, 1}, {9, 9}};

  @TempDir Path folder;

  private Path put(String name, byte[] bytes) {
    return FixtureBytes.write(folder.resolve(name), bytes);
  }

  @ParameterizedTest
  @CsvSource({"CPP, C++", "RUST, Rust", "OLD, C++ before August 2022"})
  void readsVectorsAndLinks(DiskBytes.Writer writer, String version) {
    DiskBytes disk = DiskBytes.ofFloats(FixtureVectors.rows(), DiskAnnBytes.links());
    disk.writer = writer;
    disk.start = DiskAnnBytes.start();
    disk.frozen = 17;
    Path path = put("a_disk.index", disk.toBytes(32));
    put("a_pq_pivots.bin", FixtureBytes.of(DiskIndexTest.class, "pq_pivots.bin.gz"));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      LoadedRows rows = new LoadedRows(index);
      assertThat(rows.rows()).isDeepEqualTo(FixtureVectors.rows());
      int[][] links = DiskAnnBytes.links();
      int[] neighbours = new int[index.links().degreeMax()];
      for (int node = 0; node < 1000; node++) {
        int degree = index.links().neighbours(0, node, neighbours);
        assertThat(Arrays.copyOf(neighbours, degree)).isEqualTo(links[node]);
      }
      assertThat(rows.recall(index.links(), Metric.L2, FixtureVectors.queries()))
          .isGreaterThan(0.9);
      assertThat(index.isRemoved(17)).isTrue();
      assertThat(index.isRemoved(18)).isFalse();
      assertThat(index.description().removed()).isEqualTo(1);
      assertThat(index.description().version()).isEqualTo(version);
    }
  }

  @Test
  void readsNodesOfSeveralSectorsAndSectorsOfAnotherSize() {
    float[][] wide = new float[4][1500];
    for (int row = 0; row < 4; row++) {
      Arrays.fill(wide[row], row);
    }
    DiskBytes disk = DiskBytes.ofFloats(wide, RING);
    disk.writer = DiskBytes.Writer.RUST;
    disk.associatedBytes = 24;
    for (int sectorBytes : new int[] {512, 4096, 16384}) {
      disk.sectorBytes = sectorBytes;
      put("a_disk.index", disk.toBytes(1500));
      try (DiskAnnIndex index = DiskAnnIndex.open(folder.resolve("a"), FLOATS)) {
        assertThat(LoadedRows.floats(index.vectors())).isDeepEqualTo(wide);
        int[] neighbours = new int[2];
        assertThat(index.links().neighbours(0, 3, neighbours)).isEqualTo(2);
        assertThat(neighbours).containsExactly(0, 2);
        assertThat(index.description().losses()).hasSize(1).first().asString().startsWith("24 by");
      }
    }
  }

  /// What a build for the inner product makes of (3, 4), (0, 1), (1, 0), (0, 0).
  @Test
  void restoresVectorsOfTheInnerProduct() {
    float[][] extended = {{0.6f, 0.8f, 0}, {0, 0.2f, 0.98f}, {0.2f, 0, 0.98f}, {0, 0, 1}};
    Path path = put("a_disk.index", DiskBytes.ofFloats(extended, RING).toBytes(3));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, PRODUCT)) {
      assertThat(index.vectors().dimension()).isEqualTo(3);
      assertThat(index.description().losses()).hasSize(1);
    }
    put("a_disk.index_max_base_norm.bin", DiskAnnBytes.floats(new float[] {5}));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, PRODUCT)) {
      assertThat(index.description().dimension()).isEqualTo(2);
      assertThat(index.description().losses()).isEmpty();
      float[][] rows = LoadedRows.floats(index.vectors());
      assertThat(rows[0]).containsExactly(new float[] {3, 4}, within(1e-6f));
      assertThat(rows[1]).containsExactly(new float[] {0, 1}, within(1e-6f));
    }
    put("a_disk.index_max_base_norm.bin", DiskAnnBytes.floats(new float[] {Float.NaN}));
    assertCorrupt(path, PRODUCT, "expected a length, got NaN");
  }

  @Test
  void readsReorderDataOrDecodesWhereNodesHaveCodes() {
    byte[][] codes = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
    DiskBytes disk = new DiskBytes(codes, RING);
    Path path = put("a_disk.index", disk.toBytes(2));
    put("a_disk.index_pq_pivots.bin", PqBytes.pivots());
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      assertThat(LoadedRows.floats(index.vectors())).isDeepEqualTo(PqBytes.decoded());
      assertThat(index.description().losses()).hasSize(1);
      assertThat(index.links().entryNode()).isZero();
    }
    disk.reorder = SQUARE;
    put("a_disk.index", disk.toBytes(2));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      assertThat(LoadedRows.floats(index.vectors())).isDeepEqualTo(SQUARE);
      assertThat(index.description().losses()).isEmpty();
      assertThat(index.description().oddities()).hasSize(1);
    }
  }

  @Test
  void saysWhatLiesBesideAnIndex() {
    Path path = put("a_disk.index", DiskBytes.ofFloats(SQUARE, RING).toBytes(2));
    put("a_disk.index_labels.txt", new byte[0]);
    put("a_disk.index_medoids.bin", DiskAnnBytes.column(0, 2));
    put("a_disk.index_dummy_map.txt", new byte[] {'3', ',', '0'});
    DiskAnnOptions cosine = new DiskAnnOptions(ComponentType.F32, Metric.COSINE);
    try (DiskAnnIndex index = DiskAnnIndex.open(path, cosine)) {
      assertThat(index.isRemoved(3)).isTrue();
      assertThat(index.description().oddities()).hasSize(3);
      assertThat(index.description().losses()).hasSize(1);
      assertThat(index.description().metricName()).isEqualTo("cosine");
    }
  }

  @Test
  void anOldHeaderNeedsTheCodesForItsDimension() {
    DiskBytes disk = DiskBytes.ofFloats(SQUARE, RING);
    disk.writer = DiskBytes.Writer.OLD;
    Path path = put("a_disk.index", disk.toBytes(2));
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("a_pq_pivots.bin");
  }

  @Test
  void refusesNumbersThatTheFileHasNoRoomFor() {
    byte[] whole = DiskBytes.ofFloats(SQUARE, RING).toBytes(2);
    long[] hostile = {-1, 0, 1L << 20, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE};
    for (int at = 8; at <= 40; at += 8) {
      for (long number : hostile) {
        // A medoid of 0 is fine, and so are nodes of several sectors where the file has them.
        if (number == 0 && at != 8 && at != 16 && at != 32) {
          continue;
        }
        byte[] bytes = whole.clone();
        FixtureBytes.littleEndian(bytes).putLong(at, number);
        assertCorrupt(put("a_disk.index", bytes), FLOATS, "expected");
      }
    }
    assertCorrupt(put("a_disk.index", Arrays.copyOf(whole, whole.length - 1)), FLOATS, "length");
    byte[] links = whole.clone();
    FixtureBytes.littleEndian(links).putInt(4096 + 8 + 4, 4);
    try (DiskAnnIndex index = DiskAnnIndex.open(put("a_disk.index", links), FLOATS)) {
      assertThatThrownBy(() -> index.links().neighbours(0, 0, new int[2]))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("expected one of 4 nodes, got 4");
    }
  }

  private static void assertCorrupt(Path path, DiskAnnOptions options, String message) {
    assertThatThrownBy(() -> DiskAnnIndex.open(path, options))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(message);
  }
}
