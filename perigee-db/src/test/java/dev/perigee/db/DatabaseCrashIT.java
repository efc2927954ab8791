package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.CrashPlan.Setting;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.index.IndexOptions;
import dev.perigee.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process that writes, seals, merges, reindexes, reclaims and copies is killed again and again,
/// at random moments and at each place where something is half done. Whenever it is opened again,
///
/// - every write that was acknowledged is there, or a later one in its place,
/// - a commit that was not acknowledged is there as a whole or not at all,
/// - vectors are those that were written, to the bit,
/// - exact searches find what brute force finds, and everything that counts documents agrees,
/// - a field is indexed as was acknowledged last,
/// - the past is what it was, and checkpoints and backups that were acknowledged open.
///
/// Runs for `perigee.crash.seconds` in each setting, or until there were `perigee.crash.kills`. A
/// round is replayed by `perigee.crash.seed`, as far as threads let it be.
final class DatabaseCrashIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PLACE_LIMIT = Duration.ofSeconds(3);
  private static final int ROUNDS_OF_A_FOLDER = 40;
  private static final int SECONDS = Integer.getInteger("perigee.crash.seconds", 30);
  private static final int KILLS = Integer.getInteger("perigee.crash.kills", 0);
  private static final long SEED = Long.getLong("perigee.crash.seed", System.nanoTime());

  /// In memory where that can be had: what a killed process has written survives there as well, and
  /// rounds are ten times as many.
  @TempDir(factory = MemoryFolder.class)
  private Path scratch;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> killsByPlace = new TreeMap<>();
  private CrashModel model = new CrashModel();
  private int kills;
  private int acknowledged;
  private int survivors;
  private int checkpoints;
  private int backups;

  @ParameterizedTest
  @EnumSource(Setting.class)
  void whatWasAcknowledgedSurvivesEveryKill(Setting setting)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    Path folder = scratch;
    try {
      for (int round = 0; KILLS > 0 ? kills < KILLS : System.nanoTime() < end; round++) {
        if (round % ROUNDS_OF_A_FOLDER == 0) {
          Checkpoints.deleteTree(folder.equals(scratch) ? scratch.resolve("none") : folder);
          folder = Files.createDirectory(scratch.resolve("run" + round));
          startAnew();
        }
        run(folder, new CrashPlan(SEED, round, setting));
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + SEED + ", after " + summary(), e);
    }
    startAnew();
    System.out.println("crash test " + setting + ", seed " + SEED + ": " + summary());
    assertThat(kills).isPositive();
  }

  private void startAnew() {
    acknowledged += model.acknowledged();
    survivors += model.survivors();
    model = new CrashModel();
  }

  private String summary() {
    return ("%d kills, %d acknowledged commits checked and none lost, %d commits there that nobody"
            + " was told of, none in part, %d checkpoints, %d backups; kills by place: %s")
        .formatted(
            kills,
            acknowledged + model.acknowledged(),
            survivors + model.survivors(),
            checkpoints,
            backups,
            killsByPlace);
  }

  private void run(Path folder, CrashPlan plan) throws IOException, InterruptedException {
    Place[] places = Place.values();
    boolean inPlace = plan.round() % 4 != 0;
    int placed = plan.round() - plan.round() / 4; // rounds in a place up to this one
    Place place = places[placed * 7 % places.length];
    int passage = 1 + random.nextInt(passages(place));
    List<String> arguments =
        List.of(
            folder + "/db",
            folder + "/backups",
            Long.toString(plan.seed()),
            Integer.toString(plan.round()),
            inPlace ? place.name() : "none",
            Integer.toString(passage),
            plan.setting().name());
    List<String> said = new ArrayList<>();
    try (ChildProcess child =
        ChildProcess.start(folder, DatabaseCrashChild.class, flags(folder), arguments)) {
      boolean ended = listen(child, said, inPlace ? PLACE_LIMIT : randomWait(child, said));
      if (!ended) {
        child.kill();
        said.addAll(child.drain(LIMIT));
      }
      int status = child.awaitExit(LIMIT);
      assertThat(status).as("killed, else" + child.report()).isEqualTo(128 + 9);
      assertThat(child.crashReports()).isEmpty();
      kills++;
      killsByPlace.merge(ended ? place.name() : "ANYWHERE", 1, Integer::sum);
    }
    check(folder, plan, said);
  }

  /// What lets a JVM start soon.
  private static List<String> flags(Path folder) {
    return List.of(
        "-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + folder);
  }

  /// How often a place is passed in about a second.
  private static int passages(Place place) {
    return switch (place) {
      case COMMIT_BEFORE_WRITE, COMMIT_WRITTEN, COMMIT_PUBLISHED -> 100;
      case SWAP_BEFORE_WRITE, SWAP_WRITTEN -> 6;
      case SEAL_INDEX_WRITTEN,
          SEAL_FILES_WRITTEN,
          SEAL_SWAPPED,
          MERGE_INDEX_WRITTEN,
          MERGE_FILES_WRITTEN,
          MERGE_SWAPPED,
          SEGMENT_HALF_DELETED,
          RECLAIM_BEFORE_WRITE,
          RECLAIM_WRITTEN ->
          3;
      case CHECKPOINT_SEGMENTS_LINKED, CHECKPOINT_LINKED, CHECKPOINT_NAMED -> 2;
      case BACKUP_FILE_COPIED -> 12;
      case BACKUP_FILES_COPIED -> 2;
      case ADOPTED_DOCUMENTS_WRITTEN,
          ADOPTED_INDEX_WRITTEN,
          ADOPTION_BEFORE_WRITE,
          ADOPTION_WRITTEN ->
          2;
      case REINDEX_WRITTEN -> 1;
    };
  }

  /// Some kills come while the child still opens the database.
  private Duration randomWait(ChildProcess child, List<String> said) throws InterruptedException {
    if (random.nextInt(5) == 0) {
      return Duration.ofMillis(random.nextInt(200, 900));
    }
    said.add(child.await("started", LIMIT));
    return Duration.ofMillis(random.nextInt(400));
  }

  /// Listens for a time.
  ///
  /// @return whether the child has ended
  private static boolean listen(ChildProcess child, List<String> said, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      String line = child.poll(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      if (line != null) {
        said.add(line);
      } else if (System.nanoTime() < end) {
        return true;
      }
    }
    return false;
  }

  private void check(Path folder, CrashPlan plan, List<String> said) throws IOException {
    model.apply(plan, said);
    Path data = folder.resolve("db");
    List<String> named = said.stream().filter(line -> line.startsWith("c ")).toList();
    try (Database database = Database.open(data, DatabaseCrashChild.options(plan))) {
      model.check(database);
      CrashAudit.check(database, plan.seed());
      checkReindexed(database, plan, said);
      CrashAdoption.check(database, said);
      if (random.nextInt(8) == 0) {
        database.maintain();
        CrashAudit.check(database, plan.seed() + 1);
      }
      List<String> kept = database.checkpoints();
      if (!named.isEmpty()) {
        String last = named.getLast().substring(2);
        assertThat(kept).contains(last);
      }
      String[] folders = data.resolve("checkpoints").toFile().list();
      assertThat(folders == null ? 0 : folders.length).as("none unfinished").isEqualTo(kept.size());
      for (String name : kept) {
        checkCopy(data.resolve("checkpoints").resolve(name), plan);
        checkpoints++;
        assertThat(database.deleteCheckpoint(name)).isTrue();
      }
    }
    if (said.contains("k") && random.nextInt(3) == 0) {
      Path restored = folder.resolve("restored");
      Database.restore(folder.resolve("backups"), restored);
      checkCopy(restored, plan);
      backups++;
      Checkpoints.deleteTree(restored);
    }
  }

  /// Vectors are indexed as was acknowledged last, or as the next change said.
  private static void checkReindexed(Database database, CrashPlan plan, List<String> said) {
    Map<String, Integer> last = new TreeMap<>();
    for (String line : said) {
      if (line.startsWith("r ")) {
        String[] words = line.split(" ", -1);
        last.put(words[1], Integer.parseInt(words[2]));
      }
    }
    last.forEach((name, time) -> {
      IndexOptions is = database.collection(name).schema().vector("v").options();
      IndexOptions next = plan.reindexed(time + CrashPlan.COLLECTIONS.size());
      assertThat(List.of(plan.reindexed(time), next))
          .as("how %s is indexed", name)
          .anyMatch(
              may -> is.graph() == may.graph() && is.m() == may.m() && is.codes() == may.codes());
    });
  }

  private static void checkCopy(Path copy, CrashPlan plan) {
    try (Database database = Database.open(copy, DatabaseCrashChild.options(plan))) {
      assertThat(database.stats().damages()).isEmpty();
      CrashAudit.check(database, plan.seed());
    }
  }
}
