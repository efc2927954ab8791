package dev.perigee.formats.hnswlib;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The first 96 bytes of an index. They name neither library nor version, dimension, type or
/// metric.
///
/// ```
/// 0   u64  offset of level 0 in a record: 0
/// 8   u64  capacity
/// 16  u64  count
/// 24  u64  recordBytes  = labelOffset + 8
/// 32  u64  labelOffset  = vectorOffset + bytes of a vector
/// 40  u64  vectorOffset = 4 + 4 * maxM0
/// 48  i32  maxLevel; -1 if empty
/// 52  u32  entryNode; 0xFFFFFFFF if empty
/// 56  u64  maxM: room for links above level 0
/// 64  u64  maxM0: room for links on level 0
/// 72  u64  M
/// 80  f64  1 / ln(M), what levels of new nodes are drawn with
/// 88  u64  efConstruction
/// 96  count records of level 0, then the levels above: see HnswlibGraph
/// ```
///
/// The three equations are the only thing that tells such a file from any other.
///
/// @param maxLevel 0 to 63; -1 if empty
/// @param entryNode -1 if empty
/// @param maxM 1 to 65,535
/// @param maxM0 1 to 65,535
record HnswlibHeader(
    long capacity,
    int count,
    int vectorBytes,
    int maxLevel,
    int entryNode,
    int maxM,
    int maxM0,
    long m,
    double mult,
    long efConstruction) {

  static final int BYTES = 96;
  static final int LABEL_BYTES = Long.BYTES;

  /// A node tells its degree in two bytes.
  static final int DEGREE_MAX = 65_535;

  private static final int VECTOR_BYTES_MAX = 65_536 * Float.BYTES;

  /// Bytes of a node's links on level 0, before its vector.
  int vectorOffset() {
    return Integer.BYTES * (1 + maxM0);
  }

  /// Bytes of a node's links on one level above 0.
  int upperBytes() {
    return Integer.BYTES * (1 + maxM);
  }

  /// Where in its record a node's label is.
  int labelOffset() {
    return vectorOffset() + vectorBytes;
  }

  /// Bytes of a node on level 0.
  int recordBytes() {
    return labelOffset() + LABEL_BYTES;
  }

  /// Whether the equations hold and the records are in the file.
  static boolean matches(FileBytes file) {
    if (file.sizeBytes() < BYTES || file.i64(0) != 0) {
      return false;
    }
    long count = file.i64(16);
    long recordBytes = file.i64(24);
    long labelOffset = file.i64(32);
    long vectorOffset = file.i64(40);
    long maxM0 = file.i64(64);
    return maxM0 > 0
        && maxM0 <= DEGREE_MAX
        && vectorOffset == Integer.BYTES * (1 + maxM0)
        && labelOffset > vectorOffset
        && recordBytes == labelOffset + LABEL_BYTES
        && recordBytes > labelOffset
        && count >= 0
        && count <= (file.sizeBytes() - BYTES) / recordBytes;
  }

  /// Reads and checks it.
  ///
  /// @throws dev.perigee.error.CorruptionException if it contradicts itself or the file's length
  /// @throws LimitExceededException above 2,147,483,647 nodes or 65,536 floats a vector
  static HnswlibHeader read(FileBytes file) {
    file.require(0, BYTES, 1, "bytes of a header");
    long maxM = degree(file, 56, "maxM");
    long maxM0 = degree(file, 64, "maxM0");
    long vectorBytes = vectorBytes(file, Integer.BYTES * (1 + maxM0));
    long count = count(file);
    boolean empty = count == 0;
    return new HnswlibHeader(
        file.i64(8),
        (int) count,
        (int) vectorBytes,
        empty ? -1 : maxLevel(file),
        empty ? -1 : entryNode(file, count),
        (int) maxM,
        (int) maxM0,
        file.i64(72),
        file.f64(80),
        file.i64(88));
  }

  /// Checks the equations.
  ///
  /// @param vectorOffset what has to be in the file
  private static long vectorBytes(FileBytes file, long vectorOffset) {
    expect(file, 0, 0, "for the offset of level 0");
    expect(file, 40, vectorOffset, "for the offset of vectors, 4 + 4 * maxM0");
    long labelOffset = file.i64(32);
    if (labelOffset <= vectorOffset) {
      throw file.corruption(32, "expected labels behind vectors, got them at " + labelOffset);
    }
    expect(file, 24, labelOffset + LABEL_BYTES, "for the bytes of a record, up to its label");
    long vectorBytes = labelOffset - vectorOffset;
    if (vectorBytes > VECTOR_BYTES_MAX) {
      throw new LimitExceededException(
          "%s: expected vectors of at most 65,536 floats, got %d bytes"
              .formatted(file.name(), vectorBytes));
    }
    return vectorBytes;
  }

  private static long count(FileBytes file) {
    long count = file.i64(16);
    file.require(BYTES, count, file.i64(24), "records");
    if (count > Integer.MAX_VALUE) {
      throw new LimitExceededException(
          file.name() + ": expected at most 2,147,483,647 nodes, got " + count);
    }
    if (file.i64(8) < count) {
      throw file.corruption(8, "expected a capacity of " + count + " or more, got less");
    }
    return count;
  }

  private static void expect(FileBytes file, long at, long value, String what) {
    if (file.i64(at) != value) {
      throw file.corruption(at, "expected " + value + " " + what + ", got " + file.i64(at));
    }
  }

  private static long degree(FileBytes file, long at, String what) {
    long degree = file.i64(at);
    if (degree < 1 || degree > DEGREE_MAX) {
      throw file.corruption(at, "expected " + what + " of 1 to 65,535, got " + degree);
    }
    return degree;
  }

  private static int maxLevel(FileBytes file) {
    int level = file.i32(48);
    if (level < 0 || level > HnswlibGraph.LEVEL_MAX) {
      throw file.corruption(48, "expected a highest level of 0 to 63, got " + level);
    }
    return level;
  }

  private static int entryNode(FileBytes file, long count) {
    long node = file.u32(52);
    if (node >= count) {
      throw file.corruption(52, "expected an entry node of 0 to " + (count - 1) + ", got " + node);
    }
    return (int) node;
  }

  /// The bytes of it.
  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0)
        .putLong(capacity)
        .putLong(count)
        .putLong(recordBytes())
        .putLong(labelOffset())
        .putLong(vectorOffset())
        .putInt(maxLevel)
        .putInt(entryNode)
        .putLong(maxM)
        .putLong(maxM0)
        .putLong(m)
        .putDouble(mult)
        .putLong(efConstruction)
        .array();
  }
}
