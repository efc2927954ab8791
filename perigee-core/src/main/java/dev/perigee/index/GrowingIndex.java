package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.graph.HnswBuilder;
import dev.perigee.graph.HnswGraph;
import dev.perigee.graph.PartitionBuilder;
import dev.perigee.kernel.CodeKernels;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.memory.SpilledRows;
import dev.perigee.quant.CodeLayout;
import dev.perigee.quant.CodeScorer;
import dev.perigee.quant.Codebook;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The tables of an index that grows: vectors, ids, codes and the graph, row by row in step.
///
/// Rows are reserved by one thread at a time and linked by any number.
final class GrowingIndex {

  private static final int[] NONE_HELD = {};

  /// Share of a build that linking all rows at once takes where links are chosen anew after it.
  private static final double PARTITION_SHARE = 0.3;

  /// The same where rows are linked one by one.
  private static final double FIRST_PASS_SHARE = 0.5;

  /// What recall costs is measured anew when the index has grown by this factor since.
  private static final double CALIBRATED_GROWTH_MAX = 1.2;

  private final IndexOptions options;
  private final VectorSpace space;
  private final StoredVectors vectors;
  private final IdTable ids;
  private final HnswBuilder graph;
  private final CodeTable codes;
  private final RowAllocator linkRows;
  private final CodeTable linkCodes;
  private Calibration calibration;
  private int calibratedCount = -1;
  private int entryNodesCount = -1;
  private List<MemorySegment> sampleQueries = List.of();

  /// @param arena owns the memory
  /// @param source what to start with; null for nothing
  GrowingIndex(Arena arena, IndexOptions options, IndexData source) {
    this.options = options;
    space = options.space();
    vectors = new StoredVectors(arena, space, options.spillFolder());
    ids = new IdTable(arena);
    graph = nodes(arena, source);
    codes = new CodeTable(options, options.codeLayout(), graph.graph().nodes(), vectors.floats());
    if (needsLinkCodes(options)) {
      linkRows = new RowAllocator(arena, linkStride(options));
      linkRows.reserve(source == null ? 0 : source.count());
      linkCodes = new CodeTable(options, linkLayout(options), linkRows.rows(), vectors.floats());
    } else {
      linkRows = null;
      linkCodes = codes;
    }
    if (source != null) {
      calibration = source.calibration();
      calibratedCount = calibration == null ? -1 : source.count();
      // those of a file that has none may never have been looked for
      entryNodesCount = source.graph().entryNodes().length > 0 ? source.count() : -1;
      if (source.vectors() != null) {
        vectors.copyFrom(source);
      }
      for (int ordinal = 0; ordinal < source.count(); ordinal++) {
        ids.add(source.id(ordinal));
      }
      if (source.codebook() != null) {
        codes.adopt(source.codebook(), source.count());
      }
    }
  }

  /// Whether links are chosen on codes that are made for that alone: where vectors are not in
  /// memory, and the codes of the index are too coarse.
  static boolean needsLinkCodes(IndexOptions options) {
    return options.spillFolder() != null
        && options.linked()
        && !options.codes().isFine()
        && CodeKind.INT4.supports(options.metric(), options.elementType());
  }

  /// Of the codes that links are chosen on where the index has none that are fine enough.
  private static CodeLayout linkLayout(IndexOptions options) {
    return new CodeLayout(CodeKind.INT4, options.dimension());
  }

  /// Bytes that such a code takes.
  static int linkStride(IndexOptions options) {
    CodeLayout layout = linkLayout(options);
    return Math.max(layout.strideBytes(), CodeKernels.readBytes(layout.codeBytes()));
  }

  private HnswBuilder nodes(Arena arena, IndexData source) {
    if (source != null && source.count() > 0) {
      return HnswBuilder.copyOf(source.graph(), arena, options.parameters(), this::scorer);
    }
    return options.linked()
        ? new HnswBuilder(arena, options.parameters(), options.graphLayout(), this::scorer)
        : HnswBuilder.unlinked(arena, options.parameters(), options.graphLayout());
  }

  int count() {
    return graph.graph().count();
  }

  HnswBuilder graph() {
    return graph;
  }

  CodeTable codes() {
    return codes;
  }

  /// The file that vectors were written to; null where they are in memory.
  SpilledRows spilled() {
    return vectors.spilled();
  }

  /// Gives the space of that file back.
  void closeSpilled() {
    if (spilled() != null) {
      try {
        spilled().close();
      } catch (IOException e) {
        // its bytes are needed no more
      }
    }
  }

