package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.ConflictException;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writers, readers, seals, merges and reclaiming at once, on parts so small that none of them ever
/// ends.
final class DatabaseConcurrencyIT {

  private static final int SECONDS = Integer.getInteger("perigee.concurrency.seconds", 8);
  private static final int ACCOUNTS = 30;
  private static final long BALANCE = 100;
  private static final int DIMENSION = 4;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong conflicts = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();
  private Database database;
  private long end;

  @Test
  void everyoneSeesOneStateAfterAnother() throws InterruptedException, ExecutionException {
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withFresh(50, 1 << 20)
            .withStoreMemoryBytes(16 << 20)
            .withDurability(Durability.NONE)
            .withMergeThreads(1);
    try (Database opened = Database.open(folder, options)) {
      database = opened;
      for (String name : List.of("left", "right", "own")) {
        var _ =
            database.collection(
                name,
                schema ->
                    schema
                        .vector("v", DIMENSION, Metric.L2)
                        .field("n", FieldType.INTEGER)
                        .field("token", FieldType.INTEGER));
      }
      for (long id = 0; id < ACCOUNTS; id++) {
        var _ = database.collection("left").put(account(id, BALANCE, 0));
        var _ = database.collection("right").put(account(id, BALANCE, 0));
      }
      var _ = database.collection("own").put(account(-1, 0, 0));
      end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      runAll();
      long counter = database.collection("own").get(-1L).integer("n");
      assertThat(counter).as("increments").isEqualTo(counted.get());
      assertThat(database.stats().lastFailure()).isNull();
      assertThat(database.stats().merges()).isPositive();
      System.out.printf(
          "%d increments, %d conflicts, %d reads of a state, %s seals, %s merges%n",
          counter,
          conflicts.get(),
          reads.get(),
          database.stats().seals(),
          database.stats().merges());
    }
  }

  private void runAll() throws InterruptedException, ExecutionException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int number = i;
      tasks.add(repeating(random -> move(number, random)));
      tasks.add(repeating(_ -> increment()));
      tasks.add(repeating(random -> readOwnWrites(number, random)));
    }
    tasks.add(repeating(_ -> sum()));
    tasks.add(repeating(this::readTheSameAgain));
    tasks.add(repeating(_ -> database.maintain()));
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        Void _ = done.get();
      }
    }
  }

  private interface Task {
    void run(SplittableRandom random);
  }

  private Callable<Void> repeating(Task task) {
    SplittableRandom random = new SplittableRandom(task.hashCode());
    return () -> {
      while (System.nanoTime() < end) {
        try {
          task.run(random);
        } catch (ConflictException e) {
          conflicts.incrementAndGet();
        }
      }
      return null;
    };
  }

  private static Document account(long id, long n, long token) {
    float[] vector = {n, token, id, 1};
    return Document.of(id).vector("v", vector).set("n", n).set("token", token);
  }

  /// Moves something from an account on the left to one on the right, and gives all four documents
  /// of the two ids the same token.
  private void move(int number, SplittableRandom random) {
    long from = random.nextInt(ACCOUNTS);
    long to = random.nextInt(ACCOUNTS);
    long amount = random.nextInt(-3, 4);
    long token = random.nextLong(1, 1 << 20) * 2 + number;
    if (from == to) {
      return;
    }
    long _ =
        database.transaction(both -> {
          long[] ids = {from, to};
          for (int i = 0; i < 2; i++) {
            long left = both.read("left").get(ids[i]).integer("n");
            long right = both.read("right").get(ids[i]).integer("n");
            both.put("left", account(ids[i], left + (i == 0 ? -amount : 0), token));
            both.put("right", account(ids[i], right + (i == 0 ? 0 : amount), token));
          }
        });
  }

  private void increment() {
    long _ =
        database.transaction(own -> {
          Document counter = own.read("own").get(-1L);
          own.put("own", account(-1, counter.integer("n") + 1, 0));
        });
    counted.incrementAndGet();
  }

  /// What a thread has written it reads and finds.
  private void readOwnWrites(int number, SplittableRandom random) {
    Collection own = database.collection("own");
    long id = 1000L * (number + 1) + random.nextInt(200);
    if (random.nextInt(5) == 0) {
      boolean _ = own.delete(id);
      assertThat(own.contains(id)).isFalse();
      List<Hit> hits = own.search(Query.near("v", new float[DIMENSION]).limit(1000).asExact());
      assertThat(hits).noneMatch(hit -> hit.id().value().equals(id));
      return;
    }
    Document document = account(id, random.nextInt(1 << 20), random.nextInt(1 << 20));
    long version = own.put(document);
    Document read = own.get(id);
    assertThat(read.version()).isEqualTo(version);
    assertThat(read.vector("v")).containsExactly(document.vector("v"));
    Query query = Query.near("v", document.vector("v")).limit(1);
    assertThat(own.search(query.asExact()).getFirst().id().value()).isEqualTo(id);
    assertThat(own.search(query.where(Filter.eq("n", document.get("n")))).getFirst().id().value())
        .isEqualTo(id);
  }

  /// Nothing is lost, and the two sides bear the same tokens, at whatever moment one looks.
  private void sum() {
    long _ =
        database.transaction(both -> {
          long sum = 0;
          for (long id = 0; id < ACCOUNTS; id++) {
            Document left = both.read("left").get(id);
            Document right = both.read("right").get(id);
            assertThat(left.integer("token")).isEqualTo(right.integer("token"));
            if (left.integer("token") != 0) {
              assertThat(left.version()).isEqualTo(right.version());
            }
            for (Document side : List.of(left, right)) {
              float[] vector = {side.integer("n"), side.integer("token"), id, 1};
              assertThat(side.vector("v")).containsExactly(vector);
              sum += side.integer("n");
            }
          }
          assertThat(sum).isEqualTo(2 * ACCOUNTS * BALANCE);
        });
    reads.incrementAndGet();
  }

  /// A snapshot shows the same while everything is written and merged anew below it.
  private void readTheSameAgain(SplittableRandom random) {
    Collection left = database.collection("left");
    float[] query = {BALANCE, random.nextInt(1 << 20), random.nextInt(ACCOUNTS), 1};
    try (Snapshot snapshot = left.snapshot()) {
      List<String> before = state(snapshot, query);
      for (int i = 0; i < 20; i++) {
        assertThat(state(snapshot, query)).isEqualTo(before);
        reads.incrementAndGet();
      }
    }
  }

  private static List<String> state(Snapshot snapshot, float[] query) {
    List<String> state = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    try (DocumentReader.Scan scan = snapshot.scan()) {
      scan.forEachRemaining(document -> ids.add((Long) document.id().value()));
    }
    for (Document document : snapshot.getAll(ids)) {
      String vector = Arrays.toString(document.vector("v"));
      state.add(document.id() + " " + document.version() + " " + vector);
    }
    for (Hit hit : snapshot.search(Query.near("v", query).limit(10).asExact())) {
      state.add(hit.id() + " at " + hit.distance());
    }
    state.add("count " + snapshot.count());
    return state;
  }
}
