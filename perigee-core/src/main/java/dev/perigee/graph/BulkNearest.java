package dev.perigee.graph;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.Panels;
import dev.perigee.vector.Metric;
import dev.perigee.work.ParallelLoop;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Compares many queries with every row at once, as a product of matrices: each row is read once
/// for all of them.
///
/// For L2 a distance is the difference of larger sums, so the last bits may differ from those of a
/// single search; whoever needs them compares the candidates again. The sums are kept small by
/// moving the origin to the first row.
public final class BulkNearest {

  private static final int ROW_BLOCK = 32;
  private static final int ROWS_PER_TASK = 2048;
  private static final int FLOATS_MAX = 1 << 20;

  private final FloatRows rows;
  private final Metric metric;
  private final int dimension;
  private final int count;
  private final int k;
  private final int threads;
  private final float[] origin;

  /// @param rows the rows; metric L2, COSINE or INNER_PRODUCT
  /// @param count how many
  /// @param k candidates wanted for each query
  public BulkNearest(FloatRows rows, int count, int k, int threads) {
    this.rows = rows;
    this.metric = rows.space().metric();
    this.dimension = rows.space().dimension();
    this.count = count;
    this.k = k;
    this.threads = threads;
    this.origin = new float[dimension];
    if (metric == Metric.L2 && count > 0) {
      rows.read(0, origin, 0);
    }
  }

  /// Finds the nearest rows of each query.
  ///
  /// @param queries floats, of length 1 for COSINE
  /// @return candidates, nearest first
  public long[][] find(float[][] queries) {
    long[][] found = new long[queries.length][];
    // each query takes its components and, in each thread, room for its candidates
    int atOnce = Math.max(1, FLOATS_MAX / Math.max(dimension, 2 * k));
    for (int from = 0; from < queries.length; from += atOnce) {
      float[][] some = Arrays.copyOfRange(queries, from, Math.min(queries.length, from + atOnce));
      System.arraycopy(findAtOnce(some), 0, found, from, some.length);
    }
    return found;
  }

  private long[][] findAtOnce(float[][] queries) {
    Queue<Scan> scans = new ConcurrentLinkedQueue<>();
    ParallelLoop.run(
        threads,
        count,
        ROWS_PER_TASK,
        () -> {
          Scan scan = new Scan(queries);
          scans.add(scan);
          return scan;
        });
    long[][] found = new long[queries.length][];
    for (int query = 0; query < queries.length; query++) {
      Beam all = new Beam();
      all.reset(k);
      for (Scan scan : scans) {
        for (int i = 0; i < scan.nearest[query].size(); i++) {
          all.offer(scan.nearest[query].get(i));
        }
      }
      found[query] = new long[all.size()];
      for (int i = 0; i < all.size(); i++) {
        found[query][i] = all.get(i);
      }
    }
    return found;
  }

  /// What one thread does.
  private final class Scan implements ParallelLoop.Worker {
    private final Panels panels = new Panels(dimension);
    private final Beam[] nearest;
    private final float[] norms;
    private final float[] bounds;
    private final float[] block = new float[ROW_BLOCK * dimension];
    private final float[] rowNorms = new float[ROW_BLOCK];
    private final float[] products;

    Scan(float[][] queries) {
      nearest = new Beam[queries.length];
      norms = new float[queries.length];
      bounds = new float[queries.length];
      panels.reset(queries.length);
      for (int i = 0; i < queries.length; i++) {
        System.arraycopy(queries[i], 0, block, 0, dimension);
        norms[i] = centre(0);
        panels.set(i, block, 0);
        nearest[i] = new Beam();
        nearest[i].reset(k);
        bounds[i] = Float.POSITIVE_INFINITY;
      }
      products = new float[ROW_BLOCK * panels.columns()];
    }

    @Override
    public void run(int from, int to) {
      for (int start = from; start < to; start += ROW_BLOCK) {
        int size = Math.min(ROW_BLOCK, to - start);
        for (int i = 0; i < size; i++) {
          rows.read(start + i, block, i * dimension);
          rowNorms[i] = centre(i * dimension);
        }
        panels.dots(block, size, products);
        for (int i = 0; i < size; i++) {
          offer(start + i, rowNorms[i], i * panels.columns());
        }
      }
    }

    private void offer(int row, float norm, int at) {
      // distances are compared as what is left of them without the terms all rows of a query share
      float factor = metric == Metric.L2 ? -2 : -1;
      for (int query = 0; query < nearest.length; query++) {
        float partial = norm + factor * products[at + query];
        if (partial < bounds[query]) {
          float shared = metric == Metric.COSINE ? 1 : norms[query];
          nearest[query].offer(Candidate.of(partial + shared, row));
          if (nearest[query].isFull()) {
            bounds[query] = nearest[query].bound() - shared;
          }
        }
      }
    }

    /// Makes a vector of the block relative to the origin.
    ///
    /// @return its squared length; 0 where the metric has no use for it
    private float centre(int at) {
      if (metric != Metric.L2) {
        return 0;
      }
      float sum = 0;
      for (int i = 0; i < dimension; i++) {
        float value = block[at + i] - origin[i];
        block[at + i] = value;
        sum += value * value;
      }
      return sum;
    }
  }
}
