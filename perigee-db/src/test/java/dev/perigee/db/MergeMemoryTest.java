package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.DatabaseStatistics.SegmentStatistics;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Query;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Segments are merged within a bound of memory that their vectors exceed.
final class MergeMemoryTest {

  private static final int COUNT = 8_000;
  private static final int DIMENSION = 384;
  private static final long MERGE_BYTES_MAX = 16L << 20;
  private static final long VECTOR_BYTES = (long) COUNT * DIMENSION * Float.BYTES;

  @TempDir private Path folder;

  @Test
  void vectorsNeedNotBeInMemoryToBeMerged() throws IOException {
    VectorData data = VectorData.clustered(COUNT, DIMENSION, ElementType.F32, 9);
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withFresh(2_000, 16L << 20)
            .withMergeBytesMax(MERGE_BYTES_MAX)
            .withBackground(false);
    try (Database database = Database.open(folder, options)) {
      Collection rows = database.collection("c", s -> s.vector("v", DIMENSION, Metric.L2));
      long needed = rows.schema().vector("v").options().estimate(COUNT).buildBytes();
      assertThat(needed).isGreaterThan(VECTOR_BYTES).isGreaterThan(MERGE_BYTES_MAX);
      var _ =
          rows.putAll(() ->
              IntStream.range(0, COUNT)
                  .mapToObj(i -> Document.of(i).vector("v", data.row(i)))
                  .iterator());
      database.maintain();
      List<SegmentStatistics> segments = database.stats().fields().getFirst().segments();
      assertThat(segments).hasSize(1);
      assertThat(segments.getFirst().rows()).isEqualTo(COUNT);
      assertThat(segments.getFirst().kind()).isEqualTo("LINKED");
      assertThat(rows.measureRecall(Query.near("v", data.row(0)).recall(0.95), 100))
          .isGreaterThan(0.93);
      for (int i = 0; i < COUNT; i += 501) {
        assertThat(rows.get(i).vector("v")).isEqualTo(data.row(i));
      }
      try (Stream<Path> files = Files.list(folder.resolve("segments"))) {
        assertThat(files).hasSize(2);
      }
    }
  }

  /// More rows than one merge has memory for, which come and go: the largest segment is patched.
  @Test
  void aSegmentBeyondTheBoundIsPatched() {
    VectorData data = VectorData.clustered(COUNT, DIMENSION, ElementType.F32, 9);
    int window = 5_000;
    int step = 500;
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withFresh(step, 16L << 20)
            .withMergeBytesMax(1L << 20)
            .withMappedBytesMax(0)
            .withBackground(false);
    try (Database database = Database.open(folder, options)) {
      Collection rows = database.collection("c", s -> s.vector("v", DIMENSION, Metric.COSINE));
      int fitting = (int) ((1L << 20) / (DIMENSION / 2 + 8 + 4 * 32));
      assertThat(fitting).as("more than one merge has memory for").isLessThan(window + step);
      for (int end = 0; end < COUNT; end += step) {
        int from = end;
        var _ =
            rows.putAll(() ->
                IntStream.range(from, from + step)
                    .mapToObj(i -> Document.of(i).vector("v", data.row(i)))
                    .iterator());
        for (int i = end - window; i < end - window + step; i++) {
          if (i >= 0) {
            var _ = rows.delete(i);
          }
        }
        database.maintain();
      }
      List<SegmentStatistics> segments = database.stats().fields().getFirst().segments();
      assertThat(segments).hasSizeLessThan(7);
      assertThat(segments.stream().mapToLong(SegmentStatistics::rows).max().orElse(0))
          .isGreaterThan(fitting / 2);
      assertThat(rows.measureRecall(Query.near("v", data.row(0)).recall(0.95), 100))
          .isGreaterThan(0.93);
      for (int i = 0; i < COUNT; i += 101) {
        boolean gone = i < COUNT - window;
        assertThat(rows.contains(i)).as("row %d", i).isEqualTo(!gone);
      }
    }
  }
}
