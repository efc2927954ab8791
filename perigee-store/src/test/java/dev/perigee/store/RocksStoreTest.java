package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  protected Store open() {
    return Stores.open(StoreOptions.of(folder.resolve("db"), TABLES));
  }

  private Store reader() {
    return Stores.openReadOnly(
        StoreOptions.of(folder.resolve("db"), TABLES), folder.resolve("reader"));
  }

  private static List<String> all(Store store, Table table) {
    return Bytes.drain(store.cursor(table, new byte[0], null));
  }

  @Test
  void whatWasWrittenIsThereAfterOpeningAgain() {
    Bytes.put(store, POINTS, "a", "1");
    Bytes.put(store, BULK, "b", "2".repeat(5000));
    store.close();
    store = open();
    assertThat(all(store, POINTS)).containsExactly("a=1");
    assertThat(store.get(BULK, Bytes.of("b"))).hasSize(5000);
  }

  @Test
  void aTableCanBeAddedButNotForgotten() {
    Bytes.put(store, POINTS, "a", "1");
    store.close();
    Table added = new Table("added", Table.Usage.RANGES);
    Path db = folder.resolve("db");
    store = Stores.open(StoreOptions.of(db, List.of(added, POINTS, RANGES, BULK)));
    Bytes.put(store, added, "b", "2");
    assertThat(all(store, POINTS)).containsExactly("a=1");
    store.close();
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("added");
  }

  @Test
  void aStoreIsMadeOnlyIfAsked() {
    Path nowhere = folder.resolve("nowhere");
    StoreOptions options = StoreOptions.of(nowhere, TABLES);
    assertThatThrownBy(() -> Stores.open(options.withCreate(false)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("folder: expected a store, got " + nowhere);
    assertThatThrownBy(() -> Stores.openReadOnly(options, folder.resolve("reader")))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void aReaderOfAStrangeTableIsRefused() {
    List<Table> tables = List.of(new Table("strange", Table.Usage.POINTS));
    StoreOptions options = StoreOptions.of(folder.resolve("db"), tables);
    assertThatThrownBy(() -> Stores.openReadOnly(options, folder.resolve("reader")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("olumn famil");
  }

  @Test
  void aCopyHasWhatWasWrittenBeforeIt() {
    Bytes.put(store, POINTS, "a", "1");
    Bytes.put(store, BULK, "b", "2");
    Path copy = folder.resolve("copy");
    store.checkpoint(copy);
    Bytes.put(store, POINTS, "a", "later");
    try (Store copied = Stores.open(StoreOptions.of(copy, TABLES).withCreate(false))) {
      assertThat(all(copied, POINTS)).containsExactly("a=1");
      assertThat(all(copied, BULK)).containsExactly("b=2");
      Bytes.put(copied, POINTS, "c", "3");
    }
    assertThat(all(store, POINTS)).containsExactly("a=later");
    assertThatThrownBy(() -> store.checkpoint(copy)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void aReaderSeesWhatIsWrittenAfterRefreshing() {
    Bytes.put(store, POINTS, "a", "1");
    try (Store reader = reader()) {
      assertThat(all(reader, POINTS)).containsExactly("a=1");
      assertThat(reader.refresh()).isFalse();
      Bytes.put(store, POINTS, "b", "2");
      Bytes.put(store, BULK, "c", "3".repeat(3000));
      try (Cursor before = reader.cursor(POINTS, new byte[0], null)) {
        assertThat(reader.refresh()).isTrue();
        assertThat(Bytes.drain(before)).containsExactly("a=1");
      }
      assertThat(all(reader, POINTS)).containsExactly("a=1", "b=2");
      store.compact(BULK, new byte[0], null);
      reader.refresh();
      assertThat(reader.get(BULK, Bytes.of("c"))).hasSize(3000);
      assertThatThrownBy(() -> Bytes.put(reader, POINTS, "d", "4"))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("read-only");
    }
  }

  @Test
  void aReaderSeesRangesDeleted() {
    for (int i = 0; i < 10; i++) {
      Bytes.put(store, BULK, "key" + i, "v".repeat(1000));
    }
    store.compact(BULK, new byte[0], null);
    try (Store reader = reader();
        Batch batch = store.batch()) {
      batch.deleteRange(BULK, Bytes.of("key0"), Bytes.of("key8"));
      store.write(batch, false);
      store.compact(BULK, new byte[0], null);
      assertThat(reader.refresh()).isTrue();
      assertThat(all(reader, BULK)).hasSize(2);
    }
  }

  @Test
  void aSecondWriterIsRefused() {
    assertThatThrownBy(this::open)
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("store: expected nobody else to write " + folder.resolve("db"));
  }

  @Test
  void syncsAreCounted() {
    long before = store.statistics().logSyncs();
    try (Batch batch = store.batch()) {
      batch.put(POINTS, Bytes.of("a"), Bytes.of("1"));
      for (int i = 0; i < 5; i++) {
        store.write(batch, true);
      }
      assertThat(store.statistics().logSyncs()).isEqualTo(before + 5);
      store.write(batch, false);
      assertThat(store.statistics().logSyncs()).isEqualTo(before + 5);
      store.sync();
      assertThat(store.statistics().logSyncs()).isEqualTo(before + 6);
    }
    assertThat(store.statistics().logBytes()).isPositive();
    assertThat(store.statistics().memtableBytes()).isPositive();
  }

  @Test
  void deletedRangesGiveTheirSpaceBack() throws IOException {
    byte[] value = new byte[4096];
    Random random = new Random(3);
    try (Batch batch = store.batch()) {
      for (int i = 0; i < 20_000; i++) {
        random.nextBytes(value);
        batch.put(BULK, Bytes.of(i), value);
        if (batch.count() == 1000) {
          store.write(batch, false);
          batch.clear();
        }
      }
      store.compact(BULK, new byte[0], null);
      assertThat(store.statistics().liveBytesByTable().get("bulk"))
          .isBetween(80_000_000L, 100_000_000L);
      batch.deleteRange(BULK, Bytes.of(0), Bytes.of(19_900));
      store.write(batch, true);
    }
    store.compact(BULK, Bytes.of(0), Bytes.of(19_900));
    assertThat(store.statistics().liveBytesByTable().get("bulk")).isLessThan(20_000_000L);
    assertThat(filesEnding(".blob")).hasSizeLessThan(3);
    assertThat(store.get(BULK, Bytes.of(19_900))).hasSize(4096);
  }

  @Test
  void damageNamesTheFile() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Bytes.put(store, RANGES, "key" + i, "value");
    }
    store.compact(RANGES, new byte[0], null);
    store.close();
    Path damaged = filesEnding(".sst").getFirst();
    byte[] bytes = Files.readAllBytes(damaged);
    for (int i = 0; i < bytes.length / 2; i += 64) {
      bytes[i] ^= 0x10;
    }
    Files.write(damaged, bytes);
    assertThatThrownBy(
            () -> {
              store = open();
              all(store, RANGES);
            })
        .isInstanceOfSatisfying(
            CorruptionException.class,
            e -> assertThat(e.source()).isEqualTo(damaged.toAbsolutePath().toString()));
    assertThatThrownBy(() -> store.get(RANGES, Bytes.of("key0")))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> store.getAll(RANGES, List.of(Bytes.of("key0"))))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void aTornEndOfTheLogIsNoDamageButItsMiddleIs() throws IOException {
    for (int i = 0; i < 100; i++) {
      Bytes.put(store, POINTS, "key" + (100 + i), "value".repeat(100));
    }
    store.close();
    Path log = filesEnding(".log").getLast();
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 10));
    store = open();
    assertThat(all(store, POINTS)).hasSize(99);
    for (int i = 0; i < 100; i++) {
      Bytes.put(store, POINTS, "key" + (100 + i), "value".repeat(100));
    }
    store.close();
    log = filesEnding(".log").getLast();
    bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 0x10;
    Files.write(log, bytes);
    assertThatThrownBy(this::open).isInstanceOf(CorruptionException.class);
  }

  private List<Path> filesEnding(String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("db"))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Nested
  final class UnderLoad extends StoreLoadContract {

    @Override
    protected Store open() {
      return Stores.open(StoreOptions.of(folder.resolve("load"), TABLES));
    }

    @Override
    protected Store reopen(Store store) {
      store.close();
      return open();
    }
  }
}
