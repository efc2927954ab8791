package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.segment.SegmentForgery;
import dev.perigee.segment.SegmentForgery.Part;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The nodes where walks start besides the entry point: kept in the file, and checked when it is
/// opened.
final class EntryNodesTest {

  private static final int ENTRY_NODES = 11;
  private static final int COUNT = 300;
  private static final SegmentSample SAMPLE =
      SegmentSample.of(Metric.L2, ElementType.F32, 8, COUNT, true);

  @TempDir private Path folder;

  private Path fileWith(SegmentSample sample, int... nodes) throws IOException {
    return Files.write(
        folder.resolve("index"), SegmentSample.withEntryNodes(sample, nodes).bytes());
  }

  private static int[] written(byte[] file) {
    for (Part part : SegmentForgery.takeApart(file)) {
      if (part.type() == ENTRY_NODES) {
        return IntStream.range(0, part.bytes().length / part.stride())
            .map(i -> SegmentForgery.view(part.bytes()).getInt(part.stride() * i))
            .toArray();
      }
    }
    return new int[0];
  }

  @Test
  void aGraphInPiecesGetsThemAndTheFileKeepsThem() throws IOException {
    VectorData data = SeparatedClusters.of(20_000, 64, 5);
    Path path = folder.resolve("clusters");
    Path copy = folder.resolve("copy");
    IndexOptions options = IndexOptions.of(64, Metric.COSINE).withThreads(2);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data);
      builder.write(path);
    }
    int[] nodes = written(Files.readAllBytes(path));
    assertThat(nodes).isNotEmpty().doesNotHaveDuplicates();
    VectorIndex.verify(path);
    try (IndexBuilder builder = VectorIndex.builder(path)) {
      builder.write(copy);
      assertThat(Files.mismatch(path, copy)).as("the copy of a file").isEqualTo(-1);
      builder.add(-1, data.row(0));
      builder.write(copy);
    }
    VectorIndex.verify(copy);
  }

  @Test
  void aGraphOfOnePieceHasNone() {
    assertThat(written(SAMPLE.bytes())).isEmpty();
  }

  @Test
  void theyAreStartsOfEveryWalk() throws IOException {
    SegmentSample plain = SegmentSample.of(Metric.L2, ElementType.F32, 8, COUNT, true);
    Path path = fileWith(plain, 0, 150, 150, COUNT - 1);
    VectorIndex.verify(path);
    float[] query = {1, 0, 1, 0, 1, 0, 1, 0};
    SearchOptions exact = SearchOptions.nearest(5).asExact();
    try (VectorIndex index = VectorIndex.open(path)) {
      for (SearchOptions options :
          new SearchOptions[] {
            SearchOptions.nearest(5).ef(COUNT),
            SearchOptions.nearest(5).ef(COUNT).accept((ordinals, count) -> count)
          }) {
        assertThat(index.search(query, options).hits())
            .isEqualTo(index.search(query, exact).hits());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, COUNT, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void anOrdinalThatIsNoVectorIsRefused(int ordinal) throws IOException {
    Path path = fileWith(SAMPLE, 7, ordinal);
    assertThatThrownBy(() -> VectorIndex.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("expected an entry node below 300, got " + ordinal);
  }

  @Test
  void tooManyAreRefused() throws IOException {
    Path path = fileWith(SAMPLE, new int[257]);
    assertThatThrownBy(() -> VectorIndex.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected at most 256 entry nodes, got 257");
  }

  @Test
  void anUnlinkedIndexHasNone() throws IOException {
    SegmentSample unlinked = SegmentSample.unlinked(Metric.L2, 9, CodeKind.NONE, true);
    Path path = fileWith(unlinked, 1);
    assertThatThrownBy(() -> VectorIndex.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected at most 0 entry nodes, got 1");
  }

  /// Clusters so small that hardly one in eight of their rows is looked at are found all the same.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void smallClustersOfASmallIndexAreFound(int step) {
    VectorData data = VectorData.of(clusters(1000, step), ElementType.F32);
    IndexOptions options =
        IndexOptions.of(32, Metric.COSINE).withCodes(CodeKind.NONE).withThreads(2);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data);
      try (VectorIndex index = builder.toIndex()) {
        int found = 0;
        for (int row = 0; row < data.count(); row++) {
          SearchResult result = index.search(data.row(row), SearchOptions.nearest(1).ef(64));
          found += result.hits().getFirst().id() == row ? 1 : 0;
        }
        assertThat(found).isEqualTo((int) data.count());
      }
    }
  }

  /// Every so many of rows around 20 centres, drawn as a data set of 1,000 rows is.
  private static float[][] clusters(int count, int step) {
    SplittableRandom random = new SplittableRandom(20_260_101);
    float[][] centres = new float[20][32];
    for (float[] centre : centres) {
      fill(random, centre, 1, new float[32]);
    }
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] centre = centres[(int) Long.remainderUnsigned(random.nextLong(), centres.length)];
      float[] row = new float[32];
      fill(random, row, 0.5f, centre);
      if (i % step == 0) {
        rows.add(row);
      }
    }
    return rows.toArray(float[][]::new);
  }

  private static void fill(SplittableRandom random, float[] row, float spread, float[] around) {
    for (int i = 0; i < row.length; i++) {
      row[i] = around[i] + spread * ((random.nextLong() >>> 40) / (float) (1 << 23) - 1);
    }
  }
}