  IdTable ids() {
    return ids;
  }

  /// Calibrates on these from now on, in place of own vectors.
  void setSampleQueries(List<MemorySegment> queries) {
    sampleQueries = queries;
    calibratedCount = -1;
  }

  /// Makes the row of a vector that has passed the door.
  ///
  /// @param field what to call the id in an error
  /// @return its ordinal, which is to be linked next
  int reserve(String field, long id, MemorySegment vector, float inverseNorm) {
    int ordinal = count();
    if (ordinal == IndexBuilder.COUNT_MAX) {
      throw new LimitExceededException(
          "count: expected at most " + IndexBuilder.COUNT_MAX + " vectors");
    }
    if (options.uniqueIds() && ids.find(id) >= 0) {
      throw new ConflictException(field + ": expected a new id, got " + id + ", which is taken");
    }
    vectors.put(ordinal, vector, inverseNorm);
    ids.add(id);
    int reserved = graph.reserve();
    codes.append(reserved);
    if (linkRows != null) {
      linkRows.reserve(reserved + 1);
      linkCodes.append(reserved);
    }
    return reserved;
  }

  /// Stores the vector of a row that has everything else already.
  void restore(int ordinal, MemorySegment vector, float inverseNorm) {
    vectors.put(ordinal, vector, inverseNorm);
  }

  /// Whether a row's vector is the same elsewhere.
  boolean hasVector(int ordinal, IndexData other) {
    int bytes = space.vectorBytes();
    MemorySegment mine = vectors.rows().chunk(ordinal);
    MemorySegment theirs = other.vectors().chunk(ordinal);
    return mine.asSlice(vectors.rows().chunkOffset(ordinal), bytes)
            .mismatch(theirs.asSlice(other.vectors().chunkOffset(ordinal), bytes))
        < 0;
  }

  /// Forgets the rows from `count` on, none of which is linked.
  void truncate(int count) {
    graph.truncate(count);
    entryNodesCount = -1;
    codes.truncate(count);
    linkCodes.truncate(count);
    ids.truncate(count);
  }

  /// Codes what has no code yet, if there is enough to learn a codebook from.
  void prepareLinking() {
    if (count() >= CodeTable.TRAINED_COUNT_MIN) {
      codes.ensure(count());
      linkCodes.ensure(count());
      graph.forgetInserters();
      if (scorer() instanceof CodeScorer onCodes) {
        onCodes.prepareKernel();
      }
    }
  }

  /// Whether all rows can be linked at once, by comparing leaves of near ones.
  boolean fitForPartition() {
    boolean near =
        switch (options.metric()) {
          case L2, COSINE -> true;
          case INNER_PRODUCT -> NormSpread.alike(vectors.floats(), count());
          case L1, HAMMING, JACCARD, CUSTOM, HELLINGER, JEFFREYS -> false;
          case JENSEN_SHANNON, HAVERSINE, PEARSON, SORENSEN -> false;
        };
    // a leaf's vectors lie anywhere, so they have to be in memory
    return near
        && options.spillFolder() == null
        && PartitionBuilder.workingBytes(count()) <= options.buildMemoryBytes();
  }

  /// Links all rows at once; if that fails, none is kept.
  void linkByPartition(BuildProgress progress) {
    long count = count();
    BuildProgress linking = isRefined() ? progress.part(0, PARTITION_SHARE) : progress;
    PartitionBuilder builder =
        new PartitionBuilder(
            graph.graph(),
            options.parameters(),
            vectors.floats(),
            this::scorer,
            options.threads(),
            share -> linking.update((long) (share * count), count));
    try {
      boolean measured = count() >= Calibrator.COUNT_MIN && sampleQueries.isEmpty();
      int[] held = CalibrationSample.held(graph.graph(), measured);
      builder.build(held);
      if (!refine(held, progress.part(PARTITION_SHARE, 1))) {
        throw new CancelledException("build: cancelled; none of the vectors is kept");
      }
      chooseEntryNodes();
      if (held.length > 0) {
        calibrateOn(held);
      }
      progress.update(count, count);
    } catch (RuntimeException | Error e) {
      truncate(0);
      calibration = null;
      calibratedCount = -1;
      throw e;
    }
  }

  /// What is told of linking all rows one by one.
  BuildProgress firstPass(BuildProgress progress) {
    return isRefined() ? progress.part(0, FIRST_PASS_SHARE) : progress;
  }

