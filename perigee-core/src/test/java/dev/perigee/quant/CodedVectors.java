package dev.perigee.quant;

import dev.perigee.kernel.CodeKernels;
import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/// A few vectors and their codes: distances by code, and by brute force in double.
final class CodedVectors {

  private final Metric metric;
  private final float[][] vectors;
  private final VectorSpace space;
  private final FloatRows floats;
  private final Codebook codebook;
  private final Rows codes;

  /// Codes by a codebook learnt from the vectors.
  CodedVectors(Metric metric, CodeKind kind, float[][] vectors) {
    this(
        metric,
        vectors,
        (layout, rows) -> Codebook.train(layout, metric, rows, vectors.length, 7, 2),
        kind);
  }

  /// Codes by a codebook of known parts.
  static CodedVectors of(
      Metric metric, CodeKind kind, float[][] vectors, float[] mean, boolean rotated) {
    return new CodedVectors(
        metric, vectors, (layout, rows) -> new Codebook(layout, metric, mean, rotated, 7), kind);
  }

  private interface Training {
    Codebook train(CodeLayout layout, FloatRows rows);
  }

  private CodedVectors(Metric metric, float[][] vectors, Training training, CodeKind kind) {
    this.metric = metric;
    this.vectors = vectors;
    int dimension = vectors[0].length;
    space = new VectorSpace(metric, ElementType.F32, dimension, null);
    floats = floatRows();
    CodeLayout layout = new CodeLayout(kind, dimension);
    codebook = training.train(layout, floats);
    int stride = Math.max(layout.strideBytes(), CodeKernels.readBytes(layout.codeBytes()));
    MemorySegment table = MemorySegment.ofArray(new byte[stride * vectors.length]);
    codes = Rows.over(table, stride, "codes", 0);
    CodeEncoder encoder = new CodeEncoder(codebook);
    for (int i = 0; i < vectors.length; i++) {
      encoder.encode(floats, i, table, (long) i * stride);
    }
  }

  private FloatRows floatRows() {
    MemorySegment rows = MemorySegment.ofArray(new byte[space.strideBytes() * vectors.length]);
    MemorySegment norms = MemorySegment.ofArray(new byte[Float.BYTES * vectors.length]);
    for (int i = 0; i < vectors.length; i++) {
      long at = (long) i * space.strideBytes();
      space.encode("vector", vectors[i], rows, at);
      norms.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, space.check("vector", rows, at));
    }
    return new FloatRows(
        space,
        Rows.over(rows, space.strideBytes(), "vectors", 0),
        space.needsNorms() ? Rows.over(norms, Float.BYTES, "norms", 0) : null);
  }

  Codebook codebook() {
    return codebook;
  }

  CodeScorer scorer() {
    return new CodeScorer(codebook, codes, floats);
  }

  CodeScorer preciseScorer() {
    return CodeScorer.precise(codebook, codes, floats);
  }

  /// Estimated distances of a query to all vectors.
  float[] estimates(CodeScorer scorer, float[] query) {
    MemorySegment vector = MemorySegment.ofArray(new byte[space.vectorBytes()]);
    space.encode("query", query, vector, 0);
    scorer.setQuery(vector, 0, space.check("query", vector, 0));
    return all(scorer);
  }

  /// Estimated distances of the code of a row to all vectors.
  float[] estimates(CodeScorer scorer, int row) {
    scorer.setQueryRow(row);
    return all(scorer);
  }

  private float[] all(CodeScorer scorer) {
    float[] distances = new float[vectors.length];
    scorer.score(IntStream.range(0, vectors.length).toArray(), vectors.length, distances);
    return distances;
  }

  /// The distance to a vector.
  double distance(float[] query, int row) {
    double dot = dot(query, vectors[row]);
    double squares = dot(query, query) + dot(vectors[row], vectors[row]) - 2 * dot;
    return switch (metric) {
      case L2 -> squares;
      case COSINE -> 1 - dot / Math.sqrt(dot(query, query) * dot(vectors[row], vectors[row]));
      default -> -dot;
    };
  }

  /// What the error of an estimate is measured by: the lengths of query and vector as seen from the
  /// mean, times what the metric multiplies their product by.
  double scale(float[] query, int row) {
    double factor = metric == Metric.L2 ? 2 : 1;
    return factor * length(query) * length(vectors[row]);
  }

  private double length(float[] vector) {
    float[] mean = codebook.mean();
    double norm = metric == Metric.COSINE ? Math.sqrt(dot(vector, vector)) : 1;
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      double difference = vector[i] / norm - mean[i];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
