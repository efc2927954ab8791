package dev.perigee.formats.hnswrs;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileWindow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Passes once over the table of points and notes where each begins. Points and lists are as long
/// as their counts say, so only a pass finds them; every magic on the way, every place that a point
/// states and the end of the file have to be as expected.
///
/// Used once, by one thread.
final class PointTableReader {

  private static final int LAYER_MAGIC = 0x000a676f;
  private static final int POINT_MAGIC = 0x000a678f;
  private static final int ENTRY_BYTES = 8 + 1 + 4;

  private final FileWindow window;
  private final HnswRsHeader header;
  private final int countBytes;
  private final int[] firsts = new int[HnswRsHeader.LAYERS + 1];
  private final MemorySegment offsets;
  private long at;

  private PointTableReader(FileBytes file, HnswRsHeader header, int countBytes) {
    this.window = new FileWindow(file);
    this.header = header;
    this.countBytes = countBytes;
    this.at = header.endBytes();
    file.require(at, header.points(), PointTable.POINT_BYTES_MIN, "points");
    offsets = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, header.points());
  }

  /// @throws CorruptionException if the file is not what the header says
  static PointTable read(FileBytes file, HnswRsHeader header) {
    if (header.version() != HnswRsVersion.V2) {
      return new PointTableReader(file, header, Long.BYTES).read();
    }
    try {
      return new PointTableReader(file, header, Long.BYTES).read();
    } catch (CorruptionException wide) {
      try {
        return new PointTableReader(file, header, Byte.BYTES).read();
      } catch (CorruptionException narrow) {
        // Both layouts have the same magic; the one that held longer is that of the file.
        throw narrow.offsetBytes() > wide.offsetBytes() ? narrow : wide;
      }
    }
  }

  private PointTable read() {
    int layers = window.u8(at);
    if (layers != HnswRsHeader.LAYERS) {
      throw corruption("expected " + HnswRsHeader.LAYERS + " layers, got " + layers);
    }
    at++;
    for (int layer = 0; layer < layers; layer++) {
      readLayer(layer);
    }
    if (firsts[layers] != header.points()) {
      throw corruption("expected " + header.points() + " points, got " + firsts[layers]);
    }
    PointTable table = new PointTable(window.file(), countBytes, firsts, offsets, -1);
    return new PointTable(window.file(), countBytes, firsts, offsets, entry(table));
  }

  private void readLayer(int layer) {
    requireMagic(LAYER_MAGIC, "layer");
    long points = window.i64(at);
    int first = firsts[layer];
    if (points < 0 || points > header.points() - first) {
      throw corruption("expected at most " + (header.points() - first) + " points, got " + points);
    }
    at += Long.BYTES;
    for (int rank = 0; rank < points; rank++) {
      offsets.setAtIndex(ValueLayout.JAVA_LONG, first + rank, at);
      readPoint(layer, rank);
    }
    firsts[layer + 1] = first + (int) points;
  }

  private void readPoint(int layer, int rank) {
    requireMagic(POINT_MAGIC, "point");
    at += Long.BYTES;
    int statedLayer = window.u8(at);
    int statedRank = window.i32(at + 1);
    if (statedLayer != layer || statedRank != rank) {
      throw corruption(
          "expected point %d of layer %d, got point %d of layer %d"
              .formatted(rank, layer, statedRank, statedLayer));
    }
    at += 1 + Integer.BYTES;
    for (int list = 0; list < HnswRsHeader.LAYERS; list++) {
      long count = countBytes == 1 ? window.u8(at) : window.i64(at);
      if (count < 0 || count > PointTable.NEIGHBOURS_MAX) {
        throw corruption(
            "expected at most " + PointTable.NEIGHBOURS_MAX + " neighbours, got " + count);
      }
      at += countBytes + count * PointTable.NEIGHBOUR_BYTES;
    }
  }

  /// An index without points has no entry either: the crate stops writing here.
  private int entry(PointTable table) {
    int entry = -1;
    if (header.points() > 0) {
      int layer = window.u8(at + Long.BYTES);
      int rank = window.i32(at + Long.BYTES + 1);
      entry = table.node(layer, rank);
      if (entry < 0) {
        throw corruption("expected a point to begin at, got number " + rank + " of layer " + layer);
      }
      at += ENTRY_BYTES;
    }
    if (at != window.file().sizeBytes()) {
      throw corruption(
          "expected the end of the file, got " + (window.file().sizeBytes() - at) + " more bytes");
    }
    return entry;
  }

  private void requireMagic(int magic, String what) {
    int found = window.i32(at);
    if (found != magic) {
      throw corruption(
          "expected the first bytes of a %s, 0x%08x, got 0x%08x".formatted(what, magic, found));
    }
    at += Integer.BYTES;
  }

  private CorruptionException corruption(String reason) {
    return window.file().corruption(at, reason);
  }
}
