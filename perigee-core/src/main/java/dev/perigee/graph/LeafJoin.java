package dev.perigee.graph;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.MatrixKernels;
import dev.perigee.kernel.Panels;
import dev.perigee.vector.Metric;
import java.util.Arrays;

/// Compares all pairs of a small set of nodes exactly and offers each its nearest among them.
///
/// A pair is offered to both if either has the other among its nearest. Owned by one thread.
final class LeafJoin {

  private static final int ROW_BLOCK = 32;
  private static final int SCAN = 64;

  private final FloatRows floats;
  private final Metric metric;
  private final int dimension;
  private final int nearestMax;
  private final ReservoirTable reservoirs;
  private final Panels panels;
  private float[] rows = new float[0];
  private float[] norms = new float[0];
  private float[] bounds = new float[0];
  private final int[] below = new int[SCAN];
  private final MatrixKernels kernels = MatrixKernels.best();
  private float[] products = new float[0];
  private long[] offers = new long[0];
  private int[] offered = new int[0];
  private final long[] nearest;
  private final long[] held;

  /// @param nearestMax pairs a node offers
  LeafJoin(FloatRows floats, int nearestMax, ReservoirTable reservoirs) {
    this.floats = floats;
    this.metric = floats.space().metric();
    this.dimension = floats.space().dimension();
    this.nearestMax = nearestMax;
    this.reservoirs = reservoirs;
    this.panels = new Panels(dimension);
    this.nearest = new long[nearestMax];
    this.held = new long[reservoirs.size()];
  }

  /// Joins a leaf.
  ///
  /// @param positions the reservoir of each member
  /// @param ordinals the row of each member
  /// @param count number of members
  void join(int[] positions, int[] ordinals, int count) {
    if (count < 2) {
      return;
    }
    load(ordinals, count);
    for (int i = 0; i < count; i++) {
      bounds[i] = reservoirs.bound(positions[i]);
    }
    Arrays.fill(offered, 0, count, 0);
    int columns = panels.columns();
    float[] block = new float[0];
    for (int from = 0; from < count; from += ROW_BLOCK) {
      int blockRows = Math.min(ROW_BLOCK, count - from);
      block = Arrays.copyOfRange(rows, from * dimension, (from + roundUp(blockRows)) * dimension);
      panels.dots(block, blockRows, products);
      for (int row = 0; row < blockRows; row++) {
        offerNearest(ordinals, from + row, row * columns, count);
      }
    }
    int width = offersPerMember();
    for (int i = 0; i < count; i++) {
      int start = i * width;
      Arrays.sort(offers, start, start + offered[i]);
      if (offered[i] > 0) {
        reservoirs.offer(positions[i], offers, start, start + offered[i], held);
      }
    }
  }

  private void load(int[] ordinals, int count) {
    if (norms.length < count) {
      norms = new float[count];
      bounds = new float[count];
      rows = new float[roundUp(count) * dimension];
      offered = new int[count];
      offers = new long[count * offersPerMember()];
    }
    panels.reset(count);
    for (int i = 0; i < count; i++) {
      floats.read(ordinals[i], rows, i * dimension);
    }
    if (metric == Metric.L2) {
      centre(count);
    }
    for (int i = 0; i < count; i++) {
      panels.set(i, rows, i * dimension);
      norms[i] = metric == Metric.L2 ? squaredNorm(i * dimension) : 0;
    }
    if (products.length < ROW_BLOCK * panels.columns()) {
      products = new float[ROW_BLOCK * panels.columns()];
    }
  }

  /// Moves the origin to the first member: far from it, the differences of near vectors would be
  /// lost in the rounding of their norms.
  private void centre(int count) {
    for (int i = count - 1; i >= 0; i--) {
      for (int j = 0; j < dimension; j++) {
        rows[i * dimension + j] -= rows[j];
      }
    }
  }

  private float squaredNorm(int at) {
    float sum = 0;
    for (int i = at; i < at + dimension; i++) {
      sum += rows[i] * rows[i];
    }
    return sum;
  }

  private void offerNearest(int[] ordinals, int row, int at, int count) {
    toDistances(row, at, count);
    products[at + row] = Float.POSITIVE_INFINITY;
    int found = 0;
    float bound = bounds[row];
    for (int from = 0; from < count; from += SCAN) {
      int near =
          kernels.findBelow(products, at + from, at + Math.min(count, from + SCAN), bound, below);
      for (int i = 0; i < near; i++) {
        float distance = products[at + from + below[i]];
        if (distance < bound) {
          found = insert(Candidate.of(distance, from + below[i]), found);
          if (found == nearestMax) {
            bound = Candidate.distance(nearest[found - 1]);
          }
        }
      }
    }
    for (int i = 0; i < found; i++) {
      int other = Candidate.ordinal(nearest[i]);
      float distance = Candidate.distance(nearest[i]);
      give(row, Candidate.of(distance, ordinals[other]));
      if (distance < bounds[other]) {
        give(other, Candidate.of(distance, ordinals[row]));
      }
    }
  }

  /// Turns inner products into what orders candidates as the metric does.
  private void toDistances(int row, int at, int count) {
    switch (metric) {
      case L2 -> {
        float norm = norms[row];
        for (int i = 0; i < count; i++) {
          products[at + i] = Math.max(0, norm + norms[i] - 2 * products[at + i]);
        }
      }
      case COSINE -> {
        for (int i = 0; i < count; i++) {
          products[at + i] = Math.max(0, 1 - products[at + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          products[at + i] = -products[at + i];
        }
      }
    }
  }

  private int insert(long candidate, int found) {
    int at = found < nearestMax ? found : nearestMax - 1;
    while (at > 0 && nearest[at - 1] > candidate) {
      nearest[at] = nearest[at - 1];
      at--;
    }
    nearest[at] = candidate;
    return Math.min(found + 1, nearestMax);
  }

  private void give(int member, long candidate) {
    if (offered[member] < offersPerMember()) {
      offers[member * offersPerMember() + offered[member]++] = candidate;
    }
  }

  private int offersPerMember() {
    return 4 * nearestMax;
  }

  private static int roundUp(int count) {
    return (count + 3) / 4 * 4;
  }
}
