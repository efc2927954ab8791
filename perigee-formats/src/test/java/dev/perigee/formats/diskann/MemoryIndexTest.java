package dev.perigee.formats.diskann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Indexes in memory, as they are saved.
class MemoryIndexTest {

  private static final DiskAnnOptions FLOATS = new DiskAnnOptions(ComponentType.F32, Metric.L2);

  @TempDir Path folder;

  private Path put(String name, byte[] bytes) {
    return FixtureBytes.write(folder.resolve(name), bytes);
  }

  @Test
  void readsVectorsTagsAndLinks() {
    Path path = put("mem.index", DiskAnnBytes.graph());
    put("mem.index.data", DiskAnnBytes.floats(FixtureVectors.rows()));
    put("mem.index.tags", DiskAnnBytes.tags());
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      LoadedRows rows = new LoadedRows(index);
      assertThat(rows.rows()).isDeepEqualTo(FixtureVectors.rows());
      assertThat(index.vectors().id(999)).isEqualTo(FixtureVectors.id(999));
      assertThat(index.links().entryNode()).isEqualTo(DiskAnnBytes.start());
      assertThat(index.links().degreeMax()).isEqualTo(16);
      assertThat(index.links().degreeMaxUpper()).isZero();
      int[] neighbours = new int[16];
      int degree = index.links().neighbours(0, 0, neighbours);
      assertThat(neighbours).startsWith(DiskAnnBytes.links()[0]);
      assertThat(degree).isEqualTo(DiskAnnBytes.links()[0].length);
      assertThat(rows.recall(index.links(), Metric.L2, FixtureVectors.queries()))
          .isGreaterThan(0.9);
      assertThat(index.description().losses()).isEmpty();
      assertThat(index.description().oddities()).isEmpty();
    }
  }

  @Test
  void refusesPartsThatLinksBringInFromElsewhere() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Path path = FixtureBytes.write(inside.resolve("mem"), DiskAnnBytes.graph(RING, 3, 1));
    put("secret", DiskAnnBytes.floats(SQUARE));
    Path data = Files.createSymbolicLink(inside.resolve("mem.data"), Path.of("../secret"));
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("mem.data: expected a file in the folder of mem");
    Files.delete(data);
    Files.copy(folder.resolve("secret"), data);
    put("tags", DiskAnnBytes.column(7, 8, -1));
    Path tags = Files.createSymbolicLink(inside.resolve("mem.tags"), folder.resolve("tags"));
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS)).hasMessageContaining("mem.tags");
    Files.delete(tags);
    put("dummies", "2,0\n".getBytes(StandardCharsets.US_ASCII));
    Files.createSymbolicLink(inside.resolve("mem_dummy_map.txt"), folder.resolve("dummies"));
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS)).hasMessageContaining("mem_dummy_map");
  }

  private static final int[][] RING = {{1, 3}, {2, 0}, {3, 1}, {0, 2}};
  private static final float[][] SQUARE = {{0, 0}, {0, 1}, {1, 1}, {9, 9}};

  @Test
  void countsFrozenAndDeletedRowsAndCopiesAsRemoved() {
    Path path = put("mem", DiskAnnBytes.graph(RING, 3, 1));
    put("mem.data", DiskAnnBytes.floats(SQUARE));
    put("mem.tags", DiskAnnBytes.column(7, 8, -1));
    put("mem.del", DiskAnnBytes.column(1));
    put("mem_dummy_map.txt", "2,0\n".getBytes(StandardCharsets.US_ASCII));
    put("mem_labels.txt", new byte[0]);
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      assertThat(index.isRemoved(0)).isFalse();
      assertThat(index.isRemoved(1)).isTrue();
      assertThat(index.isRemoved(2)).isTrue();
      assertThat(index.isRemoved(3)).isTrue();
      assertThat(index.vectors().id(2)).isEqualTo(0xffffffffL);
      assertThat(index.vectors().id(3)).isZero();
      assertThat(index.description().removed()).isEqualTo(3);
      assertThat(index.description().oddities()).hasSize(3);
      assertThat(new LoadedRows(index).walk(index.links(), Metric.L2, new float[2], 4, 10))
          .containsExactly(7L);
    }
  }

  @Test
  void readsTheHeaderBefore2022() {
    Path path = put("mem", DiskAnnBytes.graph(RING, 2, -1));
    put("mem.data", DiskAnnBytes.floats(SQUARE));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      assertThat(index.description().version()).isEqualTo("before 2022");
      assertThat(index.links().entryNode()).isEqualTo(2);
      int[] neighbours = new int[2];
      assertThat(index.links().neighbours(0, 0, neighbours)).isEqualTo(2);
      assertThat(neighbours).containsExactly(1, 3);
      assertThat(index.vectors().id(3)).isEqualTo(3);
    }
  }

  @Test
  void readsBytes() {
    Path path = put("mem", DiskAnnBytes.graph(RING, 0, 0));
    put("mem.data", DiskAnnBytes.bytes(new byte[] {1, -1}, new byte[2], new byte[2], new byte[2]));
    DiskAnnOptions signed = new DiskAnnOptions(ComponentType.I8, Metric.COSINE);
    try (DiskAnnIndex index = DiskAnnIndex.open(path, signed)) {
      assertThat(index.vectors().elementType()).isEqualTo(ElementType.INT8);
      assertThat(LoadedRows.floats(index.vectors())[0]).containsExactly(1, -1);
    }
    DiskAnnOptions unsigned = new DiskAnnOptions(ComponentType.U8, Metric.L2);
    try (DiskAnnIndex index = DiskAnnIndex.open(path, unsigned)) {
      assertThat(index.vectors().elementType()).isEqualTo(ElementType.F32);
      assertThat(LoadedRows.floats(index.vectors())[0]).containsExactly(1, 255);
    }
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void refusesWhatDoesNotBelongTogether() {
    Path path = put("mem", DiskAnnBytes.graph(RING, 0, 0));
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("mem.data");
    put("mem.data", DiskAnnBytes.floats(SQUARE[0], SQUARE[1], SQUARE[2]));
    assertCorrupt(path, "mem");
    put("mem.data", DiskAnnBytes.floats(SQUARE));
    put("mem.tags", DiskAnnBytes.column(7, 8, 9));
    assertCorrupt(path, "mem.tags");
    put("mem.tags", DiskAnnBytes.column(7L, 8, 9, 10));
    put("mem.del", DiskAnnBytes.column(4));
    assertCorrupt(path, "mem.del");
    put("mem.del", DiskAnnBytes.column(3));
    put("mem_dummy_map.txt", new byte[] {'5'});
    assertCorrupt(path, "mem_dummy_map.txt");
    put("mem", DiskAnnBytes.graph(new int[][] {{1}, {2}, {3}, {4}}, 0, 0));
    assertCorrupt(path, "mem");
  }

  private void assertCorrupt(Path path, String name) {
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS))
        .isInstanceOfSatisfying(
            CorruptionException.class,
            e -> assertThat(e.source()).isEqualTo(folder.resolve(name).toString()));
  }

  @Test
  void refusesTheUnifiedContainer() {
    Path path = put("index", new byte[] {'U', 'N', 'N', 'D', 1, 0, 0, 0});
    assertThatThrownBy(() -> DiskAnnIndex.open(path, FLOATS))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a unified container");
  }

  @Test
  void refusesOptionsThatDiskAnnDoesNotKnow() {
    assertThatThrownBy(() -> new DiskAnnOptions(ComponentType.F64, Metric.L2))
        .hasMessage("elementType: expected F32, I8 or U8, got F64");
    assertThatThrownBy(() -> new DiskAnnOptions(ComponentType.F32, Metric.L1))
        .hasMessage("metric: expected L2, COSINE or INNER_PRODUCT, got L1");
  }
}
