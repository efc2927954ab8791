package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import java.util.function.LongUnaryOperator;

/// Where the nodes of an index on disk lie; nothing but arithmetic on its [DiskHeader].
///
/// ```
/// node
/// 0         stored vector
///     u32   neighbours
///           neighbours x u32, zeros up to the next
///           associated data, Rust alone
/// ```
///
/// A node lies inside a sector, the first in sector 1; or it begins a sector and takes several.
/// Sectors end in zeros.
///
/// Safe for several threads. Does not own the file.
///
/// @param file of the index
/// @param header of it
/// @param vectorBytes of a stored vector
record DiskLayout(FileBytes file, DiskHeader header, long vectorBytes) {

  /// @throws dev.perigee.error.CorruptionException if the file has no room for what the header says
  DiskLayout {
    long associated = header.associatedBytes();
    require(file, associated, 0, file.sizeBytes(), "bytes of associated data");
    long nodeBytesMin = vectorBytes + Integer.BYTES + associated;
    require(file, header.nodeBytes(), nodeBytesMin, file.sizeBytes(), "bytes of a node");
    long perSectorMax = header.sectorBytes() / header.nodeBytes();
    require(file, header.nodesPerSector(), 0, perSectorMax, "nodes of a sector");
    long sectors =
        header.nodesPerSector() == 0
            ? header.nodes() * sectorsPerNode(header)
            : ceil(header.nodes(), header.nodesPerSector());
    file.require(header.sectorBytes(), sectors, header.sectorBytes(), "sectors");
  }

  private static void require(FileBytes file, long number, long least, long most, String what) {
    if (number < least || number > most) {
      throw file.corruption(0, "expected %d to %d %s, got %d".formatted(least, most, what, number));
    }
  }

  private static long sectorsPerNode(DiskHeader header) {
    return ceil(header.nodeBytes(), header.sectorBytes());
  }

  private static long ceil(long number, long divisor) {
    return (number + divisor - 1) / divisor;
  }

  /// Where a node begins.
  long nodeAt(long node) {
    long perSector = header.nodesPerSector();
    if (perSector == 0) {
      return (1 + node * sectorsPerNode(header)) * header.sectorBytes();
    }
    return (1 + node / perSector) * header.sectorBytes() + node % perSector * header.nodeBytes();
  }

  /// The graph.
  OneLevel links() {
    long room = header.nodeBytes() - vectorBytes - header.associatedBytes() - Integer.BYTES;
    // A neighbour twice in one list would be of no use, so that a list is not longer than all
    // nodes.
    int degreeMax = (int) Math.min(room / Integer.BYTES, header.nodes());
    return new OneLevel(
        file, header.nodes(), header.medoid(), degreeMax, node -> nodeAt(node) + vectorBytes);
  }

  /// Where the reorder data of a node begins.
  ///
  /// @throws dev.perigee.error.CorruptionException if the file has no room for it
  LongUnaryOperator reorderPlaces() {
    DiskHeader.Reorder reorder = header.reorder();
    long bytes = (long) reorder.dimension() * Float.BYTES;
    long sectors = file.sizeBytes() / header.sectorBytes();
    if (reorder.perSector() < 1
        || reorder.perSector() > header.sectorBytes() / bytes
        || reorder.sector() < 1
        || reorder.sector() > sectors
        || ceil(header.nodes(), reorder.perSector()) > sectors - reorder.sector()) {
      throw file.corruption(
          72,
          "expected reorder data in the %d sectors of the file, got %d vectors a sector from %d"
              .formatted(sectors, reorder.perSector(), reorder.sector()));
    }
    return node ->
        (reorder.sector() + node / reorder.perSector()) * header.sectorBytes()
            + node % reorder.perSector() * bytes;
  }
}
