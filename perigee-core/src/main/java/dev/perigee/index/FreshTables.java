package dev.perigee.index;

import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.graph.GraphLayout;
import dev.perigee.graph.GrowingNodes;
import dev.perigee.graph.HnswBuilder;
import dev.perigee.graph.HnswGraph;
import dev.perigee.graph.UnlinkedGraph;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeEncoder;
import dev.perigee.quant.CodeScorer;
import dev.perigee.quant.Codebook;
import dev.perigee.vector.CodeKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;

/// The memory of a [FreshIndex]: vectors, ids and codes, row by row in step.
///
/// One thread at a time appends. Rows below the published count never change, but for the codes of
/// rows that were there before the codebook: nobody reads those until [#append] has said that there
/// are codes.
final class FreshTables {

  /// Small, since there may be many of these that hold a few vectors each.
  private static final long CHUNK_BYTES_MAX = 1 << 15;

  private static final long COLUMN_CHUNK_BYTES_MAX = 1 << 12;

  private final IndexOptions options;
  private final IndexOptions searched;
  private final StoredVectors vectors;
  private final RowAllocator ids;
  private final GrowingNodes nodes;
  private volatile int linkedCount;
  private Codebook codebook;
  private CodeEncoder encoder;

  /// @param arena owns the memory
  /// @param codebook to code by from the start; null for one that is learnt
  FreshTables(Arena arena, IndexOptions options, Codebook codebook) {
    this.options = options.withUniqueIds(false);
    searched = this.options.withLinked(false).withUniqueIds(true).withRerank(RerankCopy.VECTORS);
    vectors = new StoredVectors(arena, options.space(), CHUNK_BYTES_MAX, COLUMN_CHUNK_BYTES_MAX);
    ids = new RowAllocator(arena, Long.BYTES, COLUMN_CHUNK_BYTES_MAX);
    GraphLayout layout = options.graphLayout();
    nodes =
        options.linked()
            ? new HnswBuilder(
                arena, options.parameters(), layout, this::linkScorer, CHUNK_BYTES_MAX)
            : new UnlinkedGraph(arena, layout, CHUNK_BYTES_MAX);
    if (codebook != null) {
      adopt(codebook);
    }
  }

  private void adopt(Codebook learnt) {
    codebook = learnt;
    encoder = new CodeEncoder(learnt);
  }

  IndexOptions options() {
    return options;
  }

  /// Makes the row of a vector, which nobody sees before [#publish()].
  ///
  /// @return whether there are codes now and were none before
  boolean append(long id, MemorySegment vector) {
    int row = nodes.graph().count();
    if (row == IndexBuilder.COUNT_MAX) {
      throw new LimitExceededException(
          "count: expected at most " + IndexBuilder.COUNT_MAX + " vectors");
    }
    vectors.putChecked("vector", row, vector);
    ids.reserve(row + 1);
    ids.rows().chunk(row).set(Ids.LONG, ids.rows().chunkOffset(row), id);
    nodes.prepare();
    if (encoder != null) {
      encode(encoder, nodes.graph().nodes(), row);
      return false;
    }
    if (options.codes() == CodeKind.NONE || row + 1 < CodeTable.TRAINED_COUNT_MIN) {
      return false;
    }
    adopt(train(row + 1));
    for (int coded = 0; coded <= row; coded++) {
      encode(encoder, nodes.graph().nodes(), coded);
    }
    return true;
  }

  /// Lets readers see the row that was appended.
  ///
  /// @return its ordinal
  int publish() {
    nodes.publish();
    return nodes.graph().count() - 1;
  }

  /// Links rows that are not linked yet. One thread at a time, which may be another than the one
  /// that appends; there are codes, if the options ask for any.
  ///
  /// @param max most rows to link now
  /// @return rows that were linked
  int link(int max) {
    int from = linkedCount;
    int to = (int) Math.min(nodes.graph().count(), (long) from + max);
    for (int row = from; row < to; row++) {
      ((HnswBuilder) nodes).link(row);
      linkedCount = row + 1;
    }
    return to - from;
  }

  /// Rows that are linked: those from 0 on.
  int linkedCount() {
    return linkedCount;
  }

  private QueryScorer linkScorer() {
    return codebook != null && options.codes().isFine()
        ? new CodeScorer(codebook, nodes.graph().nodes(), vectors.floats())
        : vectors.scorer();
  }

  private Codebook train(int count) {
    return Codebook.train(
        options.codeLayout(), options.metric(), vectors.floats(), count, options.seed(), 1);
  }

  private void encode(CodeEncoder by, Rows target, int row) {
    by.encode(vectors.floats(), row, target.chunk(row), target.chunkOffset(row));
  }

