package dev.perigee.formats.faiss;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import dev.perigee.vector.Metric;

/// What every index begins with, behind its four letters.
///
/// ```
/// 0    i32   dimension
/// 4    i64   vectors
/// 12   i64   1,048,576, twice; means nothing
/// 28   u8    whether it is trained
/// 29   i32   metric: 0 inner product, 1 L2, 2 L1, others that Perigee has not
/// 33   f32   argument of the metric, only if that is above 1
/// ```
///
/// @param at where it begins
/// @param dimension 1 to 65,536
/// @param count 0 to 2,147,483,647
record IndexHeader(long at, int dimension, long count, int metricNumber, float metricArgument) {

  private static final int DIMENSION_MAX = 65_536;
  private static final long COUNT_MAX = Integer.MAX_VALUE;
  private static final int DUMMY_BYTES = 16;

  /// Reads one.
  ///
  /// @throws dev.perigee.error.CorruptionException if a number cannot be
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 vectors
  static IndexHeader take(FileCursor cursor) {
    long at = cursor.at();
    FileBytes file = cursor.file();
    int dimension = dimension(cursor);
    long count = cursor.i64();
    if (count < 0) {
      throw file.corruption(at + 4, "expected a count of vectors, got " + count);
    }
    if (count > COUNT_MAX) {
      throw new LimitExceededException(
          file.name() + ": expected at most " + COUNT_MAX + " vectors, got " + count);
    }
    cursor.skip(1, DUMMY_BYTES, "fields");
    cursor.u8();
    int metric = cursor.i32();
    if (metric < 0) {
      throw file.corruption(at + 29, "expected a number for the metric, got " + metric);
    }
    return new IndexHeader(at, dimension, count, metric, metric > 1 ? cursor.f32() : 0);
  }

  /// Takes a dimension.
  ///
  /// @throws dev.perigee.error.CorruptionException if it is not positive
  /// @throws LimitExceededException above 65,536
  static int dimension(FileCursor cursor) {
    int dimension = cursor.i32();
    if (dimension < 1) {
      throw cursor
          .file()
          .corruption(
              cursor.at() - Integer.BYTES, "expected a dimension of 1 to 65,536, got " + dimension);
    }
    if (dimension > DIMENSION_MAX) {
      throw new LimitExceededException(
          cursor.file().name() + ": expected a dimension of 1 to 65,536, got " + dimension);
    }
    return dimension;
  }

  /// Checks that an index inside this one has vectors as it has itself.
  ///
  /// @param dimensionInside the dimension to be found there
  /// @throws dev.perigee.error.CorruptionException if it has not
  void requireInside(FileBytes file, IndexHeader inside, int dimensionInside) {
    if (inside.dimension != dimensionInside || inside.count != count) {
      throw file.corruption(
          inside.at,
          "expected %d vectors of dimension %d inside, got %d of %d"
              .formatted(count, dimensionInside, inside.count, inside.dimension));
    }
  }

  /// The same order of vectors in Perigee; null where there is none.
  Metric metric() {
    return switch (metricNumber) {
      case 0 -> Metric.INNER_PRODUCT;
      case 1 -> Metric.L2;
      case 2 -> Metric.L1;
      case 21 -> Metric.SORENSEN;
      case 22 -> Metric.JENSEN_SHANNON;
      case 23 -> Metric.JACCARD;
      default -> null;
    };
  }

  /// What FAISS calls the metric.
  String metricName() {
    return switch (metricNumber) {
      case 0 -> "METRIC_INNER_PRODUCT";
      case 1 -> "METRIC_L2";
      case 2 -> "METRIC_L1";
      case 3 -> "METRIC_Linf";
      case 4 -> "METRIC_Lp";
      case 20 -> "METRIC_Canberra";
      case 21 -> "METRIC_BrayCurtis";
      case 22 -> "METRIC_JensenShannon";
      case 23 -> "METRIC_Jaccard";
      case 24 -> "METRIC_NaNEuclidean";
      case 25 -> "METRIC_GOWER";
      default -> "metric " + metricNumber;
    };
  }
}
