package dev.perigee.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/// Short ways to write bytes and to read stores.
final class Bytes {

  private Bytes() {}

  static byte[] of(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }

  /// The bytes of a number, so that their order is the numbers'.
  static byte[] of(int number) {
    return new byte[] {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
  }

  /// What is still to come, as `key=value`; closes the cursor.
  static List<String> drain(Cursor cursor) {
    List<String> entries = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        entries.add(text(cursor.key()) + "=" + text(cursor.value()));
      }
    }
    return entries;
  }

  static void put(Store store, Table table, String key, String value) {
    try (Batch batch = store.batch()) {
      batch.put(table, of(key), of(value));
      store.write(batch, false);
    }
  }
}
