package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every store does, wherever it keeps its entries.
abstract class StoreContract {

  static final Table POINTS = new Table("points", Table.Usage.POINTS);
  static final Table RANGES = new Table("ranges", Table.Usage.RANGES);
  static final Table BULK = new Table("bulk", Table.Usage.BULK);
  static final List<Table> TABLES = List.of(POINTS, RANGES, BULK);

  protected Store store;

  /// A new, empty store with [#TABLES].
  protected abstract Store open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private static Table table(Table.Usage usage) {
    return switch (usage) {
      case POINTS -> POINTS;
      case RANGES -> RANGES;
      case BULK -> BULK;
    };
  }

  private List<String> all(Table table) {
    return Bytes.drain(store.cursor(table, new byte[0], null));
  }

  @ParameterizedTest
  @EnumSource
  void keysAreOrderedAsUnsignedBytes(Table.Usage usage) {
    Table table = table(usage);
    byte[][] keys = {{}, {0}, {0, 0}, {1}, {127}, {(byte) 128}, {(byte) 255}, {(byte) 255, 0}};
    try (Batch batch = store.batch()) {
      for (int i = keys.length - 1; i >= 0; i--) {
        batch.put(table, keys[i], Bytes.of(i));
      }
      store.write(batch, true);
    }
    try (Cursor up = store.cursor(table, new byte[0], null);
        Cursor down = store.cursorDown(table, new byte[0], null)) {
      for (int i = 0; i < keys.length; i++) {
        assertThat(up.next() && down.next()).isTrue();
        assertThat(up.key()).isEqualTo(keys[i]);
        assertThat(up.value()).isEqualTo(Bytes.of(i));
        assertThat(down.key()).isEqualTo(keys[keys.length - 1 - i]);
      }
      assertThat(up.next()).isFalse();
      assertThat(up.next()).isFalse();
      assertThat(down.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cursorsKeepToTheirRange(Table.Usage usage) {
    Table table = table(usage);
    for (String key : List.of("a", "b", "c", "d")) {
      Bytes.put(store, table, key, key);
    }
    byte[] b = Bytes.of("b");
    byte[] d = Bytes.of("d");
    assertThat(Bytes.drain(store.cursor(table, b, d))).containsExactly("b=b", "c=c");
    assertThat(Bytes.drain(store.cursorDown(table, b, d))).containsExactly("c=c", "b=b");
    assertThat(Bytes.drain(store.cursor(table, b, null))).containsExactly("b=b", "c=c", "d=d");
    assertThat(Bytes.drain(store.cursorDown(table, b, null))).containsExactly("d=d", "c=c", "b=b");
    assertThat(Bytes.drain(store.cursor(table, d, b))).isEmpty();
    assertThat(Bytes.drain(store.cursorDown(table, d, b))).isEmpty();
    assertThat(Bytes.drain(store.cursor(table, b, b))).isEmpty();
    assertThat(Bytes.drain(store.cursorDown(table, b, new byte[0]))).isEmpty();
  }

  @Test
  void aCursorSeesWhatWasThereWhenItWasMade() {
    Bytes.put(store, RANGES, "a", "1");
    Bytes.put(store, RANGES, "b", "1");
    try (Cursor before = store.cursor(RANGES, new byte[0], null);
        Cursor downBefore = store.cursorDown(RANGES, new byte[0], null);
        Batch batch = store.batch()) {
      batch.put(RANGES, Bytes.of("a"), Bytes.of("2"));
      batch.delete(RANGES, Bytes.of("b"));
      batch.put(RANGES, Bytes.of("c"), Bytes.of("2"));
      store.write(batch, false);
      assertThat(Bytes.drain(before)).containsExactly("a=1", "b=1");
      assertThat(Bytes.drain(downBefore)).containsExactly("b=1", "a=1");
    }
    assertThat(all(RANGES)).containsExactly("a=2", "c=2");
  }

  @Test
  void aCursorStandsBeforeItsFirstEntry() {
    Bytes.put(store, RANGES, "a", "1");
    try (Cursor cursor = store.cursor(RANGES, new byte[0], null)) {
      assertThatThrownBy(cursor::key).isInstanceOf(InvalidRequestException.class);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.key()).isEqualTo(Bytes.of("a"));
      assertThat(cursor.next()).isFalse();
      assertThatThrownBy(cursor::value).isInstanceOf(InvalidRequestException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void changesOfABatchApplyInTheirOrder(Table.Usage usage) {
    Table table = table(usage);
    Bytes.put(store, table, "a", "old");
    Bytes.put(store, table, "b", "old");
    try (Batch batch = store.batch()) {
      batch.put(table, Bytes.of("a"), Bytes.of("gone"));
      batch.put(table, Bytes.of("c"), Bytes.of("gone"));
      batch.deleteRange(table, Bytes.of("a"), Bytes.of("c\0"));
      batch.put(table, Bytes.of("b"), Bytes.of("kept"));
      batch.put(table, Bytes.of("d"), Bytes.of("first"));
      batch.delete(table, Bytes.of("d"));
      batch.put(table, Bytes.of("d"), Bytes.of("last"));
      batch.deleteRange(table, Bytes.of("d"), Bytes.of("a")); // of nothing
      store.write(batch, false);
    }
    assertThat(all(table)).containsExactly("b=kept", "d=last");
    assertThat(store.get(table, Bytes.of("a"))).isNull();
  }

  @Test
  void aBatchIsSeenWholeOrNotAtAll() throws InterruptedException {
    int rounds = 500;
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try (Batch batch = store.batch()) {
                for (int round = 1; round <= rounds; round++) {
                  batch.clear();
                  batch.put(POINTS, Bytes.of("x"), Bytes.of(round));
                  batch.put(RANGES, Bytes.of("x"), Bytes.of(round));
                  batch.put(RANGES, Bytes.of("y"), Bytes.of(round));
                  store.write(batch, false);
                }
              }
            });
    while (writer.isAlive()) {
      try (Cursor cursor = store.cursor(RANGES, new byte[0], null)) {
        if (cursor.next()) {
          byte[] first = cursor.value();
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.value()).isEqualTo(first);
          assertThat(Arrays.compareUnsigned(store.get(POINTS, Bytes.of("x")), first))
              .isNotNegative();
        }
      }
    }
    writer.join();
    assertThat(store.get(POINTS, Bytes.of("x"))).isEqualTo(Bytes.of(rounds));
  }

  @ParameterizedTest
  @EnumSource
  void manyKeysAreReadInTheirOrder(Table.Usage usage) {
    Table table = table(usage);
    Bytes.put(store, table, "a", "1");
    Bytes.put(store, table, "", "2");
    byte[] a = Bytes.of("a");
    assertThat(store.getAll(table, List.of(Bytes.of("z"), a, new byte[0], a)))
        .containsExactly(null, Bytes.of("1"), Bytes.of("2"), Bytes.of("1"));
    assertThat(store.getAll(table, List.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void emptyAndLargeValuesComeBack(Table.Usage usage) {
    Table table = table(usage);
    byte[] large = new byte[1 << 20];
    new Random(7).nextBytes(large);
    try (Batch batch = store.batch()) {
      batch.put(table, new byte[0], new byte[0]);
      batch.put(table, Bytes.of("large"), large);
      store.write(batch, true);
    }
    assertThat(store.get(table, new byte[0])).isEmpty();
    assertThat(store.get(table, Bytes.of("large"))).isEqualTo(large);
    assertThat(store.getAll(table, List.of(Bytes.of("large")))).containsExactly(large);
  }

  @Test
  void valuesComeFromBuffers() {
    byte[] longKey = new byte[1000];
    Arrays.fill(longKey, (byte) 'k');
    ByteBuffer heap = ByteBuffer.wrap(Bytes.of("-heap-"), 1, 4);
    ByteBuffer direct = ByteBuffer.allocateDirect(16).put(Bytes.of("-direct-")).flip().position(1);
    try (Batch batch = store.batch()) {
      batch.put(BULK, Bytes.of("heap"), heap);
      batch.put(BULK, Bytes.of("direct"), direct);
      batch.put(BULK, longKey, direct.slice().asReadOnlyBuffer());
      store.write(batch, false);
    }
    assertThat(heap.remaining()).isEqualTo(4);
    assertThat(direct.remaining()).isEqualTo(7);
    assertThat(Bytes.text(store.get(BULK, Bytes.of("heap")))).isEqualTo("heap");
    assertThat(Bytes.text(store.get(BULK, Bytes.of("direct")))).isEqualTo("direct-");
    assertThat(Bytes.text(store.get(BULK, longKey))).isEqualTo("direct-");
  }

  @Test
  void whatIsHandedInOrOutMayBeChanged() {
    byte[] key = Bytes.of("a");
    byte[] value = Bytes.of("1");
    try (Batch batch = store.batch()) {
      batch.put(POINTS, key, value);
      key[0] = 'x';
      value[0] = 'x';
      store.write(batch, false);
    }
    store.get(POINTS, Bytes.of("a"))[0] = 'x';
    assertThat(all(POINTS)).containsExactly("a=1");
  }

  @Test
  void aBatchCountsAndIsUsedAgain() {
    try (Batch batch = store.batch()) {
      batch.put(POINTS, Bytes.of("a"), new byte[100]);
      batch.delete(POINTS, Bytes.of("b"));
      batch.deleteRange(POINTS, Bytes.of("c"), Bytes.of("d"));
      assertThat(batch.count()).isEqualTo(3);
      assertThat(batch.sizeBytes()).isBetween(104L, 160L);
      store.write(batch, false);
      batch.clear();
      assertThat(batch.count()).isZero();
      store.write(batch, true); // of nothing
      batch.put(POINTS, Bytes.of("e"), Bytes.of("1"));
      store.write(batch, false);
    }
    assertThat(store.get(POINTS, Bytes.of("a"))).hasSize(100);
    assertThat(store.get(POINTS, Bytes.of("e"))).isEqualTo(Bytes.of("1"));
  }

  @Test
  void mistakesAreRefused() {
    Table unknown = new Table("unknown", Table.Usage.POINTS);
    byte[] key = Bytes.of("a");
    try (Batch batch = store.batch();
        Store other = Stores.inMemory(TABLES);
        Batch strange = other.batch()) {
      List<ThrowingCallable> mistakes =
          List.of(
              () -> store.get(unknown, key),
              () -> store.get(null, key),
              () -> store.get(POINTS, null),
              () -> store.getAll(unknown, List.of(key)),
              () -> store.getAll(POINTS, Arrays.asList(key, null)),
              () -> store.cursor(unknown, key, null),
              () -> store.cursor(POINTS, null, key),
              () -> store.compact(unknown, key, null),
              () -> batch.put(unknown, key, key),
              () -> batch.put(POINTS, null, key),
              () -> batch.put(POINTS, key, (byte[]) null),
              () -> batch.put(POINTS, key, (ByteBuffer) null),
              () -> batch.delete(unknown, key),
              () -> batch.deleteRange(POINTS, key, null),
              () -> batch.deleteRange(unknown, key, key),
              () -> store.write(strange, false),
              () -> store.write(null, false));
      assertThat(mistakes)
          .allSatisfy(
              mistake -> assertThatThrownBy(mistake).isInstanceOf(InvalidRequestException.class));
    }
    assertThatThrownBy(() -> new Table("Points", Table.Usage.POINTS))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("table.name: expected 1 to 64 of a-z, 0-9 and -, but not default, got Points");
  }

  @Test
  void afterTheEndEverythingSaysSo() {
    Bytes.put(store, POINTS, "a", "1");
    byte[] key = Bytes.of("a");
    Batch batch = store.batch();
    Cursor cursor = store.cursor(POINTS, key, null);
    assertThat(cursor.next()).isTrue();
    store.close();
    store.close();
    List<ThrowingCallable> uses =
        List.of(
            () -> store.get(POINTS, key),
            () -> store.getAll(POINTS, List.of(key)),
            () -> store.cursor(POINTS, key, null),
            () -> store.cursorDown(POINTS, key, null),
            store::batch,
            () -> store.write(batch, true),
            store::sync,
            store::statistics,
            () -> store.compact(POINTS, key, null),
            store::refresh,
            () -> batch.put(POINTS, key, key),
            () -> batch.delete(POINTS, key),
            batch::count,
            batch::clear,
            cursor::next,
            cursor::key,
            cursor::value);
    assertThat(uses).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(ClosedException.class));
    cursor.close();
    batch.close();
    batch.close();
  }

  @Test
  void closedCursorsAndBatchesSaySo() {
    Bytes.put(store, POINTS, "a", "1");
    Cursor cursor = store.cursor(POINTS, new byte[0], null);
    assertThat(cursor.next()).isTrue();
    cursor.close();
    cursor.close();
    Batch batch = store.batch();
    batch.close();
    List<ThrowingCallable> uses =
        List.of(
            cursor::next,
            cursor::key,
            cursor::value,
            batch::count,
            batch::sizeBytes,
            batch::clear,
            () -> batch.put(POINTS, new byte[0], ByteBuffer.allocateDirect(1)),
            () -> store.write(batch, false));
    assertThat(uses).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(ClosedException.class));
  }

  @Test
  void statisticsNameEveryTable() {
    Bytes.put(store, POINTS, "a", "1");
    assertThat(store.statistics().liveBytesByTable()).containsOnlyKeys("points", "ranges", "bulk");
    assertThat(store.statistics().writes()).isEqualTo(1);
    assertThat(store.refresh()).isFalse();
  }

  @Test
  void compactingKeepsWhatIsThere() {
    for (int i = 0; i < 100; i++) {
      Bytes.put(store, BULK, "key" + i, "value".repeat(200));
    }
    try (Cursor before = store.cursor(BULK, new byte[0], null);
        Batch batch = store.batch()) {
      batch.deleteRange(BULK, Bytes.of("key2"), Bytes.of("key3"));
      store.write(batch, false);
      store.compact(BULK, Bytes.of("key1"), Bytes.of("key5"));
      store.compact(BULK, new byte[0], null);
      assertThat(Bytes.drain(before)).hasSize(100);
    }
    assertThat(all(BULK)).hasSize(89);
  }
}
