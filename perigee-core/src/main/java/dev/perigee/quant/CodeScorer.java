package dev.perigee.quant;

import dev.perigee.kernel.BulkCodeKernel;
import dev.perigee.kernel.CodeKernelFactory;
import dev.perigee.kernel.CodeKernels;
import dev.perigee.kernel.CodeQuery;
import dev.perigee.kernel.CodeShape;
import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.FloatSums;
import dev.perigee.kernel.Kernels;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.memory.Rows;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Estimates distances from codes. What is estimated, and how well: see [Codebook].
///
/// Owned by one thread at a time.
public final class CodeScorer implements QueryScorer {

  private final Codebook codebook;
  private final CodeKernels kernels;
  private final FloatRows floats;
  private final Rows rows;
  private final CodeKind kind;
  private final boolean precise;
  private final int codeBytes;
  private final float[] query;
  private final byte[] packed;
  private final byte[] unpacked;
  private final short[] values;
  private final ProductTables tables;
  private final float meanSquared;
  private final CodeQuery levels;
  private final BulkCodeKernel kernel;

  @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the loads
  private int touchSink;

  /// @param rows rows that start with a code and its correction
  /// @param floats reads the caller's vectors
  public CodeScorer(Codebook codebook, Rows rows, FloatRows floats) {
    this(CodeKernels.best(), codebook, rows, floats, false);
  }

  /// A scorer for the last order, on codes of 8 bits: the query keeps its floats.
  public static CodeScorer precise(Codebook codebook, Rows rows, FloatRows floats) {
    return new CodeScorer(CodeKernels.best(), codebook, rows, floats, true);
  }

  CodeScorer(CodeKernels kernels, Codebook codebook, Rows rows, FloatRows floats, boolean precise) {
    this.precise = precise;
    CodeLayout layout = codebook.layout();
    this.kernels = kernels;
    this.codebook = codebook;
    this.rows = rows;
    this.floats = floats;
    this.kind = layout.kind();
    this.codeBytes = layout.codeBytes();
    this.query = new float[Math.max(layout.dimension(), layout.paddedComponents())];
    this.packed = new byte[codeBytes];
    this.unpacked = new byte[layout.paddedComponents()];
    this.values = new short[1 << kind.bits()];
    this.tables = kind.isProduct() ? new ProductTables(layout, codebook.centroids()) : null;
    this.meanSquared = codebook.meanSquared();
    int planes = kind == CodeKind.BINARY ? CodeKernels.QUERY_PLANES_1 : 0;
    int tableBytes = kind.isProduct() ? CodeKernels.TABLE_SIZE * codeBytes : 0;
    this.levels =
        new CodeQuery(layout.queryComponents(), planes * codeBytes / Long.BYTES, tableBytes);
    this.kernel =
        CodeKernelFactory.kernel(new CodeShape(kind, codeBytes, (int) rows.strideBytes()));
  }

  /// Says that much is to be scored soon.
  public void prepareKernel() {
    kernel.prepare();
  }

  @Override
  public void setQuery(MemorySegment vector, long offset, float inverseNorm) {
    int dimension = codebook.layout().dimension();
    floats.read(vector, offset, inverseNorm, query, 0);
    float meanDot = codebook.centre(query);
    double squares = FloatSums.squares(query, dimension);
    levels.base =
        switch (codebook.metric()) {
          case L2 -> (float) squares;
          case COSINE -> (float) (squares / 2);
          // q . m = m . m + m . (q - m)
          default -> -meanSquared - meanDot;
        };
    prepare();
  }

