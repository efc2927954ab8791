package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that builds with checkpoints is killed at any time, again and again: each next one
/// takes the build up, and what comes out in the end is a whole index.
final class ResumableBuildIT {

  private static final long SEED = Long.getLong("perigee.resume.seed", 4712);
  private static final int KILLS_MAX = 12;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void killedBuildsAreTakenUp() throws Exception {
    Path checkpoint = folder.resolve("checkpoint");
    SplittableRandom random = new SplittableRandom(SEED);
    int linked = 0;
    int kills = 0;
    double patience = 1;
    boolean written = false;
    while (!written && kills < KILLS_MAX) {
      // some starts are killed before they have come to anything, most amid linking
      Duration life = Duration.ofMillis((long) (patience * (300 + random.nextInt(1500))));
      written = runAndKill(life);
      kills += written ? 0 : 1;
      // a slow machine gets more time, until something is linked
      patience *= Files.exists(checkpoint) ? 1 : 1.3;
      if (Files.exists(checkpoint)) {
        int now = linkedIn(checkpoint);
        assertThat(now)
            .as("linked after kill %d, seed %d", kills, SEED)
            .isGreaterThanOrEqualTo(linked);
        linked = now;
      }
    }
    if (!written) {
      assertThat(runAndKill(LIMIT)).as("the last run ends by itself").isTrue();
    }
    assertThat(linked).as("linked in the killed runs, seed %d", SEED).isPositive();
    System.out.printf("ResumableBuildIT: %d kills, %d linked before the last run%n", kills, linked);
    Path index = folder.resolve("index");
    long _ = VectorIndex.verify(index);
    try (VectorIndex opened = VectorIndex.open(index)) {
      assertThat(opened.count()).isEqualTo(ResumingChild.COUNT);
      assertThat(opened.statistics().reachable()).isEqualTo(ResumingChild.COUNT);
      for (int id = 0; id < ResumingChild.COUNT; id += 331) {
        SearchResult found =
            opened.search(ResumingChild.DATA.encoded(id), SearchOptions.nearest(1).ef(64));
        assertThat(found.hits().getFirst().distance()).isZero();
      }
    }
  }

  private static int linkedIn(Path checkpoint) throws IOException {
    long _ = VectorIndex.verify(checkpoint);
    try (VectorIndex partial = VectorIndex.open(checkpoint)) {
      return partial.count();
    }
  }

  /// Runs a child for a while at most.
  ///
  /// @return whether it has written the index
  private boolean runAndKill(Duration life) throws Exception {
    try (ChildProcess child =
        ChildProcess.start(folder, ResumingChild.class, List.of(), List.of(folder.toString()))) {
      boolean written = saysWritten(child, life);
      child.kill();
      assertThat(child.crashReports()).isEmpty();
      return written;
    }
  }

  private static boolean saysWritten(ChildProcess child, Duration life) throws Exception {
    long end = System.nanoTime() + life.toNanos();
    while (true) {
      long left = end - System.nanoTime();
      String line = left <= 0 ? null : child.poll(Duration.ofNanos(left));
      if (line == null || line.equals("written")) {
        return line != null;
      }
    }
  }
}
