package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Scores rows in double precision, in plain Java: rows of F64 by any metric, and rows of any
/// numbers by the metrics that have no kernel of their own.
///
/// A row is widened into an array first, so that each metric is written once. The length of each
/// row is summed anew, so the column of inverse norms, which are floats, is not read.
final class DoubleScorer extends RowScorer {

  /// Probabilities below count as this for JEFFREYS, as in anndists (`M_MIN`).
  private static final double SHARE_MIN = 1e-30;

  private final int dimension;
  private final double[] query;
  private final double[] row;
  private double querySquares;

  DoubleScorer(VectorSpace space, Rows vectors, Rows inverseNorms) {
    super(space, vectors, inverseNorms);
    dimension = space.dimension();
    query = new double[dimension];
    row = new double[dimension];
  }

  @Override
  void load(MemorySegment vector, long offset, float inverseNorm) {
    widen(vector, offset, query);
    querySquares = dot(query, query);
  }

  @Override
  int scoreRaw(MemorySegment[] chunks, int[] ordinals, int count, float[] distances) {
    int touched = 0;
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[vectors.chunkIndex(ordinals[i])];
      long offset = vectors.chunkOffset(ordinals[i]);
      touched += touch(chunk, offset);
      widen(chunk, offset, row);
      distances[i] = (float) distance();
    }
    return touched;
  }

  @Override
  void finish(int[] ordinals, int count, float[] distances) {
    // they are distances already
  }

  private void widen(MemorySegment vector, long offset, double[] target) {
    if (space.elementType() == ElementType.F64) {
      MemorySegment.copy(vector, Kernels.DOUBLE, offset, target, 0, dimension);
      return;
    }
    for (int i = 0; i < dimension; i++) {
      target[i] =
          switch (space.elementType()) {
            case F32 -> vector.get(Kernels.FLOAT, offset + 4L * i);
            case F16 -> Float.float16ToFloat(vector.get(Kernels.SHORT, offset + 2L * i));
            case INT8 -> vector.get(ValueLayout.JAVA_BYTE, offset + i);
            case BIT, F64 -> throw new AssertionError(space.elementType());
          };
    }
  }

  private double distance() {
    return switch (space.metric()) {
      case L2 -> squaredL2();
      case COSINE -> Math.max(0, 1 - dot(query, row) / Math.sqrt(querySquares * dot(row, row)));
      case INNER_PRODUCT -> 0 - dot(query, row);
      case L1 -> differences();
      case HAMMING -> different();
      case JACCARD -> jaccard();
      case HELLINGER -> hellinger();
      case JEFFREYS -> jeffreys();
      case JENSEN_SHANNON -> jensenShannon();
      case HAVERSINE -> haversine();
      case PEARSON -> pearson();
      case SORENSEN -> brayCurtis();
      case CUSTOM -> throw new AssertionError("has a scorer of its own");
    };
  }

  private double squaredL2() {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i < dimension - 1; i += 2) {
      double a = query[i] - row[i];
      double b = query[i + 1] - row[i + 1];
      even += a * a;
      odd += b * b;
    }
    double last = i < dimension ? query[i] - row[i] : 0;
    return even + odd + last * last;
  }

  private double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i < dimension - 1; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return even + odd + (i < dimension ? a[i] * b[i] : 0);
  }

  private double differences() {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      sum += Math.abs(query[i] - row[i]);
    }
    return sum;
  }

  private double different() {
    int count = 0;
    for (int i = 0; i < dimension; i++) {
      count += query[i] == row[i] ? 0 : 1;
    }
    return count;
  }

  private double jaccard() {
    double lesser = 0;
    double greater = 0;
    for (int i = 0; i < dimension; i++) {
      lesser += Math.min(query[i], row[i]);
      greater += Math.max(query[i], row[i]);
    }
    return greater == 0 ? 0 : 1 - lesser / greater;
  }

  private double brayCurtis() {
    double sums = 0;
    for (int i = 0; i < dimension; i++) {
      sums += Math.abs(query[i] + row[i]);
    }
    return sums == 0 ? 0 : differences() / sums;
  }

  private double hellinger() {
    double shared = 0;
    for (int i = 0; i < dimension; i++) {
      shared += Math.sqrt(query[i] * row[i]);
    }
    return Math.sqrt(Math.max(0, 1 - shared));
  }

  private double jeffreys() {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      double ratio = Math.max(query[i], SHARE_MIN) / Math.max(row[i], SHARE_MIN);
      sum += (query[i] - row[i]) * Math.log(ratio);
    }
    return sum;
  }

  private double jensenShannon() {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      double mean = (query[i] + row[i]) / 2;
      sum += query[i] > 0 ? query[i] * Math.log(query[i] / mean) : 0;
      sum += row[i] > 0 ? row[i] * Math.log(row[i] / mean) : 0;
    }
    return Math.max(0, sum / 2);
  }

  /// Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984).
  private double haversine() {
    double latitude = Math.toRadians(query[0]);
    double otherLatitude = Math.toRadians(row[0]);
    double vertical = Math.sin((otherLatitude - latitude) / 2);
    double horizontal = Math.sin(Math.toRadians(row[1] - query[1]) / 2);
    double half =
        vertical * vertical
            + Math.cos(latitude) * Math.cos(otherLatitude) * horizontal * horizontal;
    return 2 * Math.asin(Math.sqrt(Math.clamp(half, 0, 1)));
  }

  private double pearson() {
    double queryMean = mean(query);
    double rowMean = mean(row);
    double product = 0;
    double querySquares = 0;
    double rowSquares = 0;
    for (int i = 0; i < dimension; i++) {
      double a = query[i] - queryMean;
      double b = row[i] - rowMean;
      product += a * b;
      querySquares += a * a;
      rowSquares += b * b;
    }
    double squares = querySquares * rowSquares;
    return squares <= 0 ? 1 : Math.max(0, 1 - product / Math.sqrt(squares));
  }

  private double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / dimension;
  }
}
