package dev.perigee.index;

import dev.perigee.kernel.FloatRows;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeEncoder;
import dev.perigee.quant.CodeLayout;
import dev.perigee.quant.CodeScorer;
import dev.perigee.quant.Codebook;
import dev.perigee.vector.CodeKind;
import dev.perigee.work.ParallelLoop;
import java.lang.foreign.MemorySegment;

/// The codes of a growing index: trains the codebook when there is enough to learn from, writes
/// codes into the rows of the graph.
///
/// Not thread-safe: the builder's lock guards it.
final class CodeTable {

  /// Rows below which a codebook is not worth training before the end.
  static final int TRAINED_COUNT_MIN = 1024;

  /// A codebook is learnt anew when the index has grown by this factor since.
  private static final int GROWTH_MAX = 4;

  private static final int ROWS_PER_BLOCK = 256;

  private final IndexOptions options;
  private final CodeLayout layout;
  private final Rows nodes;
  private final FloatRows floats;
  private Codebook codebook;
  private int trainedCount;
  private int encodedCount;

  /// @param options how the index is built
  /// @param layout of the codes, which need not be those of the index
  /// @param nodes rows that start with a code
  /// @param floats the vectors
  CodeTable(IndexOptions options, CodeLayout layout, Rows nodes, FloatRows floats) {
    this.options = options;
    this.layout = layout;
    this.nodes = nodes;
    this.floats = floats;
  }

  /// Takes over codes that the rows already hold.
  void adopt(Codebook existing, int count) {
    codebook = existing;
    trainedCount = count;
    encodedCount = count;
  }

  /// The codebook, or null before there is one.
  Codebook codebook() {
    return codebook;
  }

  /// Whether links may be chosen on the codes: they exist, and are fine enough.
  boolean fitForLinking() {
    return codebook != null && layout.kind().isFine();
  }

  /// Encodes the next row, where there is a codebook already.
  void append(int ordinal) {
    if (codebook != null && encodedCount == ordinal) {
      new CodeEncoder(codebook)
          .encode(floats, ordinal, nodes.chunk(ordinal), nodes.chunkOffset(ordinal));
      encodedCount++;
    }
  }

  /// Forgets the rows from `count` on.
  void truncate(int count) {
    encodedCount = Math.min(encodedCount, count);
    if (count == 0) {
      codebook = null;
    }
  }

  /// Makes sure that rows `0` to `count - 1` have codes.
  void ensure(int count) {
    if (layout.kind() == CodeKind.NONE) {
      return;
    }
    if (codebook == null || (long) count > (long) GROWTH_MAX * Math.max(trainedCount, 1)) {
      codebook =
          Codebook.train(
              layout, options.metric(), floats, count, options.seed(), options.threads());
      trainedCount = count;
      encodedCount = 0;
    }
    int first = encodedCount;
    encode(codebook, nodes, first, count);
    encodedCount = count;
  }

  private void encode(Codebook book, Rows target, int first, int count) {
    ParallelLoop.run(
        options.threads(),
        count - first,
        ROWS_PER_BLOCK,
        () -> {
          CodeEncoder encoder = new CodeEncoder(book);
          return (from, to) -> {
            for (int row = first + from; row < first + to; row++) {
              encoder.encode(floats, row, target.chunk(row), target.chunkOffset(row));
            }
          };
        });
  }

  /// Whether a vector's code, made anew, is the one in its row.
  boolean isRight(int row) {
    byte[] made = new byte[layout.strideBytes()];
    new CodeEncoder(codebook).encode(floats, row, MemorySegment.ofArray(made), 0);
    long at = nodes.chunkOffset(row);
    MemorySegment stored = nodes.chunk(row).asSlice(at, made.length);
    return MemorySegment.ofArray(made).mismatch(stored) < 0;
  }

  /// What estimates distances by the codes.
  CodeScorer scorer() {
    return new CodeScorer(codebook, nodes, floats);
  }

  /// Encodes all rows by another codebook into rows of their own.
  void encodeAll(Codebook book, Rows target, int count) {
    encode(book, target, 0, count);
  }
}
