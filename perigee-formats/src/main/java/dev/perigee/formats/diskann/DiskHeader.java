package dev.perigee.formats.diskann;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;

/// The first sector of an index on disk. The C++ program counts numbers in front of it, the Rust
/// one bytes; before August 2022 there was no such count, and the length of the file came first.
///
/// ```
/// 0   u32   9, or 12 with reorder data (C++); 96 (Rust)
/// 4   u32   1
/// 8   u64   nodes
/// 16  u64   dimension of the stored vectors
/// 24  u64   medoid, where a search begins
/// 32  u64   bytes of a node
/// 40  u64   nodes of a sector; 0: a node takes several
/// 48  u64   frozen points, 0 or 1
/// 56  u64   which node that is
/// 64  u64   1 if there is reorder data
/// 72  u64   length of the file; with reorder data (C++) instead
/// 72  u64   its first sector, u64 its dimension, u64 its vectors of a sector, u64 length of the file
/// 80  u64   bytes of associated data at the end of each node, Rust alone
/// 88  u64   bytes of a sector, Rust alone; else 4096
/// 96  u32   version, major and minor, Rust alone
///
/// before August 2022
/// 0   u64   length of the file
/// 8   u64   nodes
/// 16  u64   medoid
/// 24  u64   bytes of a node
/// 32  u64   nodes of a sector
/// 40  u64   frozen points, u64 which, u64 reorder data, and its three numbers; zeros in older ones
/// ```
///
/// @param writer that wrote it
/// @param nodes 1 or more
/// @param dimension of the stored vectors; 0 if it does not tell
/// @param medoid where a search begins
/// @param nodeBytes of a node
/// @param nodesPerSector 0 if a node takes several sectors
/// @param frozen the artificial node, or -1
/// @param reorder where full vectors are besides, or null
/// @param associatedBytes at the end of each node
/// @param sectorBytes of a sector
record DiskHeader(
    DiskWriter writer,
    int nodes,
    int dimension,
    int medoid,
    long nodeBytes,
    long nodesPerSector,
    int frozen,
    Reorder reorder,
    long associatedBytes,
    long sectorBytes) {

  static final int SECTOR_BYTES = 4096;

  private static final int SECTOR_BYTES_MIN = 512;
  private static final int SECTOR_BYTES_MAX = 1 << 24;

  /// Full vectors, floats, behind the graph.
  ///
  /// @param sector the first
  /// @param dimension of each
  /// @param perSector how many are in a sector, of which none crosses the border
  record Reorder(long sector, int dimension, long perSector) {}

  /// @throws dev.perigee.error.CorruptionException if the numbers are not those of an index
  /// @throws LimitExceededException above 2,147,483,647 nodes
  static DiskHeader read(FileBytes file) {
    DiskWriter writer = DiskWriter.of(file);
    boolean isOld = writer == DiskWriter.CPP_OLD;
    boolean isRust = writer == DiskWriter.RUST;
    int nodes = nodes(file, 8);
    // From the medoid on, the numbers are the same.
    long at = isOld ? 16 : 24;
    boolean hasReorder = flag(file, at + 40) && !isRust;
    if (!isOld) {
      requireLength(file, hasReorder ? 96 : 72);
    }
    return new DiskHeader(
        writer,
        nodes,
        isOld ? 0 : dimension(file, 16),
        node(file, at, nodes),
        file.i64(at + 8),
        file.i64(at + 16),
        flag(file, at + 24) ? node(file, at + 32, nodes) : -1,
        hasReorder ? reorder(file, at + 48) : null,
        isRust ? file.i64(80) : 0,
        isRust ? sectorBytes(file) : SECTOR_BYTES);
  }

  private static void requireLength(FileBytes file, long at) {
    if (file.i64(at) != file.sizeBytes()) {
      throw file.corruption(
          at, "expected the length of the file, " + file.sizeBytes() + ", got " + file.i64(at));
    }
  }

  private static int nodes(FileBytes file, long at) {
    long nodes = file.i64(at);
    file.require(SECTOR_BYTES_MIN, nodes, Integer.BYTES, "nodes");
    if (nodes == 0) {
      throw file.corruption(at, "expected 1 node or more, got 0");
    }
    if (nodes > Integer.MAX_VALUE) {
      throw new LimitExceededException(
          "%s: expected at most %,d nodes, got %,d"
              .formatted(file.name(), Integer.MAX_VALUE, nodes));
    }
    return (int) nodes;
  }

  private static int node(FileBytes file, long at, int nodes) {
    long node = file.i64(at);
    if (node < 0 || node >= nodes) {
      throw file.corruption(at, "expected one of " + nodes + " nodes, got " + node);
    }
    return (int) node;
  }

  private static int dimension(FileBytes file, long at) {
    long dimension = file.i64(at);
    if (dimension < 1 || dimension > BinBlob.COLUMNS_MAX) {
      throw file.corruption(
          at, "expected 1 to " + BinBlob.COLUMNS_MAX + " components, got " + dimension);
    }
    return (int) dimension;
  }

  private static boolean flag(FileBytes file, long at) {
    long flag = file.i64(at);
    if (flag != 0 && flag != 1) {
      throw file.corruption(at, "expected 0 or 1, got " + flag);
    }
    return flag == 1;
  }

  private static Reorder reorder(FileBytes file, long at) {
    return new Reorder(file.i64(at), dimension(file, at + 8), file.i64(at + 16));
  }

  /// Early versions left the size of a sector out.
  private static long sectorBytes(FileBytes file) {
    long bytes = file.i64(88);
    if (bytes != 0 && (bytes < SECTOR_BYTES_MIN || bytes > SECTOR_BYTES_MAX)) {
      throw file.corruption(
          88,
          "expected sectors of %d to %d bytes, got %d"
              .formatted(SECTOR_BYTES_MIN, SECTOR_BYTES_MAX, bytes));
    }
    return bytes == 0 ? SECTOR_BYTES : bytes;
  }
}
