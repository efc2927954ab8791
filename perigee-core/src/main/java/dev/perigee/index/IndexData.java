package dev.perigee.index;

import dev.perigee.graph.HnswGraph;
import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.Kernels;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.PageAdvice;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeScorer;
import dev.perigee.quant.Codebook;
import dev.perigee.segment.RowReads;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/// The parts of an index that can be searched, wherever its memory is.
///
/// @param space what a vector is
/// @param options how the index was built
/// @param graph the graph; its rows start with the codes
/// @param codebook of the codes in the graph's rows; null where there are none
/// @param vectors full-precision vectors; null where they were not kept
/// @param inverseNorms a float for each vector; null unless the space needs them and has vectors
/// @param rerankCodebook of the rerank codes; null where there are none
/// @param rerankCodes codes for the last order; null where there are none
/// @param ids the caller's id of each ordinal
/// @param ordinalsById ordinals sorted by (id, ordinal)
/// @param calibration what recall costs; null where it was not measured
/// @param reads reads vectors for the last order; null where they are at hand
record IndexData(
    VectorSpace space,
    IndexOptions options,
    HnswGraph graph,
    Codebook codebook,
    Rows vectors,
    Rows inverseNorms,
    Codebook rerankCodebook,
    Rows rerankCodes,
    Rows ids,
    Rows ordinalsById,
    Calibration calibration,
    RowReads reads) {

  int count() {
    return graph.count();
  }

  /// The scorer the graph is walked with.
  QueryScorer walkScorer() {
    return codebook == null
        ? RowScorer.create(space, vectors, inverseNorms)
        : new CodeScorer(codebook, graph.nodes(), floats());
  }

  /// The scorer of the last order, or null where the walk's order is the last.
  QueryScorer lastScorer() {
    if (codebook == null) {
      return null;
    }
    return switch (options.rerank()) {
      case VECTORS -> reads == null ? scanScorer() : new ReadingScorer(this);
      case INT8 -> CodeScorer.precise(rerankCodebook, rerankCodes, floats());
      case NONE -> null;
    };
  }

  /// The scorer that compares all vectors, one after another; null where they were not kept.
  QueryScorer scanScorer() {
    return vectors == null ? null : RowScorer.create(space, vectors, inverseNorms);
  }

  /// Candidates of a walk that go into the last order for `k` hits.
  int rerankDepth(int k) {
    boolean reranked = codebook != null && options.rerank() != RerankCopy.NONE;
    return reranked ? options.codes().rerankDepth(k) : k;
  }

  /// Reads codes and links front to back.
  ///
  /// @return bytes read
  long preload() {
    if (reads == null) {
      return graph.preload();
    }
    advise(PageAdvice::inOrder);
    long bytes = graph.preload();
    adviseForSearches();
    return bytes;
  }

  /// Says in which order searches ask for codes and links: those of an index without links are read
  /// front to back.
  void adviseForSearches() {
    if (options.linked()) {
      advise(PageAdvice::oneByOne);
    } else {
      advise(PageAdvice::inOrder);
    }
  }

  private void advise(Consumer<MemorySegment> advice) {
    for (Rows rows : List.of(graph.nodes(), graph.upper())) {
      for (MemorySegment chunk : rows.chunks()) {
        advice.accept(chunk);
      }
    }
  }

  /// Whether many vectors can be compared with many as a product of matrices.
  boolean canMultiply() {
    return vectors != null
        && options.metric().isOfInnerProducts()
        && options.elementType() != ElementType.F64; // floats would lose what doubles tell apart
  }

  /// The same with other recall curves.
  IndexData withCalibration(Calibration newCalibration) {
    return with(newCalibration, reads);
  }

  /// The same with vectors that are read.
  IndexData withReads(RowReads newReads) {
    return with(calibration, newReads);
  }

  private IndexData with(Calibration newCalibration, RowReads newReads) {
    return new IndexData(
        space,
        options,
        graph,
        codebook,
        vectors,
        inverseNorms,
        rerankCodebook,
        rerankCodes,
        ids,
        ordinalsById,
        newCalibration,
        newReads);
  }

  /// The inverse of a vector's norm; 1 where norms are not kept.
  float inverseNorm(int ordinal) {
    if (inverseNorms == null) {
      return 1;
    }
    inverseNorms.check(ordinal);
    return inverseNorms.chunk(ordinal).get(Kernels.FLOAT, inverseNorms.chunkOffset(ordinal));
  }

  FloatRows floats() {
    return new FloatRows(space, vectors, inverseNorms);
  }

  long id(int ordinal) {
    return Ids.id(ids, ordinal);
  }
}
