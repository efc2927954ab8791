package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.formats.hdf5.BenchmarkDistance;
import dev.perigee.formats.hdf5.BenchmarkWriter;
import dev.perigee.index.BuildProgress;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes vectors as a benchmark in HDF5, with queries and their true neighbours if there are any.
///
/// @param train rows of which some become the vectors
/// @param range which
/// @param metric by which neighbours are the nearest; null if nobody knows
/// @param options how many of them
record BenchmarkConversion(
    NumberTable train, RowRange range, Metric metric, BenchmarkOptions options) {

  /// Neighbours may be this share of the largest distance out of order: others round otherwise.
  private static final double TOLERANCE = 1e-3;

  /// Writes the file.
  ///
  /// @param queries null for none
  /// @param truth rows of the vectors, nearest first; null to compute them
  /// @return what was done
  Map<String, Object> write(
      Path target, NumberTable queries, NumberTable truth, BuildProgress progress) {
    requireFitting(queries, truth);
    long rows = range.to(train.rows()) - range.from();
    int k = queries == null ? 0 : options.k(rows, truth == null ? 0 : truth.columns());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", "hdf5");
    line.put("rows", rows);
    line.put("columns", train.columns());
    line.put("element", train.isBits() ? "BIT" : new TableEncoder(train).type().name());
    try (BenchmarkWriter writer = BenchmarkWriter.create(target)) {
      if (metric != null && (queries != null || BenchmarkDistance.isKnown(metric))) {
        writer.describe(metric, train.columns(), train.isBits());
        line.put("metric", metric.name());
      }
      BuildProgress writing = progress.part(0, queries == null ? 1 : 0.5);
      write(writer, "train", train, range.from(), range.from() + rows, writing);
      if (queries != null) {
        write(writer, "test", queries, 0, queries.rows(), BuildProgress.silent());
        line.put("queries", queries.rows());
        long[][] nearest =
            truth == null ? compute(rows, queries, k, target, progress.part(0.5, 1)) : read(truth);
        writeNeighbors(writer, nearest, k, queries, rows);
        line.put("neighbors", k);
      }
      writer.finish();
    }
    line.put("bytes", target.toFile().length());
    return line;
  }

  private void requireFitting(NumberTable queries, NumberTable truth) {
    if (queries == null) {
      return;
    }
    if (metric == null) {
      throw InvalidRequestException.of(
          "--metric", "how vectors are compared, which the source does not say", "none");
    }
    boolean ofBits = metric == Metric.HAMMING || metric == Metric.JACCARD;
    if (BenchmarkDistance.isKnown(metric) && ofBits != train.isBits()) {
      throw InvalidRequestException.of(
          "--metric",
          train.isBits() ? "HAMMING or JACCARD for bits" : "one for vectors that are not of bits",
          metric);
    }
    if (queries.columns() != train.columns() || queries.isBits() != train.isBits()) {
      throw InvalidRequestException.of(
          "--query",
          train.columns() + (train.isBits() ? " bits" : " numbers in a row"),
          queries.columns() + (queries.isBits() ? " bits" : " numbers"));
    }
    if (truth != null && (truth.rows() != queries.rows() || !truth.type().isInteger())) {
      throw InvalidRequestException.of(
          "--truth",
          queries.rows() + " rows of whole numbers, one for each query",
          truth.rows() + " of " + truth.type());
    }
  }

  private static void write(
      BenchmarkWriter writer,
      String dataset,
      NumberTable table,
      long from,
      long to,
      BuildProgress progress) {
    TableEncoder encoder = new TableEncoder(table);
    if (table.isBits()) {
      writer.beginBits(dataset, table.columns());
    } else {
      writer.begin(dataset, encoder.type(), table.columns());
    }
    for (long row = from; row < to; row++) {
      writer.write(encoder.row(row));
      progress.update(row + 1 - from, to - from);
    }
  }

  private long[][] compute(
      long rows, NumberTable queries, int k, Path target, BuildProgress progress) {
    Path folder = target.toAbsolutePath().getParent();
    return new ExactNeighbors(train, range.from(), rows, metric, folder).of(queries, k, progress);
  }

  /// Writes neighbours and their distances.
  private void writeNeighbors(
      BenchmarkWriter writer, long[][] nearest, int k, NumberTable queries, long rows) {
    int count = nearest.length;
    float[][] distances = new float[count][];
    for (int query = 0; query < count; query++) {
      distances[query] = distances(queries, query, nearest[query], k, rows);
    }
    writer.begin("neighbors", ComponentType.I32, k);
    MemorySegment encoded = MemorySegment.ofArray(new byte[4 * k]);
    for (long[] row : nearest) {
      for (int i = 0; i < k; i++) {
        encoded.set(LittleEndian.INT, 4L * i, (int) row[i]);
      }
      writer.write(encoded);
    }
    writer.begin("distances", ComponentType.F32, k);
    for (float[] row : distances) {
      for (int i = 0; i < k; i++) {
        encoded.set(LittleEndian.FLOAT, 4L * i, row[i]);
      }
      writer.write(encoded);
    }
  }

  private static long[][] read(NumberTable truth) {
    long[][] rows = new long[Math.toIntExact(truth.rows())][truth.columns()];
    for (int row = 0; row < rows.length; row++) {
      truth.read(row, rows[row]);
    }
    return rows;
  }

  private float[] distances(NumberTable queries, int query, long[] nearest, int k, long rows) {
    BenchmarkDistance distance = BenchmarkDistance.of(metric);
    double[] asked = new double[train.columns()];
    double[] near = new double[train.columns()];
    queries.read(query, asked);
    double[] found = new double[k];
    double largest = 0;
    for (int i = 0; i < k; i++) {
      if (nearest[i] < 0 || nearest[i] >= rows) {
        throw InvalidRequestException.of(
            "--truth row %d column %d".formatted(query, i),
            "a row, 0 to " + (rows - 1),
            nearest[i]);
      }
      train.read(range.from() + nearest[i], near);
      found[i] = distance.between(asked, near);
      largest = Math.max(largest, Math.abs(found[i]));
    }
    float[] distances = new float[k];
    for (int i = 0; i < k; i++) {
      if (i > 0 && found[i] < found[i - 1] - TOLERANCE * largest) {
        throw InvalidRequestException.of(
            "--truth row %d column %d".formatted(query, i),
            "neighbours that are nearest first by " + metric,
            "a distance of %s behind one of %s".formatted(found[i], found[i - 1]));
      }
      distances[i] = (float) found[i];
    }
    return distances;
  }
}
