package dev.perigee.formats.hnswrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the crate can write besides its usual dumps, laid out by hand.
class HnswRsVariantsTest {

  private static final int V2 = 0x002a677f;
  private static final int V3 = 0x002a6771;

  @TempDir Path folder;

  private final SmallDump dump = new SmallDump();

  private HnswRsIndex open() {
    return HnswRsIndex.open(dump.write(folder.resolve("small")));
  }

  private void assertReads() {
    try (HnswRsIndex index = open()) {
      assertThat(LoadedRows.floats(index.vectors()))
          .isDeepEqualTo(new float[][] {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}});
      int[] neighbours = new int[2];
      assertThat(index.links().neighbours(0, 2, neighbours)).isEqualTo(2);
      assertThat(neighbours).containsExactly(1, 3);
      assertThat(index.vectors().id(4)).isEqualTo(104);
      assertThat(index.links().entryNode()).isEqualTo(4);
      assertThat(index.links().level(4)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64", "i16", "i32", "i64", "u8", "u16", "u32", "u64"})
  void readsEveryTypeExactlyAsFarAsDoublesGo(String element) {
    dump.element = element;
    assertReads();
    try (HnswRsIndex index = open()) {
      boolean exact = !element.matches("[iu]64");
      assertThat(index.description().elementName()).isEqualTo(element);
      assertThat(index.description().losses()).hasSize(exact ? 0 : 1);
    }
  }

  @Test
  void readsOlderVersions() {
    dump.magic = V3;
    assertReads();
    dump.magic = V2;
    assertReads();
    dump.narrowCounts = true;
    assertReads();
  }

  @Test
  void leavesOutLinksToPointsBelowTheirLevel() {
    try (HnswRsIndex index = open()) {
      assertThat(index.links().neighbours(1, 4, new int[0])).isZero();
      assertThat(index.table().list(4, 1).node(0)).isEqualTo(3);
      assertThat(index.description().oddities()).anyMatch(text -> text.startsWith("1 links left"));
      assertThatThrownBy(() -> index.links().neighbours(1, 0, new int[2]))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hnsw_rs::dist::DistL1, L1",
    "anndists::dist::distances::DistDot, INNER_PRODUCT",
    "DistCosine, COSINE",
    "anndists::dist::distances::DistHamming, HAMMING",
    "anndists::dist::distances::DistJaccard, JACCARD",
    "anndists::dist::distances::DistHellinger, HELLINGER",
    "anndists::dist::distances::DistJeffreys, JEFFREYS",
    "anndists::dist::distances::DistJensenShannon, JENSEN_SHANNON",
    "mine::MyDistance<f32>,"
  })
  void saysWhatADistanceIsHere(String name, Metric metric) {
    dump.distance = name;
    try (HnswRsIndex index = open()) {
      assertThat(index.description().metric()).isEqualTo(metric);
      assertThat(index.description().losses()).hasSize(metric == null ? 1 : 0);
      assertThat(index.description().metricName()).doesNotContain("::", "<");
    }
  }

  /// The crate has formulas of their own for doubles.
  @Test
  void saysWhereTheCrateComparesDoublesOtherwise() {
    dump.element = "f64";
    dump.distance = "DistHellinger";
    try (HnswRsIndex index = open()) {
      assertThat(index.description().metric()).isEqualTo(Metric.INNER_PRODUCT);
      assertThat(index.description().losses()).isEmpty();
      assertThat(index.description().oddities()).anyMatch(text -> text.contains("inner product"));
    }
    dump.distance = "DistJeffreys";
    try (HnswRsIndex index = open()) {
      assertThat(index.description().metric()).isEqualTo(Metric.JEFFREYS);
      assertThat(index.description().losses()).hasSize(1);
    }
    dump.distance = "DistJensenShannon";
    try (HnswRsIndex index = open()) {
      assertThat(index.description().losses()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anndists::dist::distances::DistLevenshtein",
        "NoDist",
        "hnsw_rs::dist::DistPtr<f32, f32>",
        "DistFn<f32>",
        "DistCFFI<f32>"
      })
  void refusesDistancesOfOtherThings(String name) {
    dump.distance = name;
    assertRefused("a distance of vectors");
  }

  @Test
  void refusesDumpsThatNobodyReads() {
    dump.magic = 0x000a677f;
    assertRefused("got v0");
    dump.magic = 0x001a677f;
    assertRefused("got v1");
    dump.magic = Integer.reverseBytes(V3);
    assertRefused("big-endian");
    dump.magic = V3;
    dump.mode = 0;
    assertRefused("a light one");
    dump.mode = 1;
    dump.element = "f16";
    assertRefused("components of f32");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith(folder.resolve("small.hnsw.graph").toString())
        .hasMessageContaining(reason);
  }

  @Test
  void readsAnIndexWithoutPoints() {
    dump.points = 0;
    try (HnswRsIndex index = open()) {
      assertThat(index.vectors().count()).isZero();
      assertThat(index.links().entryNode()).isEqualTo(-1);
      assertThat(index.description().dimension()).isZero();
    }
  }

  @Test
  void readsTheWrappedM() {
    dump.connections = 0;
    try (HnswRsIndex index = open()) {
      assertThat(index.description().parameters()).contains(Map.entry("M", "256"));
    }
  }

  @Test
  void findsTheFilesByAnyName() {
    dump.write(folder.resolve("dump-1234"));
    for (String name : new String[] {"dump", "dump-1234", "dump-1234.hnsw.graph"}) {
      try (HnswRsIndex index = HnswRsIndex.open(folder.resolve(name))) {
        assertThat(index.vectors().count()).isEqualTo(5);
      }
    }
    try (HnswRsIndex index = HnswRsIndex.open(folder.resolve("dump-1234.hnsw.data"))) {
      assertThat(index.vectors().count()).isEqualTo(5);
    }
    assertThatThrownBy(() -> HnswRsIndex.open(folder.resolve("other")))
        .isInstanceOf(NotFoundException.class);
    dump.write(folder.resolve("dump-77"));
    assertThatThrownBy(() -> HnswRsIndex.open(folder.resolve("dump")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("dump-77.hnsw.graph");
  }

  /// The file that was named may be anywhere, the one beside it may not.
  @Test
  void refusesAFileBesideItThatALinkBringsInFromElsewhere() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    dump.write(folder.resolve("small"));
    Files.copy(folder.resolve("small.hnsw.graph"), inside.resolve("small.hnsw.graph"));
    Files.createSymbolicLink(inside.resolve("small.hnsw.data"), Path.of("../small.hnsw.data"));
    assertThatThrownBy(() -> HnswRsIndex.open(inside.resolve("small")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a symbolic link that leads out of it");
    Files.delete(inside.resolve("small.hnsw.graph"));
    Files.createSymbolicLink(inside.resolve("small.hnsw.graph"), Path.of("../small.hnsw.graph"));
    assertThatThrownBy(() -> HnswRsIndex.open(inside.resolve("small")))
        .hasMessageContaining("small.hnsw.graph: expected a file in the folder of small");
  }

  @Test
  void refusesCountsThatTheFileHasNoRoomFor() {
    // Behind magic, mode, M, scale, layers and efConstruction.
    int pointsAt = 4 + 1 + 1 + 8 + 1 + 8;
    for (long count : new long[] {-1, 6, 1000, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE}) {
      byte[] graph = dump.graph();
      FixtureBytes.littleEndian(graph).putLong(pointsAt, count);
      assertCorrupt(graph, dump.data());
    }
    byte[] wide = dump.graph();
    FixtureBytes.littleEndian(wide).putLong(pointsAt + 8, 65_537);
    HnswRsFixture.write(folder.resolve("wide"), wide, dump.data());
    assertThatThrownBy(() -> HnswRsIndex.open(folder.resolve("wide")))
        .isInstanceOf(LimitExceededException.class);
  }

  @Test
  void refusesFilesOfAnotherLengthOrAnotherDump() {
    byte[] graph = dump.graph();
    byte[] data = dump.data();
    assertCorrupt(Arrays.copyOf(graph, graph.length + 1), data);
    assertCorrupt(Arrays.copyOf(graph, graph.length - 1), data);
    assertCorrupt(graph, Arrays.copyOf(data, data.length + 1));
    assertCorrupt(graph, Arrays.copyOf(data, data.length - 1));
    data[12 + 4]++;
    try (HnswRsIndex index =
        HnswRsIndex.open(HnswRsFixture.write(folder.resolve("mixed"), graph, data))) {
      assertThatThrownBy(() -> LoadedRows.floats(index.vectors()))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("the id that the graph has, 100, got 101");
    }
  }

  private void assertCorrupt(byte[] graph, byte[] data) {
    Path name = HnswRsFixture.write(folder.resolve("damaged"), graph, data);
    assertThatThrownBy(() -> HnswRsIndex.open(name))
        .isInstanceOf(CorruptionException.class)
        .hasMessageStartingWith(folder.resolve("damaged.hnsw.").toString());
  }
}
