package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.ClosedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stores against a model, and under many threads.
abstract class StoreLoadContract {

  private static final List<Table> TABLES = StoreContract.TABLES;

  /// A new, empty store with the contract's tables.
  protected abstract Store open();

  /// The same store with its entries, closed and opened if that makes sense.
  protected abstract Store reopen(Store store);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void doesAsAModelDoes(long seed) {
    Random random = new Random(seed);
    Map<Table, NavigableMap<byte[], byte[]>> model = emptyModel();
    Store store = open();
    for (int round = 0; round < 300; round++) {
      try (Batch batch = store.batch()) {
        for (int i = random.nextInt(20); i > 0; i--) {
          change(random, batch, model);
        }
        store.write(batch, random.nextInt(10) == 0);
      }
      if (random.nextInt(50) == 0) {
        store = reopen(store);
      }
      if (random.nextInt(50) == 0) {
        store.compact(any(random), key(random), random.nextBoolean() ? key(random) : null);
      }
      compare(random, store, model);
    }
    store.close();
  }

  @Test
  void readersAndWritersGoOnTogetherUntilTheEnd() throws Exception {
    Store store = open();
    CountDownLatch busy = new CountDownLatch(6);
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        done.add(threads.submit(() -> untilClosed(busy, () -> writeSome(store, number))));
        done.add(threads.submit(() -> untilClosed(busy, () -> readSome(store))));
      }
      busy.await();
      store.close();
      for (Future<?> one : done) {
        assertEndsQuietly(one);
      }
    }
  }

  private static void assertEndsQuietly(Future<?> one) throws InterruptedException {
    try {
      one.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a thread failed while the store was in use or closed", e);
    }
  }

  /// Repeats until the store is closed under it; reports once it has gone around 50 times.
  private static void untilClosed(CountDownLatch busy, Runnable work) {
    int rounds = 0;
    try {
      while (true) {
        work.run();
        if (++rounds == 50) {
          busy.countDown();
        }
      }
    } catch (ClosedException e) {
      assertThat(rounds).isGreaterThanOrEqualTo(50);
    }
  }

  private static void writeSome(Store store, int number) {
    try (Batch batch = store.batch()) {
      for (int i = 0; i < 10; i++) {
        batch.put(TABLES.get(i % 3), Bytes.of(100 * number + i), new byte[1000]);
      }
      batch.deleteRange(TABLES.get(0), Bytes.of(100 * number), Bytes.of(100 * number + 5));
      store.write(batch, false);
    }
  }

  private static void readSome(Store store) {
    Cursor cursor = store.cursor(TABLES.get(2), new byte[0], null);
    while (cursor.next()) {
      assertThat(cursor.value()).hasSize(1000);
    }
    store.getAll(TABLES.get(1), List.of(Bytes.of(1), Bytes.of(101), Bytes.of(201)));
    store.statistics();
    cursor.close();
  }

  private static Map<Table, NavigableMap<byte[], byte[]>> emptyModel() {
    Comparator<byte[]> unsigned = Arrays::compareUnsigned;
    Map<Table, NavigableMap<byte[], byte[]>> model =
        new TreeMap<>(Comparator.comparing(Table::name));
    TABLES.forEach(table -> model.put(table, new TreeMap<>(unsigned)));
    return model;
  }

  private static Table any(Random random) {
    return TABLES.get(random.nextInt(TABLES.size()));
  }

  private static byte[] key(Random random) {
    byte[] key = new byte[random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(12) * 23);
    }
    return key;
  }

  private static void change(
      Random random, Batch batch, Map<Table, NavigableMap<byte[], byte[]>> model) {
    Table table = any(random);
    NavigableMap<byte[], byte[]> entries = model.get(table);
    byte[] key = key(random);
    switch (random.nextInt(6)) {
      case 0 -> {
        batch.delete(table, key);
        entries.remove(key);
      }
      case 1 -> {
        byte[] to = key(random);
        batch.deleteRange(table, key, to);
        if (Arrays.compareUnsigned(key, to) < 0) {
          entries.subMap(key, to).clear();
        }
      }
      default -> {
        byte[] value = new byte[random.nextInt(600)];
        random.nextBytes(value);
        batch.put(table, key, value);
        entries.put(key, value);
      }
    }
  }

  private static void compare(
      Random random, Store store, Map<Table, NavigableMap<byte[], byte[]>> model) {
    Table table = any(random);
    byte[] from = key(random);
    byte[] to = random.nextInt(4) == 0 ? null : key(random);
    NavigableMap<byte[], byte[]> expected = model.get(table).tailMap(from, true);
    if (to != null) {
      expected =
          model.get(table).subMap(from, true, Arguments.isEmpty(from, to) ? from : to, false);
    }
    assertSame(store.cursor(table, from, to), expected);
    assertSame(store.cursorDown(table, from, to), expected.descendingMap());
    byte[] key = key(random);
    assertThat(store.get(table, key)).isEqualTo(model.get(table).get(key));
    assertThat(store.getAll(table, List.of(key, from)))
        .containsExactly(model.get(table).get(key), model.get(table).get(from));
  }

  private static void assertSame(Cursor cursor, NavigableMap<byte[], byte[]> expected) {
    try (cursor) {
      for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(entry.getKey());
        assertThat(cursor.value()).isEqualTo(entry.getValue());
      }
      assertThat(cursor.next()).isFalse();
    }
  }
}