  /// What there is to be searched: grows with the rows.
  IndexData data() {
    return data(searched, nodes.graph(), codebook, null, null);
  }

  private IndexData data(
      IndexOptions of, HnswGraph graph, Codebook book, Rows rerankCodes, Rows ordinalsById) {
    return new IndexData(
        of.space(),
        of,
        graph,
        book,
        vectors.rows(),
        vectors.norms(),
        rerankCodes == null ? null : IndexSegment.rerankCodebook(book),
        rerankCodes,
        ids.rows(),
        ordinalsById,
        null,
        null);
  }

  long memoryBytes() {
    return vectors.memoryBytes() + ids.memoryBytes() + nodes.memoryBytes();
  }

  /// Writes all rows that are published when the call begins. Any thread.
  ///
  /// @param coded the codebook all rows are coded by; null if they are not yet
  /// @return bytes written
  long write(WritableByteChannel out, Codebook coded) {
    int count = nodes.graph().count();
    try (Arena temporary = Arena.ofShared()) {
      Codebook book = coded;
      Rows rows = nodes.graph().nodes();
      if (coded == null && options.codes() != CodeKind.NONE) {
        book = train(count);
      }
      boolean linked = count > 0 && linkedCount == count;
      if ((book != null && coded == null) || (linkedCount > 0 && !linked)) {
        rows = unlinkedRows(temporary, book, coded != null, count);
      }
      Rows rerankCodes = null;
      if (options.rerank() == RerankCopy.INT8) {
        Codebook precise = IndexSegment.rerankCodebook(book);
        rerankCodes = rows(temporary, precise.layout().strideBytes(), count);
        CodeEncoder by = new CodeEncoder(precise);
        for (int row = 0; row < count; row++) {
          encode(by, rerankCodes, row);
        }
      }
      MemorySegment order = IdSorter.sort(temporary, ids.rows(), count);
      Rows byId = Rows.over(order, Integer.BYTES, "memory", 0);
      if (linked) {
        return IndexSegment.write(out, linked(count, book, rerankCodes, byId));
      }
      HnswGraph graph = UnlinkedGraph.of(options.graphLayout(), rows, count);
      IndexOptions unlinked = options.withLinked(false);
      return IndexSegment.write(out, data(unlinked, graph, book, rerankCodes, byId));
    } catch (IOException e) {
      throw new StorageException("could not write the segment", e);
    }
  }

  /// The whole graph, as a finished index has it. Nobody appends or links any more.
  private IndexData linked(int count, Codebook book, Rows rerankCodes, Rows byId) {
    HnswBuilder graph = (HnswBuilder) nodes;
    graph.repairReachability();
    graph.chooseEntryNodes(1);
    IndexOptions finished = options.withUniqueIds(hasUniqueIds(byId, count));
    IndexData data = data(finished, nodes.graph(), book, rerankCodes, byId);
    int[] samples = CalibrationSample.held(nodes.graph(), count >= Calibrator.COUNT_MIN);
    return samples.length == 0
        ? data
        : data.withCalibration(new Calibrator(data, 1).onOwnVectors(samples));
  }

  private boolean hasUniqueIds(Rows byId, int count) {
    for (int rank = 1; rank < count; rank++) {
      long before = Ids.id(ids.rows(), Ids.ordinal(byId, rank - 1, count));
      if (before == Ids.id(ids.rows(), Ids.ordinal(byId, rank, count))) {
        return false;
      }
    }
    return true;
  }

  /// Node rows for a file, of vectors that have no codes here, or of which some are linked.
  ///
  /// @param coded whether the rows here have codes by this book
  private Rows unlinkedRows(Arena arena, Codebook book, boolean coded, int count) {
    GraphLayout layout = options.graphLayout();
    Rows rows = rows(arena, layout.strideBytes(), count);
    Rows nodeRows = nodes.graph().nodes();
    CodeEncoder by = book == null || coded ? null : new CodeEncoder(book);
    for (int row = 0; row < count; row++) {
      layout.writeUnlinked(rows, row);
      if (by != null) {
        encode(by, rows, row);
      } else if (book != null) {
        MemorySegment.copy(
            nodeRows.chunk(row),
            nodeRows.chunkOffset(row),
            rows.chunk(row),
            rows.chunkOffset(row),
            layout.linkOffset());
      }
    }
    return rows;
  }

  private static Rows rows(Arena arena, int strideBytes, int count) {
    MemorySegment table = arena.allocate((long) strideBytes * count, 64);
    return Rows.over(table, strideBytes, "memory", 0);
  }
}
