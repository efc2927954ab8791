package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.document.FieldType;
import dev.perigee.db.query.Query;
import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other views of a database: read-only ones, checkpoints, backups, the feed of changes, the past.
final class DatabaseCopiesTest {

  @TempDir private Path folder;

  @Test
  void readersSeeWhatWasThereWhenTheyRefreshed() {
    Path data = folder.resolve("data");
    assertThatThrownBy(() -> Database.openReadOnly(data)).isInstanceOf(NotFoundException.class);
    DatabaseOptions options = DatabaseOptions.defaults().withFresh(200, 1 << 20);
    try (Database db = Database.open(data, options)) {
      Collection rows = SampleRows.collection(db);
      rows.putAll(SampleRows.documents(0, 100));
      try (ReadOnlyDatabase reader = Database.openReadOnly(data)) {
        DocumentReader read = reader.collection("rows");
        rows.putAll(SampleRows.documents(100, 1000));
        rows.delete(5);
        db.maintain();
        assertThat(read.count()).isEqualTo(100);
        assertThat(read.get(5)).isNotNull();
        reader.refresh();
        assertThat(read.count()).isEqualTo(999);
        assertThat(read.get(5)).isNull();
        Query query = Query.near("v", SampleRows.vector(700)).limit(3);
        assertThat(SampleRows.ids(read.search(query.asExact())))
            .isEqualTo(SampleRows.ids(rows.search(query.asExact())));
        assertThatThrownBy(() -> reader.collection("x")).isInstanceOf(NotFoundException.class);
      }
    }
  }

  @Test
  void checkpointsAndBackupsAreDatabases() throws IOException {
    Path data = folder.resolve("data");
    Path backups = folder.resolve("backups");
    try (Database db = Database.open(data)) {
      Collection rows = SampleRows.collection(db);
      rows.putAll(SampleRows.documents(0, 1500));
      db.maintain();
      Path checkpoint = db.checkpoint("before");
      assertThatThrownBy(() -> db.checkpoint("before")).isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> db.checkpoint("../x")).isInstanceOf(InvalidRequestException.class);
      Backup.Result first = db.backup(backups);
      rows.deleteAll(List.of(1, 2, 3));
      rows.putAll(SampleRows.documents(2000, 2010));
      Backup.Result second = db.backup(backups);
      assertThat(second.copiedBytes()).isLessThan(first.copiedBytes() / 2);
      assertThat(db.checkpoints()).containsExactly("before");
      try (Database then = Database.open(checkpoint)) {
        assertThat(then.collection("rows").count()).isEqualTo(1500);
        then.collection("rows").delete(10);
      }
      assertThat(rows.contains(10)).isTrue();
      assertThat(db.deleteCheckpoint("before")).isTrue();
      assertThat(db.checkpoints()).isEmpty();
    }
    Path restored = folder.resolve("restored");
    Database.restore(backups, restored);
    assertThatThrownBy(() -> Database.restore(backups, restored))
        .isInstanceOf(ConflictException.class);
    try (Database db = Database.open(restored)) {
      assertThat(db.collection("rows").count()).isEqualTo(1507);
      assertThat(db.collection("rows").get(2005).vector("v")).isEqualTo(SampleRows.vector(2005));
    }
    try (Stream<Path> files = Files.list(backups.resolve("files"))) {
      flip(files.filter(file -> file.toString().contains(".prg")).findFirst().orElseThrow());
    }
    assertThatThrownBy(() -> Database.restore(backups, folder.resolve("again")))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void feedTellsEveryChangeInOrderAndGoesOnAfterARestart() {
    Path data = folder.resolve("data");
    long sequence;
    try (Database db = Database.open(data);
        ChangeFeed feed = db.subscribe(0)) {
      Collection rows = SampleRows.collection(db);
      rows.put(SampleRows.document(1));
      rows.put(SampleRows.document(2));
      rows.delete(1);
      List<Change> changes = drain(feed);
      assertThat(changes).extracting(change -> change.id().value()).containsExactly(1L, 2L, 1L);
      assertThat(changes).extracting(Change::deleted).containsExactly(false, false, true);
      assertThat(changes.get(1).document().vector("v")).isEqualTo(SampleRows.vector(2));
      assertThat(feed.next(Duration.ofMillis(1))).isEmpty();
      sequence = feed.sequence();
      rows.put(SampleRows.document(3));
    }
    try (Database db = Database.open(data);
        ChangeFeed feed = db.subscribe(sequence)) {
      assertThat(drain(feed)).extracting(change -> change.id().value()).containsExactly(3L);
    }
  }

