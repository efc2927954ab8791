package dev.perigee.formats.usearch;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.NodeLevels;
import dev.perigee.vector.LinkSource;

/// The keys and links of an index, read where they lie behind a [USearchGraphHeader].
///
/// ```
/// size x i16     levels
///
/// the tape of each node:
///   key          u64, or as the head says
///   i16          its level again
///   level 0:     u32 degree, M0 slots (u32 or u40), of which `degree` are valid
///   each above:  u32 degree, M slots
/// ```
///
/// The file ends there. A slot is the number of a row. A removed row has the largest key there is
/// and keeps its links. Opening reads the levels, and a byte a node is kept.
///
/// Safe for several threads.
final class USearchGraph implements LinkSource {

  private final FileBytes file;
  private final USearchHead head;
  private final USearchGraphHeader header;
  private final NodeLevels levels;
  private final long tapesAt;

  private USearchGraph(
      FileBytes file,
      USearchHead head,
      USearchGraphHeader header,
      NodeLevels levels,
      long tapesAt) {
    this.file = file;
    this.head = head;
    this.header = header;
    this.levels = levels;
    this.tapesAt = tapesAt;
  }

  /// Reads the header of the graph and how high each node reaches.
  ///
  /// @throws dev.perigee.error.CorruptionException if that contradicts the head or the length of
  ///   the file
  static USearchGraph read(FileBytes file, USearchHead head, long at) {
    USearchGraphHeader header = USearchGraphHeader.read(file, at);
    if (head.present() < 0
        || head.removed() < 0
        || head.present() + head.removed() != header.size()) {
      throw file.corruption(
          at,
          "expected %s nodes that count and %s that were removed, got %d"
              .formatted(
                  Long.toUnsignedString(head.present()),
                  Long.toUnsignedString(head.removed()),
                  header.size()));
    }
    long levelsAt = at + USearchGraphHeader.BYTES;
    NodeLevels levels = levels(file, header, levelsAt);
    long tapesAt = levelsAt + (long) header.size() * Short.BYTES;
    USearchGraph graph = new USearchGraph(file, head, header, levels, tapesAt);
    long end = graph.tapeAt(header.size());
    if (end != file.sizeBytes()) {
      throw file.corruption(
          Math.min(end, file.sizeBytes()),
          "expected the file to end at byte " + end + ", got " + file.sizeBytes() + " bytes");
    }
    return graph;
  }

  private static NodeLevels levels(FileBytes file, USearchGraphHeader header, long at) {
    byte[] levels = new byte[header.size()];
    for (int node = 0; node < levels.length; node++) {
      long levelAt = at + (long) node * Short.BYTES;
      int level = file.u16(levelAt);
      if (level > header.maxLevel()) {
        throw file.corruption(
            levelAt, "expected a level of 0 to " + header.maxLevel() + ", got " + level);
      }
      levels[node] = (byte) level;
    }
    if (levels.length > 0 && levels[header.entrySlot()] != header.maxLevel()) {
      throw file.corruption(
          at + (long) header.entrySlot() * Short.BYTES,
          "expected the entry node on level %d, got level %d"
              .formatted(header.maxLevel(), levels[header.entrySlot()]));
    }
    return new NodeLevels(levels);
  }

  USearchGraphHeader header() {
    return header;
  }

  private long tapeAt(int node) {
    long baseBytes = levelsOffset() + linksBytes(header.m0());
    return tapesAt + node * baseBytes + levels.levelsBefore(node) * linksBytes(header.m());
  }

  private int levelsOffset() {
    return head.key().bytes() + Short.BYTES;
  }

  private long linksBytes(int room) {
    return Integer.BYTES + (long) room * head.slot().bytes();
  }

  /// The key of a node.
  long key(long node) {
    return head.key()
        .key(unsigned(file.bytes(tapeAt((int) node), head.key().bytes()), 0, head.key().bytes()));
  }

  /// Whether a node was removed.
  boolean isRemoved(long node) {
    return key(node) == head.key().freeKey();
  }

  /// How many nodes were removed, by their keys, as the library finds out. The head is not asked:
  /// before 2.13 the library lost count when the ring that held them was full, so that 64 were told
  /// as none.
  long removedRows() {
    long removed = 0;
    for (int node = 0; node < count(); node++) {
      removed += isRemoved(node) ? 1 : 0;
    }
    return removed;
  }

  @Override
  public int count() {
    return header.size();
  }

  @Override
  public int entryNode() {
    return header.entrySlot();
  }

  @Override
  public int level(int node) {
    return levels.level(node);
  }

  @Override
  public int degreeMax() {
    return count() > 0 ? header.m0() : 0;
  }

  @Override
  public int degreeMaxUpper() {
    return header.maxLevel() > 0 ? header.m() : 0;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the node is not on that level
  /// @throws dev.perigee.error.CorruptionException if its tape says otherwise, it has more
  ///   neighbours than there is room for, or one that is not on that level
  @Override
  public int neighbours(int level, int node, int[] target) {
    if (level < 0 || level > level(node)) {
      throw InvalidRequestException.of("level", "0 to " + level(node), level);
    }
    long tapeAt = tapeAt(node);
    requireLevel(tapeAt + head.key().bytes(), node);
    long at = tapeAt + levelsOffset();
    if (level > 0) {
      at += linksBytes(header.m0()) + (level - 1) * linksBytes(header.m());
    }
    int room = level == 0 ? header.m0() : header.m();
    long degree = file.u32(at);
    if (degree > room) {
      throw file.corruption(at, "expected up to " + room + " neighbours, got " + degree);
    }
    readSlots(at + Integer.BYTES, (int) degree, level, target);
    return (int) degree;
  }

  private void requireLevel(long at, int node) {
    if (file.u16(at) != level(node)) {
      throw file.corruption(
          at, "expected level " + level(node) + " as told before, got " + file.u16(at));
    }
  }

  private void readSlots(long at, int degree, int level, int[] target) {
    int slotBytes = head.slot().bytes();
    byte[] bytes = file.bytes(at, degree * slotBytes);
    for (int i = 0; i < degree; i++) {
      long slot = unsigned(bytes, i * slotBytes, slotBytes);
      if (slot >= count() || level((int) slot) < level) {
        throw file.corruption(
            at + (long) i * slotBytes,
            "expected one of %d nodes on level %d, got %d".formatted(count(), level, slot));
      }
      target[i] = (int) slot;
    }
  }

  private static long unsigned(byte[] bytes, int from, int lengthBytes) {
    long number = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      number = (number << Byte.SIZE) | (bytes[from + i] & 0xff);
    }
    return number;
  }
}
