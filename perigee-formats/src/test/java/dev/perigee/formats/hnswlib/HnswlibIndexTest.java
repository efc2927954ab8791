package dev.perigee.formats.hnswlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.DegreeLimits;
import dev.perigee.formats.foreign.ForeignAnswers;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignFixtures;
import dev.perigee.formats.foreign.ForeignRows;
import dev.perigee.formats.foreign.SmallGraph;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HnswlibIndexTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"l2", "l2_deleted"})
  void aWalkGivesTheAnswersOfTheLibrary(String name) {
    try (HnswlibIndex index = open(name + ".bin", Metric.L2)) {
      new ForeignAnswers(index, UnaryOperator.identity(), ForeignRows::l2)
          .requireIds(ForeignFixtures.answers("hnswlib", name + ".json"));
    }
  }

  @Test
  void aWalkOfNormalizedVectorsGivesTheAnswersOfTheLibrary() {
    try (HnswlibIndex index = open("cosine.bin", Metric.COSINE)) {
      assertThat(
              ForeignRows.dot(
                  ForeignRows.row(index.vectors(), 7), ForeignRows.row(index.vectors(), 7)))
          .isBetween(0.999999, 1.000001);
      new ForeignAnswers(index, UnaryOperator.identity(), ForeignRows::cosine)
          .requireIds(ForeignFixtures.answers("hnswlib", "cosine.json"));
    }
  }

  @Test
  void tellsWhatTheFileIs() {
    try (HnswlibIndex index = open("l2_deleted.bin", Metric.L2)) {
      ForeignDescription description = index.description();
      assertThat(description.library()).isEqualTo("hnswlib");
      assertThat(description.metricName()).isEqualTo("l2");
      assertThat(description.metric()).isEqualTo(Metric.L2);
      assertThat(description.elementName()).isEqualTo("f32");
      assertThat(description.count()).isEqualTo(1_000);
      assertThat(description.removed()).isEqualTo(200);
      assertThat(description.dimension()).isEqualTo(32);
      assertThat(description.searchWidth()).isEqualTo(10);
      assertThat(description.parameters())
          .containsEntry("max_elements", "1200")
          .containsEntry("M", "16")
          .containsEntry("maxM0", "32")
          .containsEntry("ef_construction", "128");
      assertThat(description.losses()).isEmpty();
      assertThat(description.oddities()).isEmpty();
    }
  }

  @Test
  void readsRowsMarksAndLinks() {
    try (HnswlibIndex index = open("l2_deleted.bin", Metric.L2)) {
      assertThat(index.vectors().elementType()).isEqualTo(ElementType.F32);
      for (int row = 0; row < ForeignFixtures.ROWS; row++) {
        assertThat(index.vectors().id(row)).isEqualTo(ForeignFixtures.id(row));
        assertThat(index.isRemoved(row)).isEqualTo(row % 5 == 0);
      }
      LinkSource links = index.links();
      assertThat(links.entryNode()).isEqualTo(0x73);
      assertThat(links.level(0x73)).isEqualTo(2);
      assertThat(links.degreeMax()).isEqualTo(32);
      assertThat(links.degreeMaxUpper()).isEqualTo(16);
      int[] target = new int[32];
      assertThat(links.neighbours(0, 0, target)).isEqualTo(8);
      assertThat(target).startsWith(0x35, 0xbf, 0xce);
      assertThatThrownBy(() -> links.neighbours(3, 0x73, target))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> index.isRemoved(1_000)).isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> index.vectors().id(-1)).isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> index.vectors().read(0, MemorySegment.ofArray(new byte[127]), 0))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void opensAnEmptyIndex() {
    try (HnswlibIndex index = open("l2_empty.bin", Metric.L2)) {
      assertThat(index.vectors().count()).isZero();
      assertThat(index.vectors().dimension()).isEqualTo(32);
      assertThat(index.links().count()).isZero();
      assertThat(index.links().entryNode()).isEqualTo(-1);
      assertThat(index.links().degreeMaxUpper()).isZero();
    }
  }

  @Test
  void readsRowsWithoutAGraphUpToTheLastValidOne() {
    try (HnswlibIndex index = open("bf_l2.bin", Metric.L2);
        HnswlibIndex graph = open("l2.bin", Metric.L2)) {
      assertThat(index.links()).isNull();
      assertThat(index.description().searchWidth()).isZero();
      assertThat(index.description().oddities()).hasSize(1);
      assertThat(index.vectors().count()).isEqualTo(ForeignFixtures.ROWS);
      for (int row = 0; row < ForeignFixtures.ROWS; row++) {
        assertThat(index.vectors().id(row)).isEqualTo(ForeignFixtures.id(row));
        assertThat(index.isRemoved(row)).isFalse();
        assertThat(ForeignRows.raw(index.vectors(), row))
            .isEqualTo(ForeignRows.raw(graph.vectors(), row));
      }
    }
  }

  @Test
  void readsVectorsOfBytes() throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(24 + 3 * 13)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(3)
            .putLong(13)
            .putLong(2);
    bytes.put(new byte[] {0, 1, 2, (byte) 254, (byte) 255}).putLong(-7);
    Path path = Files.write(folder.resolve("bytes.bin"), bytes.array());
    try (HnswlibIndex index = HnswlibIndex.open(path, new HnswlibOptions(Metric.L2, true))) {
      assertThat(index.vectors().count()).isEqualTo(2);
      assertThat(index.vectors().id(0)).isEqualTo(-7);
      assertThat(ForeignRows.row(index.vectors(), 0)).containsExactly(0, 1, 2, 254, 255);
    }
    assertThatThrownBy(() -> HnswlibIndex.open(path, HnswlibOptions.of(Metric.L2)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("5 bytes");
  }

  @Test
  void readsAnotherRoomOnLevelZeroThanTwiceM() {
    Path path = folder.resolve("m0.bin");
    SmallGraph graph = SmallGraph.of(100, 5, 4, 1);
    HnswlibWriter.write(
        path,
        graph.vectors(3),
        graph,
        HnswlibWriterOptions.of(Metric.L2, graph).withDegrees(new DegreeLimits(4, 5)));
    try (HnswlibIndex index = HnswlibIndex.open(path, HnswlibOptions.of(Metric.L2))) {
      assertThat(index.links().degreeMax()).isEqualTo(5);
      assertThat(index.links().degreeMaxUpper()).isEqualTo(4);
    }
  }

  @Test
  void aMetricNobodyKnowsIsNone() {
    try (HnswlibIndex index = open("l2_empty.bin", null)) {
      assertThat(index.description().metric()).isNull();
      assertThat(index.description().oddities()).hasSize(1);
    }
  }

  @Test
  void refusesSpacesThatHnswlibHasNot() {
    assertThatThrownBy(() -> HnswlibOptions.of(Metric.L1)).hasMessageStartingWith("metric: ");
    assertThatThrownBy(() -> new HnswlibOptions(Metric.COSINE, true))
        .hasMessageStartingWith("bytes: ");
  }

  @Test
  void readsNothingAfterItWasClosed() {
    HnswlibIndex index = open("l2_deleted.bin", Metric.L2);
    index.close();
    index.close();
    assertThatThrownBy(() -> index.vectors().id(0)).isInstanceOf(ClosedException.class);
  }

  @Test
  void knowsItsFilesByTheirSizes() throws IOException {
    assertThat(looksLike(ForeignFixtures.bytes("hnswlib", "l2_deleted.bin"))).isTrue();
    assertThat(looksLike(ForeignFixtures.bytes("hnswlib", "l2_empty.bin"))).isTrue();
    assertThat(looksLike(ForeignFixtures.bytes("foreign", "queries.fvecs"))).isFalse();
    assertThat(looksLike(new byte[0])).isFalse();
    assertThat(looksLike(new byte[1_000])).isFalse();
  }

  private boolean looksLike(byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve("any"), bytes);
    try (FileBytes file = FileBytes.open(path)) {
      return HnswlibIndex.looksLike(file);
    }
  }

  // Where the lie is told, as a number of 8 bytes, and what the error says.
  @ParameterizedTest
  @CsvSource({
    "0, 4, offset of level 0",
    "8, 999, capacity",
    "16, 1000000, records",
    "16, -1, records",
    "24, 269, bytes of a record",
    "32, 132, labels",
    "40, 136, offset of vectors",
    "48, 64, highest level",
    "48, 1000, highest level",
    "56, 0, maxM",
    "56, 4294967296, maxM",
    "56, 15, levels",
    "64, 9223372036854775807, maxM0",
    "64, 70000, maxM0"
  })
  void refusesAHeaderThatLies(int at, long lie, String says) throws IOException {
    byte[] bytes = ForeignFixtures.bytes("hnswlib", "l2_deleted.bin");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, lie);
    Path path = Files.write(folder.resolve("lie.bin"), bytes);
    assertThatThrownBy(() -> HnswlibIndex.open(path, HnswlibOptions.of(Metric.L2)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(says);
  }

  @Test
  void refusesALinkToNowhereWhenItIsRead() throws IOException {
    byte[] bytes = ForeignFixtures.bytes("hnswlib", "l2_deleted.bin");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(104, 1_000);
    Path path = Files.write(folder.resolve("link.bin"), bytes);
    try (HnswlibIndex index = HnswlibIndex.open(path, HnswlibOptions.of(Metric.L2))) {
      assertThatThrownBy(() -> index.links().neighbours(0, 0, new int[32]))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("at byte 104");
    }
  }

  private HnswlibIndex open(String name, Metric metric) {
    return HnswlibIndex.open(
        ForeignFixtures.copy("hnswlib", name, folder), new HnswlibOptions(metric, false));
  }
}
