package dev.perigee.store;

import dev.perigee.error.InvalidRequestException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// What both stores ask of their callers.
final class Arguments {

  private Arguments() {}

  /// @throws InvalidRequestException if there is none
  static <T> T given(String name, T value) {
    if (value == null) {
      throw InvalidRequestException.of(name, "a value", null);
    }
    return value;
  }

  /// @throws InvalidRequestException if one is named twice
  static List<Table> tables(List<Table> tables) {
    HashSet<String> names = new HashSet<>();
    for (Table table : given("tables", tables)) {
      if (!names.add(given("table", table).name())) {
        throw InvalidRequestException.of("tables", "each name once", table.name());
      }
    }
    return List.copyOf(tables);
  }

  /// Refuses a table that the store was not opened with.
  static InvalidRequestException unknown(Table table, Collection<Table> known) {
    return InvalidRequestException.of("table", "one of " + known, table);
  }

  /// Whether `from <= key < to` holds for no key; `to` null stands for the end.
  static boolean isEmpty(byte[] from, byte[] to) {
    return to != null && Arrays.compareUnsigned(from, to) >= 0;
  }

  static InvalidRequestException notPositioned() {
    return InvalidRequestException.of("cursor", "next() to have returned true", "no entry");
  }

  static InvalidRequestException strangeBatch() {
    return InvalidRequestException.of("batch", "one made by this store", "another");
  }
}