  /// Takes a row's decoded code as the query.
  @Override
  public void setQueryRow(int ordinal) {
    MemorySegment chunk = rows.chunk(ordinal);
    long offset = rows.chunkOffset(ordinal);
    long correction = offset + codeBytes;
    float constant = chunk.get(Kernels.FLOAT, correction);
    levels.base = codebook.metric() == Metric.INNER_PRODUCT ? constant - meanSquared : constant;
    float scale = 1 / codebook.factor();
    float lower = chunk.get(Kernels.FLOAT, correction + CodeLayout.LOWER_OFFSET) * scale;
    float step = chunk.get(Kernels.FLOAT, correction + CodeLayout.STEP_OFFSET) * scale;
    if (kind.isProduct()) {
      setDecoded(chunk, offset, step);
      return;
    }
    int top = (1 << kind.bits()) - 1;
    float toLevels = toLevels(Math.max(Math.abs(lower), Math.abs(lower + top * step)));
    int components;
    if (kind == CodeKind.INT4) {
      // a little less than fits, so that a step of the code is a whole number of 64ths of a level
      int scale64 = (int) (64 * step * toLevels);
      if (scale64 > 0) {
        levels.step = 64 * step / scale64;
        toLevels = 1 / levels.step;
      }
      int bias64 = Math.round(64 * lower * toLevels) + 32;
      components = kernels.expand4(chunk, offset, codeBytes, scale64, bias64, levels.levels);
    } else {
      for (int i = 0; i <= top; i++) {
        values[i] = level((lower + step * i) * toLevels);
      }
      MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, offset, packed, 0, codeBytes);
      components = codebook.layout().decode(packed, unpacked, values, levels.levels);
    }
    levels.sum = codebook.layout().dimension() * lower + components * step;
    if (kind == CodeKind.BINARY) {
      splitIntoPlanes();
    }
  }

  private void setDecoded(MemorySegment chunk, long offset, float scale) {
    MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, offset, packed, 0, codeBytes);
    codebook.layout().unpack(packed, unpacked);
    codebook.centroids().decode(unpacked, query);
    for (int i = 0; i < codebook.layout().dimension(); i++) {
      query[i] *= scale;
    }
    prepare();
  }

  /// Turns the centred query into the integers that kernels multiply.
  private void prepare() {
    int dimension = codebook.layout().dimension();
    levels.sum = FloatSums.sum(query, dimension);
    if (precise) {
      return;
    }
    if (kind.isProduct()) {
      tables.fill(query, levels);
      return;
    }
    float toLevels = toLevels(FloatSums.largest(query, dimension));
    for (int i = 0; i < dimension; i++) {
      levels.levels[i] = level(query[i] * toLevels);
    }
    Arrays.fill(levels.levels, dimension, levels.levels.length, (short) 0);
    codebook.layout().spread(levels.levels);
    if (kind == CodeKind.BINARY) {
      splitIntoPlanes();
    }
  }

  /// Notes what a level is worth where the largest component takes the highest one.
  ///
  /// @return what components are multiplied by
  private float toLevels(float largest) {
    int top =
        switch (kind) {
          case INT8 -> CodeKernels.QUERY_MAX_8;
          case INT4 -> CodeKernels.QUERY_MAX_4;
          case BINARY -> CodeKernels.QUERY_MAX_1;
          case PQ, PQ4, NONE -> throw new AssertionError(kind);
        };
    float scale = top / largest;
    if (Float.isInfinite(scale) || Float.isNaN(scale)) {
      scale = 0; // a query that is the mean itself
    }
    levels.step = scale == 0 ? 0 : 1 / scale;
    return scale;
  }

  private static short level(float scaled) {
    return (short) (int) (scaled + Math.copySign(0.5f, scaled));
  }

  private void splitIntoPlanes() {
    int words = codeBytes / Long.BYTES;
    Arrays.fill(levels.planes, 0);
    for (int i = 0; i < codebook.layout().dimension(); i++) {
      long level = (long) levels.levels[i] + CodeKernels.QUERY_ZERO_1;
      for (int plane = 0; plane < CodeKernels.QUERY_PLANES_1; plane++) {
        levels.planes[plane * words + (i >>> 6)] |= (level >>> plane & 1) << i;
      }
    }
  }

  @Override
  public void score(int[] ordinals, int count, float[] distances) {
    // learned after the ordinals, so that the chunks of rows added meanwhile are seen
    MemorySegment[] chunks = rows.chunks();
    rows.check(ordinals, count);
    if (precise) {
      scorePrecisely(chunks, ordinals, count, distances);
    } else {
      touchSink +=
          kernel.score(
              levels, chunks, rows.chunkShift(), rows.chunkMask(), ordinals, count, distances);
    }
    for (int i = 0; i < count; i++) {
      distances[i] = Float.isNaN(distances[i]) ? Float.POSITIVE_INFINITY : distances[i];
    }
  }

  private void scorePrecisely(
      MemorySegment[] chunks, int[] ordinals, int count, float[] distances) {
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[rows.chunkIndex(ordinals[i])];
      long offset = rows.chunkOffset(ordinals[i]);
      long correction = offset + codeBytes;
      float dot = kernels.dot8(query, chunk, offset, codeBytes);
      float constant = chunk.get(Kernels.FLOAT, correction);
      float lower = chunk.get(Kernels.FLOAT, correction + CodeLayout.LOWER_OFFSET);
      float step = chunk.get(Kernels.FLOAT, correction + CodeLayout.STEP_OFFSET);
      distances[i] = levels.base + constant + lower * levels.sum + step * dot;
    }
  }
}