  /// Chooses links anew after all rows were linked one by one, where the graph is of that kind.
  ///
  /// @return whether it came to the end
  boolean secondPass(BuildProgress progress) {
    return refine(NONE_HELD, progress.part(FIRST_PASS_SHARE, 1));
  }

  /// What tells of a part of a build: its own way from 0 to 1 is that of the build from `start` to
  /// `end`.
  private boolean isRefined() {
    return options.graph() == GraphKind.VAMANA;
  }

  /// Chooses the links of a graph of one level anew; does nothing to another graph.
  ///
  /// @param held nodes to leave out, ascending
  /// @return whether it came to the end
  private boolean refine(int[] held, BuildProgress progress) {
    return !isRefined() || count() == 0 || SecondPass.run(graph, options.threads(), held, progress);
  }

  /// Calibrates on vectors that are not linked yet, and so are like queries to come; then links
  /// them.
  private void calibrateOn(int[] held) {
    if (options.codes() == CodeKind.NONE || codes.codebook() != null) {
      try (Arena temporary = Arena.ofShared()) {
        Calibrator calibrator = new Calibrator(data(temporary, null), options.threads());
        calibration = calibrator.onHeldVectors(held);
      }
      calibratedCount = count();
    }
    // in order, so that the graph does not depend on the number of threads
    for (int ordinal : held) {
      graph.link(ordinal);
    }
  }

  /// Chooses the entry nodes, unless they are those of the graph as it is.
  private void chooseEntryNodes() {
    if (entryNodesCount != count()) {
      graph.chooseEntryNodes(options.threads());
      entryNodesCount = count();
    }
  }

  /// Makes everything that a finished index has: codes of all rows, a connected graph.
  ///
  /// @param memory owns what is not kept in the tables
  IndexData finish(Arena memory) {
    int count = count();
    codes.ensure(count);
    linkCodes.ensure(count);
    graph.forgetInserters();
    graph.repairReachability();
    chooseEntryNodes();
    MemorySegment order = IdSorter.sort(memory, ids.ids(), count);
    IndexData finished = data(memory, Rows.over(order, Integer.BYTES, "memory", 0));
    if (!options.linked()) {
      return finished;
    }
    if (!sampleQueries.isEmpty() && count > 0) {
      calibration = new Calibrator(finished, options.threads()).on(sampleQueries);
    } else if (calibratedCount < 0 || count > CALIBRATED_GROWTH_MAX * calibratedCount) {
      int[] samples = CalibrationSample.held(graph.graph(), count >= Calibrator.COUNT_MIN);
      calibration =
          samples.length == 0
              ? null
              : new Calibrator(finished, options.threads()).onOwnVectors(samples);
      calibratedCount = count;
    }
    return finished.withCalibration(calibration);
  }

  /// What there is to be searched.
  ///
  /// @param memory owns the rerank codes
  /// @param ordinalsById null if ids are not asked for
  private IndexData data(Arena memory, Rows ordinalsById) {
    Codebook rerankCodebook = null;
    Rows rerankCodes = null;
    if (options.rerank() == RerankCopy.INT8) {
      rerankCodebook = IndexSegment.rerankCodebook(codes.codebook());
      int stride = rerankCodebook.layout().strideBytes();
      MemorySegment table = memory.allocate((long) stride * count(), Float.BYTES);
      rerankCodes = Rows.over(table, stride, "memory", 0);
      codes.encodeAll(rerankCodebook, rerankCodes, count());
    }
    return data(options, graph.graph(), rerankCodebook, rerankCodes, ordinalsById);
  }

  /// The first rows, all of which are linked.
  ///
  /// @param of the options that this is written with
  IndexData firstRows(Arena memory, IndexOptions of, int count) {
    MemorySegment order = IdSorter.sort(memory, ids.ids(), count);
    Rows byId = Rows.over(order, Integer.BYTES, "memory", 0);
    return data(of, graph.firstNodes(count), null, null, byId);
  }

  private IndexData data(
      IndexOptions of, HnswGraph nodes, Codebook rerankBook, Rows rerankCodes, Rows byId) {
    return new IndexData(
        space,
        of,
        nodes,
        codes.codebook(),
        vectors.rows(),
        vectors.norms(),
        rerankBook,
        rerankCodes,
        ids.ids(),
        byId,
        null,
        null);
  }

  /// What links are chosen by: codes where there are any, which is several times as fast.
  private QueryScorer scorer() {
    return linkCodes.fitForLinking() ? linkCodes.scorer() : vectors.scorer();
  }
}
