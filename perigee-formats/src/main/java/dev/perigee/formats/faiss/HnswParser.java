package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import java.nio.ByteBuffer;

/// Reads a graph (Malkov and Yashunin 2018).
///
/// ```
/// array of f64   probability of each level
/// array of i32   where the neighbours of each level begin in the run of a node: 0, 2 M, 3 M, 4 M ...
/// array of i32   levels of each node, 1 for the lowest alone
/// array of u64   where the run of each node begins, and where the last one ends
/// array of i32   neighbours: runs of all nodes, -1 behind the last neighbour of a level
/// i32            entry node, -1 if there are no nodes
/// i32            its highest level, 0 for the lowest, -1 if there are no nodes
/// i32            efConstruction
/// i32            efSearch
/// i32            1; means nothing
/// ```
///
/// Levels and runs are compared with each other when opening, once and front to back, so that every
/// run is known to lie among the neighbours. One use, one thread.
final class HnswParser {

  /// What a file tells of a graph.
  ///
  /// @param links the graph
  /// @param degree M: half as many links as a node has on the lowest level
  /// @param buildWidth efConstruction
  /// @param searchWidth efSearch
  record Graph(HnswLinks links, int degree, int buildWidth, int searchWidth) {}

  private static final int LEVELS_MAX = 64;
  private static final int CHUNK = 8192;

  private final FileCursor cursor;
  private final FileBytes file;
  private final int nodes;

  private HnswParser(FileCursor cursor, int nodes) {
    this.cursor = cursor;
    this.file = cursor.file();
    this.nodes = nodes;
  }

  /// Reads one.
  ///
  /// @param nodes as many as the index has vectors
  /// @throws dev.perigee.error.CorruptionException if the fields contradict each other
  static Graph take(FileCursor cursor, int nodes) {
    return new HnswParser(cursor, nodes).graph();
  }

  private Graph graph() {
    Elements.take(cursor, Double.BYTES, "probabilities");
    int[] widths = widths();
    Elements levels = Elements.take(cursor, Integer.BYTES, "levels").require(nodes, "levels");
    Elements offsets = Elements.take(cursor, Long.BYTES, "offsets").require(nodes + 1L, "offsets");
    Elements numbers = Elements.take(cursor, Integer.BYTES, "neighbours");
    byte[] highest = highest(levels, widths);
    requireRuns(offsets, highest, widths, numbers);
    long entryAt = cursor.at();
    int entry = cursor.i32();
    requireEntry(entryAt, entry, cursor.i32(), highest);
    int buildWidth = cursor.i32();
    int searchWidth = cursor.i32();
    if (searchWidth < 1) {
      throw file.corruption(cursor.at() - 4, "expected a width of 1 or more, got " + searchWidth);
    }
    cursor.i32();
    HnswLinks links = new HnswLinks(entry, highest, widths, offsets, numbers);
    return new Graph(links, widths[1] / 2, buildWidth, searchWidth);
  }

  private int[] widths() {
    Elements begins = Elements.take(cursor, Integer.BYTES, "begins of levels");
    if (begins.count() < 2 || begins.count() > LEVELS_MAX + 1) {
      throw file.corruption(
          begins.at(), "expected 1 to " + LEVELS_MAX + " levels, got " + (begins.count() - 1));
    }
    int[] widths = new int[(int) begins.count()];
    file.i32s(begins.at(), widths.length, widths);
    for (int i = 0; i < widths.length; i++) {
      int least = i == 0 ? 0 : widths[i - 1];
      if (i == 0 ? widths[i] != 0 : widths[i] < least) {
        throw file.corruption(
            begins.at() + (long) i * Integer.BYTES,
            "expected levels that begin at 0 and rise, got " + widths[i] + " after " + least);
      }
    }
    return widths;
  }

  private byte[] highest(Elements levels, int[] widths) {
    byte[] highest = new byte[nodes];
    for (int from = 0; from < nodes; from += CHUNK) {
      int length = Math.min(CHUNK, nodes - from);
      ByteBuffer chunk = levels.bytes((long) from * Integer.BYTES, length * Integer.BYTES);
      for (int i = 0; i < length; i++) {
        int count = chunk.getInt();
        if (count < 1 || count >= widths.length) {
          throw file.corruption(
              levels.at() + (from + (long) i) * Integer.BYTES,
              "expected 1 to " + (widths.length - 1) + " levels of a node, got " + count);
        }
        highest[from + i] = (byte) (count - 1);
      }
    }
    return highest;
  }

  private void requireRuns(Elements offsets, byte[] highest, int[] widths, Elements numbers) {
    long expected = 0;
    for (int from = 0; from <= nodes; from += CHUNK) {
      int length = Math.min(CHUNK, nodes + 1 - from);
      ByteBuffer chunk = offsets.bytes((long) from * Long.BYTES, length * Long.BYTES);
      for (int node = from; node < from + length; node++) {
        long offset = chunk.getLong();
        if (offset != expected) {
          throw file.corruption(
              offsets.at() + (long) node * Long.BYTES,
              "expected neighbours from " + expected + " on, got " + offset);
        }
        expected += node < nodes ? widths[highest[node] + 1] : 0;
      }
    }
    numbers.require(expected, "neighbours");
  }

  private void requireEntry(long at, int entry, int topLevel, byte[] highest) {
    if (nodes == 0) {
      if (entry != -1) {
        throw file.corruption(at, "expected no entry node where there is no node, got " + entry);
      }
      return;
    }
    if (entry < 0 || entry >= nodes || highest[entry] != topLevel) {
      throw file.corruption(
          at, "expected a node of level %d below %d, got %d".formatted(topLevel, nodes, entry));
    }
    for (int node = 0; node < nodes; node++) {
      if (highest[node] > topLevel) {
        throw file.corruption(
            at, "expected the highest level, got %d below node %d".formatted(topLevel, node));
      }
    }
  }
}
