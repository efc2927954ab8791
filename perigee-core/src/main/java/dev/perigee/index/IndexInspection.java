package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.graph.HnswGraph;
import dev.perigee.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads every row of an index once, to describe it or to prove that it is sound.
final class IndexInspection {

  private static final int VECTORS_PER_NORM_TOLERANCE = 1000;

  private final IndexData data;
  private final HnswGraph graph;

  IndexInspection(IndexData data) {
    this.data = data;
    this.graph = data.graph();
  }

  IndexStatistics statistics() {
    int[] neighbours = new int[graph.layout().degreeMax()];
    long links = 0;
    int degreeMax = 0;
    for (int node = 0; node < graph.count(); node++) {
      int degree = graph.neighbours(0, node, neighbours);
      links += degree;
      degreeMax = Math.max(degreeMax, degree);
    }
    Map<String, Long> bytes = bytesBySection();
    return new IndexStatistics(
        data.count(),
        data.options().dimension(),
        data.options().metric(),
        data.options().elementType(),
        data.count() == 0 ? 0 : (double) links / data.count(),
        degreeMax,
        graph.entryNode() < 0 ? 0 : graph.maxLevel() + 1,
        reachable(),
        Collections.unmodifiableMap(bytes),
        bytes.values().stream().mapToLong(Long::longValue).sum(),
        Kernels.best().name(),
        data.calibration() == null ? List.of() : data.calibration().curves());
  }

  private Map<String, Long> bytesBySection() {
    long count = data.count();
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("nodes", count * graph.layout().strideBytes());
    bytes.put("upperLevels", (long) graph.upperCount() * graph.layout().upperStrideBytes());
    bytes.put("vectors", data.vectors() == null ? 0 : count * data.space().strideBytes());
    if (data.codebook() != null) {
      bytes.put("codebook", (long) Float.BYTES * data.options().dimension());
    }
    if (data.rerankCodes() != null) {
      bytes.put("rerankCodes", count * data.rerankCodes().strideBytes());
    }
    bytes.put("inverseNorms", data.inverseNorms() == null ? 0 : count * Float.BYTES);
    bytes.put("ids", count * (Long.BYTES + Integer.BYTES));
    return bytes;
  }

  private int[] starts() {
    int[] entryNodes = graph.entryNodes();
    int[] starts = Arrays.copyOf(entryNodes, entryNodes.length + 1);
    starts[entryNodes.length] = graph.entryNode();
    return starts;
  }

  /// Number of nodes that can be reached on level 0 from where walks start; -1 where nodes have no
  /// links.
  int reachable() {
    if (graph.count() == 0) {
      return 0;
    }
    if (!data.options().linked()) {
      return -1;
    }
    int[] neighbours = new int[graph.layout().degreeMax()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment seen = arena.allocate(graph.count());
      MemorySegment queue = arena.allocate(4L * graph.count(), 4);
      int queued = 0;
      for (int start : starts()) {
        if (seen.get(ValueLayout.JAVA_BYTE, start) == 0) {
          queue.set(ValueLayout.JAVA_INT, 4L * queued++, start);
          seen.set(ValueLayout.JAVA_BYTE, start, (byte) 1);
        }
      }
      for (int taken = 0; taken < queued; taken++) {
        int degree = graph.neighbours(0, queue.get(ValueLayout.JAVA_INT, 4L * taken), neighbours);
        for (int i = 0; i < degree; i++) {
          if (seen.get(ValueLayout.JAVA_BYTE, neighbours[i]) == 0) {
            seen.set(ValueLayout.JAVA_BYTE, neighbours[i], (byte) 1);
            queue.set(ValueLayout.JAVA_INT, 4L * queued++, neighbours[i]);
          }
        }
      }
      return queued;
    }
  }

  /// Checks what checksums cannot: that a file whose bytes are as written makes sense.
  ///
  /// @throws CorruptionException at the first row that does not
  void verify() {
    int[] neighbours =
        new int[Math.max(graph.layout().degreeMax(), graph.layout().degreeMaxUpper())];
    for (int node = 0; node < graph.count(); node++) {
      int links = graph.neighbours(0, node, neighbours);
      if (links > 0 && !data.options().linked()) {
        throw graph.nodes().corruption(node, 0, "expected no links, got " + links);
      }
      for (int level = graph.level(node); level > 0; level--) {
        int degree = graph.neighbours(level, node, neighbours);
        for (int i = 0; i < degree; i++) {
          checkLevel(node, level, neighbours[i]);
        }
      }
      if (data.vectors() != null) {
        checkVector(node);
      }
    }
    checkIdOrder();
    if (graph.entryNode() >= 0 && graph.level(graph.entryNode()) != graph.maxLevel()) {
      throw graph
          .nodes()
          .corruption(graph.entryNode(), 0, "expected the entry node on level " + graph.maxLevel());
    }
  }

  private void checkLevel(int node, int level, int neighbour) {
    if (graph.level(neighbour) < level) {
      throw graph
          .nodes()
          .corruption(
              node,
              0,
              "its neighbour " + neighbour + " on level " + level + " is not on that level");
    }
  }

  private void checkVector(int node) {
    float expected;
    try {
      expected =
          data.space()
              .check("vector", data.vectors().chunk(node), data.vectors().chunkOffset(node));
    } catch (dev.perigee.error.InvalidRequestException e) {
      throw data.vectors().corruption(node, 0, e.getMessage());
    }
    if (data.inverseNorms() != null) {
      float stored =
          data.inverseNorms()
              .chunk(node)
              .get(ValueLayout.JAVA_FLOAT_UNALIGNED, data.inverseNorms().chunkOffset(node));
      if (Math.abs(stored - expected) > expected / VECTORS_PER_NORM_TOLERANCE) {
        throw data.inverseNorms()
            .corruption(node, 0, "expected the inverse norm " + expected + ", got " + stored);
      }
    }
  }

  private void checkIdOrder() {
    int previous = -1;
    for (int rank = 0; rank < data.count(); rank++) {
      int ordinal = Ids.ordinal(data.ordinalsById(), rank, data.count());
      if (previous >= 0 && !follows(previous, ordinal)) {
        throw data.ordinalsById()
            .corruption(
                rank,
                0,
                "expected ordinals in the order of their ids, "
                    + previous
                    + " is followed by "
                    + ordinal);
      }
      previous = ordinal;
    }
  }

  private boolean follows(int previous, int ordinal) {
    long before = data.id(previous);
    long after = data.id(ordinal);
    return before < after || (before == after && previous < ordinal && !data.options().uniqueIds());
  }
}
