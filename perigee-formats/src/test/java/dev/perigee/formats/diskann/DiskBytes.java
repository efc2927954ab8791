package dev.perigee.formats.diskann;

import dev.perigee.formats.foreign.FixtureBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// An index on disk laid out by hand, as one of its writers would have.
final class DiskBytes {

  /// Which header it gets.
  enum Writer {
    CPP,
    RUST,
    OLD
  }

  Writer writer = Writer.CPP;
  int start;
  int frozen = -1;
  int associatedBytes;
  int sectorBytes = 4096;
  float[][] reorder;

  private final byte[][] vectors;
  private final int[][] links;

  /// @param vectors as they are stored
  DiskBytes(byte[][] vectors, int[][] links) {
    this.vectors = vectors;
    this.links = links;
  }

  static DiskBytes ofFloats(float[][] rows, int[][] links) {
    byte[][] vectors = new byte[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      ByteBuffer vector = FixtureBytes.littleEndian(new byte[rows[row].length * Float.BYTES]);
      for (float component : rows[row]) {
        vector.putFloat(component);
      }
      vectors[row] = FixtureBytes.all(vector);
    }
    return new DiskBytes(vectors, links);
  }

  private int nodeBytes() {
    int degreeMax = Arrays.stream(links).mapToInt(list -> list.length).max().orElseThrow();
    return vectors[0].length + 4 * (degreeMax + 1) + associatedBytes;
  }

  private int perSector() {
    return sectorBytes / nodeBytes();
  }

  private int sectorsPerNode() {
    return (nodeBytes() + sectorBytes - 1) / sectorBytes;
  }

  private int nodeAt(int node) {
    int perSector = perSector();
    return perSector == 0
        ? (1 + node * sectorsPerNode()) * sectorBytes
        : (1 + node / perSector) * sectorBytes + node % perSector * nodeBytes();
  }

  private int graphSectors() {
    return perSector() == 0
        ? 1 + links.length * sectorsPerNode()
        : 1 + (links.length + perSector() - 1) / perSector();
  }

  /// @param dimension that the header states
  byte[] toBytes(int dimension) {
    int reorderPerSector = reorder == null ? 1 : sectorBytes / (4 * reorder[0].length);
    int reorderSectors =
        reorder == null ? 0 : (links.length + reorderPerSector - 1) / reorderPerSector;
    byte[] bytes = new byte[(graphSectors() + reorderSectors) * sectorBytes];
    ByteBuffer out = FixtureBytes.littleEndian(bytes);
    header(out, dimension, reorderPerSector);
    for (int node = 0; node < links.length; node++) {
      out.position(nodeAt(node)).put(vectors[node]).putInt(links[node].length);
      Arrays.stream(links[node]).forEach(out::putInt);
    }
    for (int node = 0; reorder != null && node < links.length; node++) {
      int at = (graphSectors() + node / reorderPerSector) * sectorBytes;
      out.position(at + node % reorderPerSector * 4 * reorder[0].length);
      for (float component : reorder[node]) {
        out.putFloat(component);
      }
    }
    return bytes;
  }

  private void header(ByteBuffer out, int dimension, int reorderPerSector) {
    if (writer == Writer.OLD) {
      out.putLong(out.capacity()).putLong(links.length);
    } else {
      out.putInt(writer == Writer.RUST ? 96 : reorder == null ? 9 : 12).putInt(1);
      out.putLong(links.length).putLong(dimension);
    }
    out.putLong(start).putLong(nodeBytes()).putLong(perSector());
    out.putLong(frozen < 0 ? 0 : 1).putLong(Math.max(frozen, 0)).putLong(reorder == null ? 0 : 1);
    if (reorder != null) {
      out.putLong(graphSectors()).putLong(reorder[0].length).putLong(reorderPerSector);
    }
    if (writer != Writer.OLD) {
      out.putLong(out.capacity());
    }
    if (writer == Writer.RUST) {
      out.putLong(associatedBytes).putLong(sectorBytes).putInt(1).putInt(0);
    }
  }
}
