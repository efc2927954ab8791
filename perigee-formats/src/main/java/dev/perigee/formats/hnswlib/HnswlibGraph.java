package dev.perigee.formats.hnswlib;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.NodeLevels;
import dev.perigee.vector.LinkSource;

/// The links of an index, read where they lie behind an [HnswlibHeader].
///
/// ```
/// level 0, a record for each node:
///   u16            degree
///   u8             bit 0: marked as deleted
///   u8             0
///   maxM0 x u32    neighbours, of which `degree` are valid and the others left from before
///   ...            vector
///   u64            label
///
/// the levels above, for each node:
///   u32            lengthBytes = level * (4 + 4 * maxM)
///   level times:   u32 degree (lower half), maxM x u32 neighbours
/// ```
///
/// The file ends there. Since no record tells where a node's upper levels are, opening reads each
/// length once; a byte a node is kept.
///
/// Safe for several threads.
final class HnswlibGraph implements LinkSource {

  static final int LEVEL_MAX = NodeLevels.LEVEL_MAX;

  private static final int DEGREE_MASK = 0xffff;
  private static final int DELETED_BIT = 1 << 16;

  private final FileBytes file;
  private final HnswlibHeader header;
  private final NodeLevels levels;

  private HnswlibGraph(FileBytes file, HnswlibHeader header, NodeLevels levels) {
    this.file = file;
    this.header = header;
    this.levels = levels;
  }

  /// Reads how high each node reaches, up to the end of the file.
  ///
  /// @throws dev.perigee.error.CorruptionException if that is no whole number of levels, above that
  ///   of the entry node, or not where the file ends
  static HnswlibGraph read(FileBytes file, HnswlibHeader header) {
    byte[] levels = new byte[header.count()];
    long at = HnswlibHeader.BYTES + (long) header.count() * header.recordBytes();
    for (int node = 0; node < levels.length; node++) {
      levels[node] = (byte) readLevel(file, header, at);
      at += Integer.BYTES + (long) levels[node] * header.upperBytes();
    }
    if (at != file.sizeBytes()) {
      throw file.corruption(
          Math.min(at, file.sizeBytes()),
          "expected the file to end at byte " + at + ", got " + file.sizeBytes() + " bytes");
    }
    if (levels.length > 0 && levels[header.entryNode()] != header.maxLevel()) {
      throw file.corruption(
          52,
          "expected an entry node on level %d, got node %d, on level %d"
              .formatted(header.maxLevel(), header.entryNode(), levels[header.entryNode()]));
    }
    return new HnswlibGraph(file, header, new NodeLevels(levels));
  }

  private static long readLevel(FileBytes file, HnswlibHeader header, long at) {
    long lengthBytes = file.u32(at);
    long level = lengthBytes / header.upperBytes();
    if (lengthBytes % header.upperBytes() != 0 || level > header.maxLevel()) {
      throw file.corruption(
          at,
          "expected up to %d levels of %d bytes, got %d bytes"
              .formatted(header.maxLevel(), header.upperBytes(), lengthBytes));
    }
    return level;
  }

  /// Where a node's record begins.
  long recordAt(long node) {
    return HnswlibHeader.BYTES + node * header.recordBytes();
  }

  /// Whether a node was marked as deleted.
  boolean isDeleted(long node) {
    return (file.i32(recordAt(node)) & DELETED_BIT) != 0;
  }

  /// How many were: the file does not tell, so that each record is looked at.
  long countDeleted() {
    long deleted = 0;
    for (int node = 0; node < count(); node++) {
      deleted += isDeleted(node) ? 1 : 0;
    }
    return deleted;
  }

  @Override
  public int count() {
    return header.count();
  }

  @Override
  public int entryNode() {
    return header.entryNode();
  }

  @Override
  public int level(int node) {
    return levels.level(node);
  }

  @Override
  public int degreeMax() {
    return header.maxM0();
  }

  @Override
  public int degreeMaxUpper() {
    return header.maxLevel() > 0 ? header.maxM() : 0;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the node is not on that level
  /// @throws dev.perigee.error.CorruptionException if it has more neighbours than there is room
  ///   for, or one that is not on that level
  @Override
  public int neighbours(int level, int node, int[] target) {
    if (level < 0 || level > level(node)) {
      throw InvalidRequestException.of("level", "0 to " + level(node), level);
    }
    long at = level == 0 ? recordAt(node) : upperAt(level, node);
    int degree = file.i32(at) & DEGREE_MASK;
    int room = level == 0 ? header.maxM0() : header.maxM();
    if (degree > room) {
      throw file.corruption(at, "expected up to " + room + " neighbours, got " + degree);
    }
    file.i32s(at + Integer.BYTES, degree, target);
    for (int i = 0; i < degree; i++) {
      if (target[i] < 0 || target[i] >= count() || level(target[i]) < level) {
        throw file.corruption(
            at + Integer.BYTES * (1L + i),
            "expected one of %d nodes on level %d, got %s"
                .formatted(count(), level, Integer.toUnsignedString(target[i])));
      }
    }
    return degree;
  }

  private long upperAt(int level, int node) {
    return recordAt(count())
        + (long) Integer.BYTES * (node + 1)
        + (levels.levelsBefore(node) + level - 1) * header.upperBytes();
  }
}
