package dev.perigee.formats.diskann;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileWindow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The graph of an index in memory. Lists are as long as their counts say, so one pass finds them,
/// and looks at every neighbour; it keeps one `long` a node outside the heap.
///
/// ```
/// 0   u64   length of the file
/// 8   u32   neighbours of a node at most
/// 12  u32   where a search begins
/// 16  u64   frozen points: artificial ones, the last nodes; not there before 2022
/// 24        for each node, u32 neighbours and then the neighbours, u32 each
/// ```
///
/// @param links of the nodes
/// @param frozen how many of the last nodes are artificial
/// @param version of the header
record MemoryGraph(OneLevel links, int frozen, String version) {

  private static final int HEAD_BYTES = 24;
  private static final int OLD_HEAD_BYTES = 16;

  /// Whether it can be told without the vectors: an old index on disk begins with its length too,
  /// but consists of whole sectors.
  static boolean isLikely(FileBytes file) {
    long stated = file.sizeBytes() < HEAD_BYTES ? -1 : file.i64(0);
    return stated == file.sizeBytes() && stated % DiskHeader.SECTOR_BYTES != 0;
  }

  /// @param nodes as many as there are vectors
  /// @throws CorruptionException if the file is not a graph of so many
  static MemoryGraph read(FileBytes file, int nodes) {
    long stated = file.i64(0);
    if (stated != file.sizeBytes()) {
      throw file.corruption(
          0, "expected the length of the file, " + file.sizeBytes() + ", got " + stated);
    }
    try {
      long frozen = file.i64(OLD_HEAD_BYTES);
      if (frozen < 0 || frozen > nodes) {
        throw file.corruption(
            OLD_HEAD_BYTES, "expected at most " + nodes + " frozen points, got " + frozen);
      }
      OneLevel links = new Pass(file, nodes, HEAD_BYTES).run();
      return new MemoryGraph(links, (int) frozen, "");
    } catch (CorruptionException recent) {
      try {
        return new MemoryGraph(new Pass(file, nodes, OLD_HEAD_BYTES).run(), 0, "before 2022");
      } catch (CorruptionException old) {
        // Nothing tells the headers apart; the one with which more could be read is that of the
        // file.
        throw old.offsetBytes() > recent.offsetBytes() ? old : recent;
      }
    }
  }

  /// Used once, by one thread.
  private static final class Pass {

    private final FileWindow window;
    private final int nodes;
    private final MemorySegment offsets;
    private long at;
    private int degreeMax;

    private Pass(FileBytes file, int nodes, int headBytes) {
      this.window = new FileWindow(file);
      this.nodes = nodes;
      this.at = headBytes;
      file.require(at, nodes, Integer.BYTES, "nodes");
      offsets = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, nodes);
    }

    private OneLevel run() {
      FileBytes file = window.file();
      long entry = file.u32(12);
      if (entry >= nodes) {
        throw file.corruption(12, "expected one of " + nodes + " nodes, got " + entry);
      }
      for (int node = 0; node < nodes; node++) {
        offsets.setAtIndex(ValueLayout.JAVA_LONG, node, at);
        readList();
      }
      if (at != file.sizeBytes()) {
        throw file.corruption(
            at, "expected the end of the file, got " + (file.sizeBytes() - at) + " more bytes");
      }
      return new OneLevel(
          file,
          nodes,
          (int) entry,
          degreeMax,
          node -> offsets.getAtIndex(ValueLayout.JAVA_LONG, node));
    }

    private void readList() {
      long degree = window.u32(at);
      at += Integer.BYTES;
      if (degree > nodes) {
        throw window
            .file()
            .corruption(
                at - Integer.BYTES, "expected at most " + nodes + " neighbours, got " + degree);
      }
      window.file().require(at, degree, Integer.BYTES, "neighbours");
      for (int i = 0; i < degree; i++) {
        long neighbour = window.u32(at);
        if (neighbour >= nodes) {
          throw window
              .file()
              .corruption(at, "expected one of " + nodes + " nodes, got " + neighbour);
        }
        at += Integer.BYTES;
      }
      degreeMax = Math.max(degreeMax, (int) degree);
    }
  }
}
