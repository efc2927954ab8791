package dev.perigee.formats.hnswrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A dump that was read and written again is the same, but for what is no part of a hierarchy.
class HnswRsWriterTest {

  private static final HnswRsParameters PARAMETERS = new HnswRsParameters(Metric.L2, 16, 128);

  @TempDir Path folder;

  @Test
  void writesWhatTheLibraryWrote() {
    assertSameAgain(HnswRsFixture.unpack(folder), PARAMETERS);
  }

  @ParameterizedTest
  @CsvSource({
    "v2_f32_cosine, COSINE",
    "v2_f32_dot, INNER_PRODUCT",
    "v3_f32_l2, L2",
    "v4_f32_cosine, COSINE",
    "v4_f32_l1, L1"
  })
  void writesWhatEveryVersionOfTheLibraryWrote(String name, Metric metric) {
    Path path = FixtureBytes.shared("hnsw_rs").resolve(name);
    assertSameAgain(path, new HnswRsParameters(metric, 16, 128));
  }

  private void assertSameAgain(Path dump, HnswRsParameters parameters) {
    Path copy = folder.resolve("copy");
    try (HnswRsIndex original = HnswRsIndex.open(dump)) {
      HnswRsWriter.write(copy, original.vectors(), original.links(), parameters);
      try (HnswRsIndex written = HnswRsIndex.open(copy)) {
        assertSameHeader(original, written);
        assertThat(LoadedRows.floats(written.vectors()))
            .isDeepEqualTo(LoadedRows.floats(original.vectors()));
        assertThat(written.table().entry()).isEqualTo(original.table().entry());
        for (int node = 0; node < original.table().count(); node++) {
          assertThat(written.vectors().id(node)).isEqualTo(original.vectors().id(node));
          assertThat(written.links().level(node)).isEqualTo(original.links().level(node));
          assertSameLists(original, written, node);
        }
      }
    }
    if (dump.startsWith(folder)) {
      byte[] data = FixtureBytes.read(folder.resolve("copy.hnsw.data"));
      assertThat(data).isEqualTo(HnswRsFixture.data());
    }
  }

  private static void assertSameHeader(HnswRsIndex original, HnswRsIndex written) {
    assertThat(written.description().version()).isEqualTo("v4");
    assertThat(written.description().metricName()).isEqualTo(original.description().metricName());
    assertThat(written.description().elementName()).isEqualTo("f32");
    assertThat(written.description().parameters())
        .containsAllEntriesOf(original.description().parameters());
    assertThat(written.description().oddities()).noneMatch(text -> text.contains("left out"));
  }

  private static void assertSameLists(HnswRsIndex original, HnswRsIndex written, int node) {
    for (int layer = 0; layer < HnswRsHeader.LAYERS; layer++) {
      NeighbourList expected = original.table().list(node, layer);
      NeighbourList got = written.table().list(node, layer);
      int kept = 0;
      boolean own = layer <= original.links().level(node);
      for (int i = 0; own && i < expected.count(); i++) {
        if (expected.layer(i) >= layer) {
          assertThat(got.node(kept)).isEqualTo(expected.node(i));
          assertThat(got.layer(kept)).isEqualTo(expected.layer(i));
          assertThat(got.distance(kept)).isCloseTo(expected.distance(i), within(1e-5f));
          kept++;
        }
      }
      assertThat(got.count()).isEqualTo(kept);
    }
  }

  @Test
  void theSearchOfTheLibraryFindsItsWay() {
    Path copy = folder.resolve("copy");
    try (HnswRsIndex original = HnswRsIndex.open(HnswRsFixture.unpack(folder))) {
      HnswRsWriter.write(copy, original.vectors(), original.links(), PARAMETERS);
    }
    try (HnswRsIndex written = HnswRsIndex.open(copy)) {
      LoadedRows rows = new LoadedRows(written);
      LibrarySearch search = new LibrarySearch(written.table());
      int found = 0;
      for (float[] query : FixtureVectors.queries()) {
        List<Long> exact = rows.exact(Metric.L2, query, 10);
        for (int node : search.search(rows.distance(Metric.L2, query), 10, 64)) {
          found += exact.contains(written.vectors().id(node)) ? 1 : 0;
        }
      }
      assertThat(found).isGreaterThan(485);
    }
  }

  @Test
  void writesTheSameHeaderByteForByte() {
    Path dump = HnswRsFixture.unpack(folder);
    try (HnswRsIndex original = HnswRsIndex.open(dump)) {
      HnswRsWriter.write(dump, original.vectors(), original.links(), PARAMETERS);
    }
    byte[] graph = FixtureBytes.read(folder.resolve("dump.hnsw.graph"));
    // Up to the id of the first point.
    assertThat(graph).startsWith(Arrays.copyOf(HnswRsFixture.graph(), 0x78));
  }

  @Test
  void writesNodesInAnyOrderOfLevels() {
    SmallDump dump = new SmallDump();
    try (HnswRsIndex index = HnswRsIndex.open(dump.write(folder.resolve("small")))) {
      LinkSource turned = new HighestFirst(index.links());
      HnswRsParameters parameters = new HnswRsParameters(Metric.L2, 256, 10);
      Path path = folder.resolve("turned.hnsw.graph");
      HnswRsWriter.write(path, new TurnedRows(index.vectors()), turned, parameters);
      try (HnswRsIndex written = HnswRsIndex.open(path)) {
        assertThat(written.vectors().id(4)).isEqualTo(104);
        assertThat(written.links().level(4)).isEqualTo(HnswRsHeader.LAYERS - 1);
        assertThat(written.vectors().id(0)).isEqualTo(103);
        assertThat(written.description().parameters()).containsEntry("M", "256");
        assertThat(written.table().list(0, 0).distance(0))
            .isCloseTo((float) Math.sqrt(2), within(1e-6f));
      }
    }
  }

  @Test
  void refusesWhatTheLibraryCannotHold() throws IOException {
    Path dump = HnswRsFixture.unpack(folder);
    try (HnswRsIndex index = HnswRsIndex.open(dump)) {
      assertRefused(
          index, new HnswRsParameters(Metric.L2, 8, 10), "connections: expected at least");
      assertRefused(
          index, new HnswRsParameters(Metric.INNER_PRODUCT, 16, 10), "row 0: expected a vector of");
    }
    assertThatThrownBy(() -> new HnswRsParameters(Metric.L2, 257, 10))
        .hasMessage("connections: expected 2 to 256, got 257");
    assertThatThrownBy(() -> new HnswRsParameters(Metric.L2, 16, 0))
        .hasMessage("efConstruction: expected 1 or more, got 0");
    assertThatThrownBy(() -> new HnswRsParameters(Metric.SORENSEN, 16, 10))
        .isInstanceOf(InvalidRequestException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("dump.hnsw.graph", "dump.hnsw.data");
    }
  }

  private void assertRefused(HnswRsIndex index, HnswRsParameters parameters, String message) {
    assertThatThrownBy(() ->
            HnswRsWriter.write(
                folder.resolve("refused"), index.vectors(), index.links(), parameters))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith(message);
  }
}
