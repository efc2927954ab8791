package dev.perigee.formats.diskann;

import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Files of DiskANN laid out by hand, without the code under test.
final class DiskAnnBytes {

  private static final int GRAPH_HEAD_BYTES = 24;

  private DiskAnnBytes() {}

  /// The graph beside the tests, over the rows of [FixtureVectors].
  static byte[] graph() {
    return FixtureBytes.of(DiskAnnBytes.class, "mem.index.gz");
  }

  static int start() {
    return FixtureBytes.littleEndian(graph()).getInt(12);
  }

  /// The lists of the graph beside the tests.
  static int[][] links() {
    ByteBuffer in = FixtureBytes.littleEndian(graph()).position(GRAPH_HEAD_BYTES);
    int[][] links = new int[FixtureVectors.rows().length][];
    for (int node = 0; node < links.length; node++) {
      links[node] = new int[in.getInt()];
      for (int i = 0; i < links[node].length; i++) {
        links[node][i] = in.getInt();
      }
    }
    return links;
  }

  /// A graph in memory.
  ///
  /// @param frozen points; below 0 for the header before 2022
  static byte[] graph(int[][] links, int start, int frozen) {
    int bytes = frozen < 0 ? 16 : GRAPH_HEAD_BYTES;
    for (int[] list : links) {
      bytes += Integer.BYTES * (1 + list.length);
    }
    ByteBuffer out = FixtureBytes.littleEndian(new byte[bytes]);
    out.putLong(bytes).putInt(64).putInt(start);
    if (frozen >= 0) {
      out.putLong(frozen);
    }
    for (int[] list : links) {
      out.putInt(list.length);
      Arrays.stream(list).forEach(out::putInt);
    }
    return FixtureBytes.all(out);
  }

  /// A matrix of floats.
  static byte[] floats(float[]... rows) {
    ByteBuffer out = blob(rows.length, rows[0].length, Float.BYTES);
    for (float[] row : rows) {
      for (float component : row) {
        out.putFloat(component);
      }
    }
    return FixtureBytes.all(out);
  }

  /// A matrix of bytes.
  static byte[] bytes(byte[]... rows) {
    ByteBuffer out = blob(rows.length, rows[0].length, 1);
    for (byte[] row : rows) {
      out.put(row);
    }
    return FixtureBytes.all(out);
  }

  /// One column of numbers of four bytes.
  static byte[] column(int... numbers) {
    ByteBuffer out = blob(numbers.length, 1, Integer.BYTES);
    Arrays.stream(numbers).forEach(out::putInt);
    return FixtureBytes.all(out);
  }

  /// One column of numbers of eight bytes.
  static byte[] column(long... numbers) {
    ByteBuffer out = blob(numbers.length, 1, Long.BYTES);
    Arrays.stream(numbers).forEach(out::putLong);
    return FixtureBytes.all(out);
  }

  private static ByteBuffer blob(int rows, int columns, int widthBytes) {
    return FixtureBytes.littleEndian(new byte[8 + rows * columns * widthBytes])
        .putInt(rows)
        .putInt(columns);
  }

  static byte[] tags() {
    long[] tags = new long[FixtureVectors.rows().length];
    Arrays.setAll(tags, FixtureVectors::id);
    return column(tags);
  }
}
