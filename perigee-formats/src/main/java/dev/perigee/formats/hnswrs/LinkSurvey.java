package dev.perigee.formats.hnswrs;

import dev.perigee.formats.file.FileWindow;
import java.util.BitSet;

/// What a pass over all lists of a graph finds: that every neighbour is a point, how long the lists
/// are, and what the crate leaves behind that a hierarchy of levels has no place for.
///
/// @param degreeMax longest list on level 0
/// @param degreeMaxUpper longest list on a level above, without what is left out
/// @param strays neighbours that are not on the level of their list
/// @param hints lists above the level of their point
/// @param unreached points that no list on level 0 names
record LinkSurvey(int degreeMax, int degreeMaxUpper, long strays, long hints, int unreached) {

  /// @throws dev.perigee.error.CorruptionException if a neighbour is no point
  static LinkSurvey of(PointTable table) {
    return new Pass(table).run();
  }

  /// Used once, by one thread.
  private static final class Pass {

    private final PointTable table;
    private final FileWindow window;
    private final BitSet reached;
    private int degreeMax;
    private int degreeMaxUpper;
    private long strays;
    private long hints;

    private Pass(PointTable table) {
      this.table = table;
      window = new FileWindow(table.file());
      reached = new BitSet(table.count());
    }

    private LinkSurvey run() {
      for (int node = 0; node < table.count(); node++) {
        visit(node);
      }
      int unreached = table.count() - reached.cardinality();
      return new LinkSurvey(degreeMax, degreeMaxUpper, strays, hints, unreached);
    }

    private void visit(int node) {
      int own = table.layer(node);
      long at = table.offset(node) + PointTable.POINT_HEAD_BYTES;
      for (int layer = 0; layer < HnswRsHeader.LAYERS; layer++) {
        // Looked at once before, and still not trusted: the file may change under the reader.
        int count = table.countBytes() == 1 ? window.u8(at) : (int) window.i64(at);
        at += table.countBytes();
        int kept = visitList(node, layer, at, count);
        at += (long) count * PointTable.NEIGHBOUR_BYTES;
        if (layer == 0) {
          degreeMax = Math.max(degreeMax, kept);
        } else if (layer <= own) {
          degreeMaxUpper = Math.max(degreeMaxUpper, kept);
          strays += count - kept;
        } else if (count > 0) {
          hints++;
        }
      }
    }

    /// How many of the neighbours are on the level.
    private int visitList(int node, int layer, long first, int count) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        long at = first + (long) i * PointTable.NEIGHBOUR_BYTES + Long.BYTES;
        int stored = window.u8(at);
        int neighbour = table.node(stored, window.i32(at + 1));
        if (neighbour < 0) {
          throw window
              .file()
              .corruption(
                  at,
                  "expected a point, got number %d of layer %d"
                      .formatted(window.i32(at + 1), stored));
        }
        if (layer == 0 && neighbour != node) {
          reached.set(neighbour);
        }
        if (stored >= layer) {
          kept++;
        }
      }
      return kept;
    }
  }
}
