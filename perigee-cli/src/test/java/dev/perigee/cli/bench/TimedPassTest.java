package dev.perigee.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.formats.IntMatrixWriter;
import dev.perigee.index.VectorAccess;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passes over ten queries by searchers that find what the test says, by a clock that they move.
final class TimedPassTest {

  private static final int QUERIES = 10;

  @TempDir private Path folder;
  private final AtomicLong clock = new AtomicLong();
  private Truth truth;

  @BeforeEach
  void writeTruth() {
    Path file = folder.resolve("truth.ibin");
    try (IntMatrixWriter writer = IntMatrixWriter.create(file, Truth.K)) {
      for (int i = 0; i < QUERIES; i++) {
        writer.write(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
      }
      writer.finish();
    }
    truth = Truth.read(file, QUERIES);
  }

  /// Takes 100 ns for a search, finds five of ten and reads seven vectors.
  private Searcher half() {
    return new Searcher() {
      private long read;

      @Override
      public int[] search(int query, int width) {
        clock.addAndGet(100);
        read += 7;
        return new int[] {0, 1, 2, 3, 4, 55};
      }

      @Override
      public long vectorsRead() {
        return read;
      }
    };
  }

  private TimedPass pass(int from, int to, long nanosMax) {
    return new TimedPass(truth, from, to, nanosMax, clock::get);
  }

  @Test
  void asksWhatItIsTold() throws IOException {
    assertThat(pass(2, QUERIES, 1_000_000).run(List.of(half()), 1))
        .isEqualTo(new TimedPass.Result(8, 800, 40, 80, 56, 100, 100));
  }

  @Test
  void stopsWhenItsTimeIsOver() throws IOException {
    assertThat(pass(0, QUERIES, 250).run(List.of(half()), 1))
        .isEqualTo(new TimedPass.Result(3, 300, 15, 30, 21, 100, 100));
    assertThat(pass(0, QUERIES, 0).run(List.of(half()), 1).done()).isZero();
  }

  @Test
  void clientsShareTheQueries() throws IOException {
    TimedPass.Result result =
        pass(0, QUERIES, Long.MAX_VALUE).run(List.of(half(), half(), half()), 1);
    assertThat(result.done()).isEqualTo(QUERIES);
    assertThat(result.found()).isEqualTo(50);
    assertThat(result.vectorsRead()).isEqualTo(70);
  }

  @Test
  void aSearchThatFailsEndsThePass() {
    Searcher failing =
        (query, _) -> {
          throw new IOException("query " + query);
        };
    assertThatThrownBy(() -> pass(0, QUERIES, 1).run(List.of(failing), 1))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("query 0");
  }

  @Test
  void aJobSurvivesItsArguments() {
    SearchJob job =
        new SearchJob(
            "jvector:pq16",
            VectorAccess.READ,
            Path.of("a b", "index"),
            Path.of("q.fbin"),
            Path.of("t.ibin"),
            Metric.COSINE,
            new SearchJob.Terms(List.of(1, 4), 200, 60));
    assertThat(SearchJob.parse(job.arguments().toArray(String[]::new))).isEqualTo(job);
    assertThat(job.efforts()).isEqualTo(Sweep.Efforts.WIDTHS);
  }
}
