package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.graph.HnswGraph;
import dev.perigee.memory.Rows;
import dev.perigee.segment.Section;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How the nodes where walks start besides the entry point lie in a file: i32 ordinals.
final class EntryNodes {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private EntryNodes() {}

  static Rows rows(int[] nodes) {
    MemorySegment rows = MemorySegment.ofArray(new byte[nodes.length * Integer.BYTES]);
    MemorySegment.copy(nodes, 0, rows, INT, 0, nodes.length);
    return Rows.over(rows, Integer.BYTES, "memory", 0);
  }

  /// Reads them, none where the file has no such section.
  ///
  /// @param count number of vectors
  /// @throws CorruptionException if there are too many or one is not a vector of the index
  static int[] read(SegmentView view, int count) {
    Section section = view.header().section(SectionType.ENTRY_NODES);
    if (section == null) {
      return new int[0];
    }
    long size = section.lengthBytes() / Integer.BYTES;
    boolean linked = view.header().description().graph().entryNode() >= 0;
    int sizeMax = linked ? HnswGraph.ENTRY_NODES_MAX : 0;
    if (size > sizeMax) {
      throw new CorruptionException(
          view.source(),
          section.offsetBytes(),
          "expected at most " + sizeMax + " entry nodes, got " + size);
    }
    int[] nodes = new int[(int) size];
    Rows rows = view.rows(SectionType.ENTRY_NODES, Integer.BYTES, nodes.length);
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = rows.chunk(i).get(INT, rows.chunkOffset(i));
      if (nodes[i] < 0 || nodes[i] >= count) {
        throw rows.corruption(i, 0, "expected an entry node below " + count + ", got " + nodes[i]);
      }
    }
    return nodes;
  }
}
