package dev.perigee.index;

import static dev.perigee.index.ReplacingChild.BATCH;
import static dev.perigee.index.ReplacingChild.VECTORS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.ChildProcess;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that replaces an index again and again is killed at any time.
///
/// Whatever it was doing, the file is then a whole index, with all that was acknowledged; what it
/// left half-written disturbs nobody; and who had an older file open keeps what was opened.
final class AtomicReplaceIT {

  private static final int ROUNDS = Integer.getInteger("perigee.replace.rounds", 30);
  private static final long SEED = Long.getLong("perigee.replace.seed", 4711);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long WHILE_NANOS = 60_000_000;
  private static final long PAUSE_MILLIS = 10;
  private static final int SNAPSHOTS_MAX = 4;
  private static final int K = 10;
  private static final double RECALL_MIN = 0.95;

  /// A child lives for a fraction of a second: it is not worth compiling vector code for.
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-Dperigee.kernel=scalar");

  @TempDir private Path folder;

  @Test
  void killedWriterLeavesAWholeIndex() throws Exception {
    Path path = folder.resolve("index");
    IndexOptions options =
        IndexOptions.of(VECTORS.dimension(), Metric.L2).withM(8).withEfConstruction(60);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int id = 0; id < BATCH; id++) {
        builder.add(id, VECTORS.segment(id));
      }
      builder.write(path);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    CountDownLatch stop = new CountDownLatch(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    Future<Integer> reading = reader.submit(() -> readSnapshots(path, stop));
    int acknowledged = BATCH;
    int batches = 0;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        String run = "round " + round + ", seed " + SEED;
        int found = runAndKill(path, random, acknowledged, run);
        batches += (found - acknowledged) / BATCH;
        acknowledged = found;
      }
    } finally {
      stop.countDown();
      int snapshots = reading.get(60, TimeUnit.SECONDS);
      System.out.printf(
          "AtomicReplaceIT: %d kills, %d batches, %d snapshots read, %d files left over%n",
          ROUNDS, batches, snapshots, leftOver().size());
      reader.shutdownNow();
    }
    assertThat(batches).as("batches in all").isGreaterThan(ROUNDS / 2);
    assertLeftOverIsTidiedUp(path);
  }

  /// Runs a child for a random while; returns how many vectors are found afterwards.
  private int runAndKill(Path path, SplittableRandom random, int countBefore, String run)
      throws Exception {
    int acknowledged = countBefore;
    List<String> lines = new ArrayList<>();
    try (ChildProcess child =
        ChildProcess.start(folder, ReplacingChild.class, QUICK_START, List.of(path.toString()))) {
      assertThat(child.await("started", LIMIT)).as(run).isEqualTo("started " + countBefore);
      for (int wanted = random.nextInt(4); lines.size() < wanted; ) {
        lines.add(child.await("count", LIMIT));
      }
      long end = System.nanoTime() + random.nextLong(WHILE_NANOS);
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        String line = child.poll(Duration.ofNanos(left));
        if (line != null) {
          lines.add(line);
        }
      }
      child.kill();
      lines.addAll(child.drain(LIMIT));
      for (String line : lines) {
        // the last line may have been cut short
        assertThat(line).as(run + child.report()).matches("count \\d+|c(o(u(n(t( )?)?)?)?)?");
        acknowledged = line.matches("count \\d+") ? acknowledged + BATCH : acknowledged;
      }
    }
    return assertWhole(path, acknowledged, run);
  }

  private static int assertWhole(Path path, int acknowledged, String run) throws IOException {
    assertThat(VectorIndex.verify(path)).as(run).isEqualTo(Files.size(path));
    try (VectorIndex index = VectorIndex.open(path);
        VectorIndex second = VectorIndex.open(path)) {
      int count = index.count();
      assertThat(count).as(run).isBetween(acknowledged, acknowledged + BATCH);
      assertThat(count % BATCH).as(run).isZero();
      assertThat(second.count()).isEqualTo(count);
      for (int id = 0; id < count; id++) {
        assertThat(index.vectorBytes(id)).as(run).isEqualTo(VECTORS.bytes(id));
      }
      assertThat(index.contains(count)).as(run).isFalse();
      assertThat(recall(index)).as(run).isGreaterThanOrEqualTo(RECALL_MIN);
      return count;
    }
  }

  private static double recall(VectorIndex index) {
    int queries = 30;
    double found = 0;
    for (int query = 0; query < queries; query++) {
      float[] vector = floats(-1 - query);
      Set<Long> nearest = nearest(index, vector);
      SearchOptions options = SearchOptions.nearest(K).ef(100);
      List<Hit> hits = index.search(vector, options).hits();
      found += hits.stream().filter(hit -> nearest.contains(hit.id())).count();
    }
    return found / (queries * K);
  }

  /// The nearest ids by brute force, over the vectors in the file.
  private static Set<Long> nearest(VectorIndex index, float[] query) {
    record Scored(long id, double distance) {}
    List<Scored> all = new ArrayList<>();
    for (int id = 0; id < index.count(); id++) {
      float[] vector = index.vector(id);
      double distance = 0;
      for (int i = 0; i < vector.length; i++) {
        distance += Math.pow((double) vector[i] - query[i], 2);
      }
      all.add(new Scored(id, distance));
    }
    all.sort((a, b) -> Double.compare(a.distance(), b.distance()));
    Set<Long> ids = new HashSet<>();
    all.stream().limit(K).forEach(scored -> ids.add(scored.id()));
    return ids;
  }

  private static float[] floats(long id) {
    return VECTORS
        .segment(id)
        .toArray(
            java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
                java.nio.ByteOrder.LITTLE_ENDIAN));
  }

  /// An index that stays open while its path is replaced.
  private record Snapshot(VectorIndex index, int count) {}

  /// Keeps several snapshots open and checks them, until stopped; returns how many there were.
  private static int readSnapshots(Path path, CountDownLatch stop) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    List<Snapshot> snapshots = new ArrayList<>();
    int opened = 0;
    try {
      while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        VectorIndex index = VectorIndex.open(path);
        snapshots.add(new Snapshot(index, index.count()));
        opened++;
        for (int i = 0; i < 50; i++) {
          check(snapshots.get(random.nextInt(snapshots.size())), random);
        }
        if (snapshots.size() == SNAPSHOTS_MAX) {
          // the first one stays open to the end
          snapshots.remove(1).index().close();
        }
      }
    } finally {
      snapshots.forEach(snapshot -> snapshot.index().close());
    }
    return opened;
  }

  private static void check(Snapshot snapshot, SplittableRandom random) {
    assertThat(snapshot.index().count()).isEqualTo(snapshot.count());
    assertThat(snapshot.index().contains(snapshot.count())).isFalse();
    long id = random.nextInt(snapshot.count());
    assertThat(snapshot.index().vectorBytes(id)).isEqualTo(VECTORS.bytes(id));
    List<Hit> hits = snapshot.index().search(VECTORS.segment(id), SearchOptions.nearest(K)).hits();
    assertThat(hits).hasSize(K);
    assertThat(hits).allMatch(hit -> hit.id() >= 0 && hit.id() < snapshot.count());
  }

  /// Once it is old enough, what a killed process left is deleted by the next replacement.
  private void assertLeftOverIsTidiedUp(Path path) throws IOException {
    long deadPid = Long.MAX_VALUE / 100;
    Files.write(folder.resolve(".index." + deadPid + "-x.tmp"), new byte[10]);
    Path young = Files.write(folder.resolve(".index." + deadPid + "-y.tmp"), new byte[10]);
    Path others = Files.write(folder.resolve(".index.other.tmp"), new byte[10]);
    for (Path file : leftOver()) {
      if (!file.equals(young)) {
        Files.setLastModifiedTime(
            file, FileTime.fromMillis(System.currentTimeMillis() - Duration.ofHours(2).toMillis()));
      }
    }
    try (IndexBuilder builder = VectorIndex.builder(path)) {
      builder.write(path);
    }
    assertThat(leftOver()).containsExactlyInAnyOrder(young, others);
  }

  private List<Path> leftOver() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".tmp")).toList();
    }
  }
}
