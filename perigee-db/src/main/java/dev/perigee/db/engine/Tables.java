package dev.perigee.db.engine;

import dev.perigee.store.Table;
import dev.perigee.store.Table.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The tables of a database and the keys in them. Numbers in keys are big-endian, so that keys are
/// in the order of the numbers. `docs/formats/store.md` has the values too.
public final class Tables {

  /// Single values: format, sequence, collections and their counters.
  public static final Table META = new Table("meta", Usage.POINTS);

  /// Collection and id to document number.
  public static final Table IDS = new Table("ids", Usage.POINTS);

  /// Collection and document number to the version that counts now.
  public static final Table CURRENT = new Table("current", Usage.POINTS);

  /// Collection, document number and sequence number of its end to an older version.
  public static final Table HISTORY = new Table("history", Usage.RANGES);

  /// Collection, sequence number and document number of each end of a version.
  public static final Table CLOSURES = new Table("closures", Usage.RANGES);

  /// Sequence number to what its commit changed.
  public static final Table CHANGES = new Table("changes", Usage.RANGES);

  /// Collection, vector field and part to what the part is.
  public static final Table PARTS = new Table("parts", Usage.RANGES);

  /// Part and row to the sequence number that closed the row.
  public static final Table TOMBSTONES = new Table("tombstones", Usage.RANGES);

  /// Part and row to document number, sequence number and vector, until the part is in a file.
  public static final Table ROWS = new Table("rows", Usage.BULK);

  /// All of them.
  public static final List<Table> ALL =
      List.of(META, IDS, CURRENT, HISTORY, CLOSURES, CHANGES, PARTS, TOMBSTONES, ROWS);

  /// Key of the format of the database.
  static final byte[] FORMAT = "format".getBytes(StandardCharsets.UTF_8);

  /// Key of the sequence number of the last commit.
  static final byte[] SEQUENCE = "sequence".getBytes(StandardCharsets.UTF_8);

  /// Key of the sequence number from which on changes are kept.
  static final byte[] CHANGES_FROM = "changes".getBytes(StandardCharsets.UTF_8);

  /// Key of the number of the next collection: numbers are not given twice, since changes name
  /// them.
  static final byte[] NEXT_COLLECTION = "next-collection".getBytes(StandardCharsets.UTF_8);

  private static final byte COLLECTION = 1;
  private static final byte COUNTERS = 2;
  private static final byte HORIZON = 3;
  private static final byte ADOPTING = 4;

  private Tables() {}

  static byte[] collection(int collection) {
    return ByteBuffer.allocate(5).put(COLLECTION).putInt(collection).array();
  }

  static byte[] collectionsEnd() {
    return new byte[] {COLLECTION + 1};
  }

  static byte[] counters(int collection) {
    return ByteBuffer.allocate(5).put(COUNTERS).putInt(collection).array();
  }

  static byte[] horizon(int collection) {
    return ByteBuffer.allocate(5).put(HORIZON).putInt(collection).array();
  }

  /// Marks a number under which there are documents, but no collection yet.
  static byte[] adopting(int collection) {
    return ByteBuffer.allocate(5).put(ADOPTING).putInt(collection).array();
  }

  static byte[] adoptingEnd() {
    return new byte[] {ADOPTING + 1};
  }

  static byte[] id(int collection, byte[] id) {
    return ByteBuffer.allocate(4 + id.length).putInt(collection).put(id).array();
  }

  static byte[] current(int collection, long document) {
    return ByteBuffer.allocate(12).putInt(collection).putLong(document).array();
  }

  static byte[] history(int collection, long document, long closed) {
    return ByteBuffer.allocate(20).putInt(collection).putLong(document).putLong(closed).array();
  }

  static byte[] closure(int collection, long closed, long document) {
    return ByteBuffer.allocate(20).putInt(collection).putLong(closed).putLong(document).array();
  }

  static byte[] part(int collection, int field, long uid) {
    return ByteBuffer.allocate(14).putInt(collection).putShort((short) field).putLong(uid).array();
  }

  static byte[] row(long uid, int row) {
    return ByteBuffer.allocate(12).putLong(uid).putInt(row).array();
  }

  /// The first key of a collection, in tables whose keys start with it.
  static byte[] first(int collection) {
    return ByteBuffer.allocate(4).putInt(collection).array();
  }

  /// The key of one number.
  static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  static long toNumber(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