  @Test
  void thePastIsKeptAsLongAsAsked() {
    try (Database db = Database.open(folder.resolve("data"))) {
      Collection rows = SampleRows.collectionWithHistory(db);
      rows.putAll(SampleRows.documents(0, 300));
      var then = FieldType.instant(db.stats().lastSequence());
      rows.putAll(SampleRows.documents(300, 400));
      rows.deleteAll(List.of(7, 8, 9));
      rows.put(SampleRows.document(10).set("year", 1));
      db.maintain();
      Query query = Query.near("v", SampleRows.vector(7)).limit(3);
      try (Snapshot past = rows.asOf(then)) {
        assertThat(past.count()).isEqualTo(300);
        assertThat(past.get(7).vector("v")).isEqualTo(SampleRows.vector(7));
        assertThat(past.search(query).getFirst().id().value()).isEqualTo(7L);
        assertThat(past.get(10).integer("year")).isEqualTo(2010);
      }
      assertThat(SampleRows.ids(rows.search(query))).doesNotContain(7L);
      assertThat(rows.history(10)).hasSize(2);
      assertThat(rows.restore(then)).isEqualTo(104);
      assertThat(rows.count()).isEqualTo(300);
      assertThat(rows.search(query).getFirst().id().value()).isEqualTo(7L);
      Collection forgetful = SampleRows.collection(db);
      long before = forgetful.put(SampleRows.document(1));
      forgetful.put(SampleRows.document(1));
      db.maintain();
      assertThatThrownBy(() -> forgetful.asOf(FieldType.instant(before)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("horizon");
    }
  }

  @Test
  void readersSeeThePastBesideTheWriter() {
    Path data = folder.resolve("data");
    DatabaseOptions options = DatabaseOptions.defaults().withFresh(200, 1 << 20);
    try (Database db = Database.open(data, options)) {
      Collection rows = SampleRows.collectionWithHistory(db);
      rows.putAll(SampleRows.documents(0, 300));
      var then = FieldType.instant(db.stats().lastSequence());
      rows.putAll(SampleRows.documents(300, 700));
      rows.deleteAll(List.of(7, 8, 9));
      rows.put(SampleRows.document(10).set("year", 1));
      try (ReadOnlyDatabase reader = Database.openReadOnly(data)) {
        ReadOnlyCollection read = reader.collection("kept");
        assertThat(read.name()).isEqualTo("kept");
        assertThat(read.schema().vector("v").name()).isEqualTo("v");
        Snapshot past = read.asOf(then);
        rows.put(SampleRows.document(7));
        db.maintain();
        Query query = Query.near("v", SampleRows.vector(7)).limit(3);
        assertThat(past.instant()).isEqualTo(then);
        assertThat(past.count()).isEqualTo(300);
        assertThat(past.get(7).vector("v")).isEqualTo(SampleRows.vector(7));
        assertThat(past.search(query).getFirst().id().value()).isEqualTo(7L);
        assertThat(past.get(10).integer("year")).isEqualTo(2010);
        assertThat(past.history(10)).hasSize(1);
        assertThat(SampleRows.ids(read.search(query))).doesNotContain(7L);
        assertThat(read.history(10)).hasSize(2);
        assertThat(read.horizon()).isBeforeOrEqualTo(then);
        assertThat(reader.stats().fields()).hasSize(1);
        assertThat(reader.stats().fields().getFirst().documents()).isEqualTo(697);
        past.close();
        assertThatThrownBy(past::count).isInstanceOf(ClosedException.class);
        reader.refresh();
        assertThat(read.count()).isEqualTo(698);
        try (Snapshot again = read.asOf(then);
            Snapshot now = read.asOf(java.time.Instant.now())) {
          assertThat(SampleRows.ids(again.search(query))).contains(7L);
          assertThat(again.count()).isEqualTo(300);
          assertThat(now.count()).isEqualTo(698);
        }
      }
      Collection forgetful = SampleRows.collection(db);
      long before = forgetful.put(SampleRows.document(1));
      forgetful.put(SampleRows.document(1));
      db.maintain();
      ReadOnlyDatabase reader = Database.openReadOnly(data);
      ReadOnlyCollection read = reader.collection("rows");
      assertThatThrownBy(() -> read.asOf(FieldType.instant(before)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("horizon");
      reader.refresh();
      Snapshot open = read.snapshot();
      assertThat(open.count()).isEqualTo(1);
      reader.close();
      assertThatThrownBy(() -> open.get(1)).isInstanceOf(ClosedException.class);
      open.close();
    }
  }

  @Test
  void readersOpenWhileFilesAreReplaced() throws InterruptedException {
    Path data = folder.resolve("data");
    DatabaseOptions options =
        DatabaseOptions.defaults().withFresh(100, 1 << 20).withDurability(Durability.NONE);
    try (Database db = Database.open(data, options)) {
      Collection rows = SampleRows.collection(db);
      rows.putAll(SampleRows.documents(0, 100));
      AtomicBoolean done = new AtomicBoolean();
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                for (int round = 1; !done.get(); round++) {
                  rows.putAll(SampleRows.documents(100L * round, 100L * round + 100));
                  db.maintain();
                }
              });
      try {
        for (int i = 0; i < 40; i++) {
          long before = rows.count();
          try (ReadOnlyDatabase reader = Database.openReadOnly(data)) {
            assertThat(reader.collection("rows").count()).isGreaterThanOrEqualTo(before);
          }
        }
      } finally {
        done.set(true);
        writer.join();
      }
    }
  }

  private static List<Change> drain(ChangeFeed feed) {
    List<Change> all = new ArrayList<>();
    List<Change> next = feed.next(Duration.ofMillis(1));
    while (!next.isEmpty()) {
      all.addAll(next);
      next = feed.next(Duration.ofMillis(1));
    }
    return all;
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() / 2);
      int old = bytes.read();
      bytes.seek(bytes.length() / 2);
      bytes.write(~old);
    }
  }
}
