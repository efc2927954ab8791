package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A build that ended early goes on where its checkpoint was written.
final class ResumableBuildTest {

  private static final int COUNT = 4000;
  private static final VectorData DATA = VectorData.clustered(COUNT, 48, ElementType.F32, 61);

  @TempDir private Path folder;
  private Path checkpoint;

  @BeforeEach
  void nameFiles() {
    checkpoint = folder.resolve("checkpoint");
  }

  private IndexOptions options(GraphKind graph, Metric metric, CodeKind codes) {
    return IndexOptions.of(48, metric)
        .withGraph(graph)
        .withCodes(codes)
        .withEfConstruction(60)
        .withThreads(1)
        .withSpillFolder(folder);
  }

  private IndexOptions options() {
    return options(GraphKind.HNSW, Metric.L2, CodeKind.BINARY);
  }

  /// Builds until a share of the rows is linked and a checkpoint is there, or to the end if that
  /// comes first; the checkpoint stays in both cases.
  private void buildPartly(IndexOptions options, double share) {
    BuildProgress untilShare = (done, total) -> done < share * total || !Files.exists(checkpoint);
    try {
      ResumableBuild.run(DATA, options, checkpoint, Duration.ZERO, untilShare).close();
    } catch (CancelledException e) {
      assertThat(e).hasMessageContaining("cancelled");
    }
    assertThat(checkpoint).exists();
  }

  private static int count(Path checkpoint) {
    try (VectorIndex partial = VectorIndex.open(checkpoint)) {
      return partial.count();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HNSW, L2, BINARY",
    "HNSW, COSINE, PQ4",
    "HNSW, L1, NONE",
    "VAMANA, L2, INT4",
    "VAMANA, INNER_PRODUCT, BINARY"
  })
  void theOutcomeIsThatOfAnUndisturbedBuild(GraphKind graph, Metric metric, CodeKind codes)
      throws IOException {
    IndexOptions options = options(graph, metric, codes);
    Path whole = folder.resolve("whole");
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(DATA);
      long _ = builder.write(whole);
    }
    buildPartly(options, 0.2);
    int first = count(checkpoint);
    assertThat(first).isBetween(1, COUNT);
    buildPartly(options, 0.7);
    assertThat(count(checkpoint)).isGreaterThanOrEqualTo(first);
    Path resumed = folder.resolve("resumed");
    Duration never = Duration.ofDays(1);
    try (IndexBuilder builder =
        ResumableBuild.run(DATA, options, checkpoint, never, BuildProgress.silent())) {
      long _ = builder.write(resumed);
    }
    assertThat(resumed).hasSameBinaryContentAs(whole);
  }

  @Test
  void progressGoesOnWhereItWas() {
    IndexOptions options = options();
    buildPartly(options, 0.5);
    int linked = count(checkpoint);
    long[] least = {Long.MAX_VALUE};
    BuildProgress noting =
        (done, total) -> {
          least[0] = Math.min(least[0], done);
          return total == COUNT;
        };
    ResumableBuild.run(DATA, options, checkpoint, Duration.ofDays(1), noting).close();
    assertThat(least[0]).isGreaterThanOrEqualTo(linked);
  }

  private void assertRefused(VectorData source, IndexOptions options, String field) {
    ThrowingCallable resuming =
        () ->
            ResumableBuild.run(
                source, options, checkpoint, Duration.ofDays(1), BuildProgress.silent());
    assertThatThrownBy(resuming)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(field);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    IndexOptions options = options();
    assertRefused(DATA, options.withSpillFolder(null), "options");
    assertRefused(DATA, options.withLinked(false), "options");
    buildPartly(options, 0.5);
    assertRefused(DATA, options.withM(8), "options");
    assertRefused(DATA, options.withCodes(CodeKind.INT4), "options");
    assertRefused(VectorData.clustered(COUNT, 48, ElementType.F32, 62), options, "source");
    assertRefused(VectorData.clustered(10, 48, ElementType.F32, 61), options, "source");
    int linked = count(checkpoint);
    assertThat(linked).as("the checkpoint is as it was").isGreaterThan(10);
  }

  @Test
  void anotherSourceIsNoticedWithoutCodesToo() {
    IndexOptions options = options(GraphKind.HNSW, Metric.L1, CodeKind.NONE);
    buildPartly(options, 0.2);
    assertRefused(VectorData.clustered(COUNT, 48, ElementType.F32, 62), options, "source");
  }

  @Test
  void aDamagedCheckpointIsNoticed() throws IOException {
    IndexOptions options = options();
    buildPartly(options, 0.3);
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length / 3] ^= 4;
    Files.write(checkpoint, bytes);
    assertThatThrownBy(() ->
            ResumableBuild.run(DATA, options, checkpoint, Duration.ZERO, BuildProgress.silent()))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("checkpoint");
  }
}
