package dev.perigee.formats.usearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.ForeignAnswers;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignFixtures;
import dev.perigee.formats.foreign.ForeignRows;
import dev.perigee.formats.foreign.SmallGraph;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class USearchIndexTest {

  /// Where the head of a file with 1,000 x 32 bits is.
  private static final int BITS_HEAD = 8 + 1_000 * 4;

  @TempDir Path folder;

  /// All of 500 ids, in the order of the library, for low precision too: queries are turned into
  /// what is stored as the library does it, and no two rows are equally far but for bits.
  @ParameterizedTest
  @CsvSource({
    "f32_cos, f32, COSINE",
    "f32_l2sq, f32, L2",
    "f32_l2sq_removed, f32, L2",
    "v2_9_2_f32_cos, f32, COSINE",
    "v2_9_2_f32_l2sq, f32, L2",
    "f64_l2sq, f64, L2",
    "f16_cos, f16, COSINE",
    "i8_cos, i8, COSINE",
    "i8_l2sq, i8, L2",
    "u8_cos, u8, COSINE",
    "e4m3_cos, e4m3, COSINE",
    "e3m2_cos, e3m2, COSINE",
    "e2m3_cos, e2m3, COSINE"
  })
  void aWalkGivesTheAnswersOfTheLibrary(String name, String element, Metric metric) {
    try (USearchIndex index = open(name + ".usearch")) {
      assertThat(index.description().elementName()).isEqualTo(element);
      assertThat(index.description().metric()).isEqualTo(metric);
      new ForeignAnswers(
              index,
              USearchQueries.of(element),
              metric == Metric.L2 ? ForeignRows::l2 : ForeignRows::cosine)
          .requireIds(ForeignFixtures.answers("usearch", name + ".json"));
    }
  }

  /// Squared Euclidean distance between bits is the number of those that differ; with 33 distances
  /// for 1,000 rows, ids are only required where they are not a matter of taste.
  @Test
  void aWalkOfBitsGivesTheDistancesOfTheLibrary() {
    try (USearchIndex index = open("b1_hamming.usearch")) {
      assertThat(index.description().metric()).isEqualTo(Metric.HAMMING);
      assertThat(index.vectors().elementType()).isEqualTo(ElementType.BIT);
      new ForeignAnswers(index, USearchQueries.of("b1"), ForeignRows::l2)
          .requireIdsButForTies(ForeignFixtures.answers("usearch", "b1_hamming.json"));
    }
  }

  @Test
  void tellsWhatTheFileIs() {
    try (USearchIndex index = open("b1_hamming.usearch")) {
      ForeignDescription description = index.description();
      assertThat(description.library()).isEqualTo("USearch");
      assertThat(description.version()).isEqualTo("2.26.2");
      assertThat(description.metricName()).isEqualTo("hamming");
      assertThat(description.elementName()).isEqualTo("b1x8");
      assertThat(description.count()).isEqualTo(1_000);
      assertThat(description.removed()).isZero();
      assertThat(description.dimension()).isEqualTo(32);
      assertThat(description.searchWidth()).isEqualTo(64);
      assertThat(description.parameters())
          .containsEntry("connectivity", "16")
          .containsEntry("connectivity_base", "32")
          .containsEntry("multi", "false");
      assertThat(description.losses()).isEmpty();
      assertThat(description.oddities()).isEmpty();
    }
  }

  @Test
  void readsRowsAndLinks() {
    try (USearchIndex index = open("b1_hamming.usearch")) {
      for (int row = 0; row < ForeignFixtures.ROWS; row++) {
        assertThat(index.vectors().id(row)).isEqualTo(ForeignFixtures.id(row));
        assertThat(index.isRemoved(row)).isFalse();
      }
      LinkSource links = index.links();
      assertThat(links.entryNode()).isEqualTo(125);
      assertThat(links.level(125)).isEqualTo(2);
      assertThat(links.degreeMax()).isEqualTo(32);
      assertThat(links.degreeMaxUpper()).isEqualTo(16);
      assertThatThrownBy(() -> links.neighbours(3, 125, new int[32]))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> index.isRemoved(1_000)).isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void walksLeadThroughRemovedRows() {
    try (USearchIndex index = open("f32_l2sq_removed.usearch")) {
      assertThat(index.description().removed()).isEqualTo(200);
      int[] target = new int[32];
      int linksToRemoved = 0;
      for (int row = 0; row < ForeignFixtures.ROWS; row++) {
        assertThat(index.isRemoved(row)).isEqualTo(row % 5 == 0);
        assertThat(index.vectors().id(row)).isEqualTo(row % 5 == 0 ? -1 : ForeignFixtures.id(row));
        int degree = index.links().neighbours(0, row, target);
        for (int i = 0; i < degree; i++) {
          linksToRemoved += target[i] % 5 == 0 ? 1 : 0;
        }
      }
      assertThat(linksToRemoved).isGreaterThan(1_000);
    }
  }

  /// Before 2.13, a head tells 64 removed rows as none, and 70 as six.
  @ParameterizedTest
  @ValueSource(ints = {64, 70})
  void countsRemovedRowsWhereTheHeadDoesNot(int removed) throws IOException {
    Path path = folder.resolve("removed.usearch");
    SmallGraph graph = SmallGraph.of(100, 7, 3, 5);
    USearchWriter.write(
        path,
        graph.vectors(6),
        graph,
        USearchWriterOptions.of(Metric.L2, graph).withRemoved(row -> row < removed));
    byte[] bytes = Files.readAllBytes(path);
    int headAt = 8 + 100 * 6 * Float.BYTES;
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(headAt + 9, (short) 12)
        .putLong(headAt + 17, 100 - removed % 64)
        .putLong(headAt + 25, removed % 64);
    Files.write(path, bytes);
    try (USearchIndex index = USearchIndex.open(path)) {
      assertThat(index.description().version()).isEqualTo("2.12.2");
      assertThat(index.description().removed()).isEqualTo(removed);
    }
  }

  @Test
  void opensAnEmptyIndex() {
    try (USearchIndex index = open("f32_cos_empty.usearch")) {
      assertThat(index.vectors().count()).isZero();
      assertThat(index.vectors().dimension()).isEqualTo(32);
      assertThat(index.links().count()).isZero();
      assertThat(index.links().entryNode()).isEqualTo(-1);
      assertThat(index.links().degreeMax()).isZero();
    }
  }

  @Test
  void opensAnIndexOfOneRow() {
    try (USearchIndex index = open("f32_l2sq_one.usearch")) {
      assertThat(index.vectors().id(0)).isEqualTo(ForeignFixtures.id(0));
      assertThat(index.links().entryNode()).isZero();
      assertThat(index.links().neighbours(0, 0, new int[32])).isZero();
      assertThat(index.links().degreeMaxUpper()).isZero();
    }
  }

  @Test
  void readsNothingAfterItWasClosed() {
    USearchIndex index = open("f32_l2sq_one.usearch");
    index.close();
    index.close();
    assertThatThrownBy(() -> index.vectors().id(0)).isInstanceOf(ClosedException.class);
  }

  @Test
  void knowsItsFiles() throws IOException {
    assertThat(looksLike(ForeignFixtures.bytes("usearch", "b1_hamming.usearch"))).isTrue();
    assertThat(looksLike(ForeignFixtures.bytes("usearch", "f32_cos_empty.usearch"))).isTrue();
    assertThat(looksLike(ForeignFixtures.bytes("hnswlib", "l2_deleted.bin"))).isFalse();
    assertThat(looksLike(new byte[0])).isFalse();
    assertThat(looksLike(new byte[15])).isFalse();
    assertThat(looksLike(new byte[1_000])).isFalse();
  }

  private boolean looksLike(byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve("any"), bytes);
    try (FileBytes file = FileBytes.open(path)) {
      return USearchIndex.looksLike(file);
    }
  }

  // Where behind the start of the head the lie is told, its bytes, and what the error says.
  @ParameterizedTest
  @CsvSource({
    "14, 1, 99, number of a scalar kind",
    "14, 1, 11, expected 128 bytes for 32 x f32",
    "14, 1, 13, values are known",
    "15, 1, 3, keys of up to 64 bits",
    "16, 1, 14, slots of u32 or u40",
    "17, 8, 999, nodes that count",
    "25, 8, -1, nodes that count",
    "33, 8, 0, dimension",
    "33, 8, 65537, dimension",
    "33, 8, 33, expected 5 bytes for 33 x b1x8",
    "7, 2, 1, USearch 2",
    "7, 2, 3, newer Perigee",
    "64, 8, 9223372036854775807, levels",
    "64, 8, 999, nodes that count",
    "72, 8, 1048577, connectivity",
    "80, 8, -1, connectivity_base",
    "80, 8, 31, to end at byte",
    "88, 8, 64, max_level",
    "88, 8, 1, level",
    "96, 8, 1000, entry_slot",
    "96, 8, 0, entry node",
    "104, 2, -1, level"
  })
  void refusesAHeadThatLies(int at, int lengthBytes, long lie, String says) throws IOException {
    byte[] bytes = ForeignFixtures.bytes("usearch", "b1_hamming.usearch");
    byte[] lieBytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(lie).array();
    System.arraycopy(lieBytes, 0, bytes, BITS_HEAD + at, lengthBytes);
    Path path = Files.write(folder.resolve("lie.usearch"), bytes);
    assertThatThrownBy(() -> USearchIndex.open(path))
        .hasMessageContaining(path.toString())
        .hasMessageContaining(says);
  }

  @Test
  void refusesALinkToNowhereWhenItIsRead() throws IOException {
    byte[] bytes = ForeignFixtures.bytes("usearch", "b1_hamming.usearch");
    int slotAt = BITS_HEAD + 64 + 40 + 2_000 + 8 + 2 + 4;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(slotAt, 1_000);
    Path path = Files.write(folder.resolve("link.usearch"), bytes);
    try (USearchIndex index = USearchIndex.open(path)) {
      assertThatThrownBy(() -> index.links().neighbours(0, 0, new int[32]))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("at byte " + slotAt);
    }
  }

  private USearchIndex open(String name) {
    return USearchIndex.open(ForeignFixtures.copy("usearch", name, folder));
  }
}
