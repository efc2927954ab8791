package dev.perigee.db;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.perigee.db.CrashPlan.Setting;
import dev.perigee.db.CrashPlan.Step;
import dev.perigee.db.CrashPlan.Target;
import dev.perigee.db.document.Document;
import dev.perigee.db.engine.CrashPoint;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.error.ConflictException;
import dev.perigee.error.NotFoundException;
import dev.perigee.segment.FileLayer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// A process that writes to a database from several threads, seals, merges, makes checkpoints and
/// backups all the time, until it is killed or kills itself.
///
/// ```
/// started
/// a WRITER N SEQUENCE   the n-th step of a writer is committed; 0 where it is not told as what
/// f WRITER N            it was refused
/// r COLLECTION I        its vectors are indexed anew for the I-th time
/// d NAME                there is a collection that was adopted
/// x NAME                it is about to be dropped
/// c NAME                there is a checkpoint
/// k                     there is a backup
/// broken ...            what must not happen
/// ```
final class DatabaseCrashChild {

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final Database database;
  private final CrashPlan plan;
  private final Path backups;
  private final boolean copying;

  private DatabaseCrashChild(Database database, CrashPlan plan, Path backups, boolean copying) {
    this.database = database;
    this.plan = plan;
    this.backups = backups;
    this.copying = copying;
  }

  /// Runs the child on a folder.
  ///
  /// @param arguments folder, folder of backups, seed, round, place or "none", at which passage,
  ///   setting
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    CrashPlan plan =
        new CrashPlan(
            Long.parseLong(arguments[2]),
            Integer.parseInt(arguments[3]),
            Setting.valueOf(arguments[6]));
    Place place = arguments[4].equals("none") ? null : Place.valueOf(arguments[4]);
    AtomicInteger passages = new AtomicInteger(Integer.parseInt(arguments[5]));
    IntConsumer kill = killer();
    CrashPoint crashPoint =
        passed -> {
          if (passed == place && passages.decrementAndGet() == 0) {
            kill.accept(9);
          }
        };
    Database database =
        Database.open(folder, options(plan).withBackground(true), FileLayer.SYSTEM, crashPoint);
    boolean copying = place != null && place.compareTo(Place.CHECKPOINT_SEGMENTS_LINKED) >= 0;
    new DatabaseCrashChild(database, plan, Path.of(arguments[1]), copying).run();
  }

  /// How a round opens its database: parts so small that sealing and merging never end.
  static DatabaseOptions options(CrashPlan plan) {
    DatabaseOptions options =
        switch (plan.setting()) {
          case IN_MEMORY -> DatabaseOptions.defaults();
          case LARGER_THAN_MEMORY ->
              DatabaseOptions.defaults().withMappedBytesMax(0).withMergeBytesMax(64 << 10);
        };
    return options
        .withFresh(20 + plan.round() % 3 * 30, 1 << 20)
        .withStoreMemoryBytes(8 << 20)
        .withMergeThreads(1)
        .withBackground(false)
        .withDurability(plan.round() % 2 == 0 ? Durability.SYNC : Durability.NONE);
  }

  private void run() throws IOException {
    CrashPlan.COLLECTIONS.forEach(name -> database.collection(name, plan.schema(name)));
    say("started");
    for (int writer = 0; writer < CrashPlan.WRITERS; writer++) {
      int number = writer;
      start(() -> write(number));
    }
    start(this::tidyUp);
    while (System.in.read() >= 0) {
      // nothing is said to this child; its end comes with that of its parent, if not before
    }
    Runtime.getRuntime().halt(0);
  }

  private void start(Runnable work) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            work.run();
          } catch (RuntimeException | Error e) {
            say("broken " + e + " at " + List.of(e.getStackTrace()));
          }
        });
  }

  private void write(int writer) {
    for (int n = 1; ; n++) {
      String step = writer + " " + n;
      try {
        long sequence = commit(plan.step(writer, n));
        say("a " + step + " " + sequence);
      } catch (ConflictException | NotFoundException e) {
        say("f " + step);
      }
    }
  }

  private long commit(Step step) {
    Target target = step.targets().getFirst();
    Collection collection = database.collection(target.collection());
    return switch (step.kind()) {
      case PUT -> collection.put(CrashPlan.document(target.id(), step.token()));
      case PUT_MANY -> {
        List<Document> documents =
            step.targets().stream().map(k -> CrashPlan.document(k.id(), step.token())).toList();
        var _ = collection.putAll(documents);
        yield 0;
      }
      case UPDATE, UPDATE_VECTOR -> collection.update(CrashPlan.update(target.id(), step));
      case DELETE -> {
        boolean _ = collection.delete(target.id());
        yield 0;
      }
      case PAIR_PUT, PAIR_DELETE -> database.transaction(pair -> write(step, pair));
    };
  }

  private static void write(Step step, Transaction pair) {
    for (Target target : step.targets()) {
      if (step.kind() == CrashPlan.Kind.PAIR_PUT) {
        pair.put(target.collection(), CrashPlan.document(target.id(), step.token()));
      } else {
        pair.delete(target.collection(), target.id());
      }
    }
  }

  /// Makes a collection of an index, in the place of the one before.
  private void adopt(int time) {
    CrashAdoption.adopt(database, CrashAdoption.name(plan.round(), time));
    say("d " + CrashAdoption.name(plan.round(), time));
    if (time > 1) {
      say("x " + CrashAdoption.name(plan.round(), time - 1));
      boolean _ = database.drop(CrashAdoption.name(plan.round(), time - 1));
    }
  }

  private void tidyUp() {
    String before = null;
    for (int i = 1; ; i++) {
      if (!copying) {
        String name = CrashPlan.COLLECTIONS.get(i % CrashPlan.COLLECTIONS.size());
        int time =
            i + plan.round() * CrashPlan.COLLECTIONS.size(); // not what the last round began with
        database.reindex(name, "v", plan.reindexed(time));
        say("r " + name + " " + time);
        adopt(i);
      }
      if (i > 1 || !copying) {
        database.maintain();
      }
      if (copying || i % 8 == 0) {
        String name = "c-" + plan.round() + "-" + i;
        Path _ = database.checkpoint(name);
        say("c " + name);
        boolean _ = before != null && database.deleteCheckpoint(before);
        before = name;
      }
      if (copying || i % 16 == 0) {
        var _ = database.backup(backups);
        say("k");
      }
    }
  }

  /// One line, at once: what is read of it by the parent was said before the end.
  private void say(String line) {
    try {
      out.write((line + "\n").getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends this process as `kill -9` does: no shutdown hook runs, no destructor, nothing is flushed.
  @SuppressWarnings("restricted")
  private static IntConsumer killer() {
    Linker linker = Linker.nativeLinker();
    MethodHandle kill =
        linker.downcallHandle(
            linker.defaultLookup().find("kill").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int me = Math.toIntExact(ProcessHandle.current().pid());
    return signal -> {
      try {
        int _ = (int) kill.invokeExact(me, signal);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
