package dev.perigee.graph;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.MatrixKernels;
import dev.perigee.kernel.Panels;
import dev.perigee.vector.Metric;
import java.util.Arrays;

/// Compares all pairs of a small set of nodes exactly, each once, and offers each node its nearest
/// among them.
///
/// A pair is offered to both if either has the other among its nearest. Owned by one thread.
final class LeafJoin {

  private static final int ROW_BLOCK = MatrixKernels.COLUMNS;
  private static final int SCAN = 64;

  private final FloatRows floats;
  private final Metric metric;
  private final int dimension;
  private final int nearestMax;
  private final ReservoirTable reservoirs;
  private final Panels panels;
  private final MatrixKernels kernels = MatrixKernels.best();
  private final int[] below = new int[SCAN];
  private final long[] held;
  private final float[] block;
  private float[] rows = new float[0];
  private float[] norms = new float[0];
  private float[] products = new float[0];

  /// Of each member: its nearest so far, how many, how near a nearer one must be, how near one must
  /// be to be of use to its reservoir, and what is offered to it.
  private long[] nearest = new long[0];

  private int[] found = new int[0];
  private float[] bounds = new float[0];
  private float[] limits = new float[0];
  private long[] offers = new long[0];
  private int[] offered = new int[0];

  /// @param nearestMax pairs a node offers
  LeafJoin(FloatRows floats, int nearestMax, ReservoirTable reservoirs) {
    this.floats = floats;
    this.metric = floats.space().metric();
    this.dimension = floats.space().dimension();
    this.nearestMax = nearestMax;
    this.reservoirs = reservoirs;
    this.panels = new Panels(dimension);
    this.held = new long[reservoirs.size()];
    this.block = new float[ROW_BLOCK * dimension];
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
      limits[i] = reservoirs.bound(positions[i]);
      bounds[i] = limits[i];
    }
    Arrays.fill(found, 0, count, 0);
    Arrays.fill(offered, 0, count, 0);
    int columns = panels.columns();
    for (int from = 0; from < count; from += ROW_BLOCK) {
      int blockRows = Math.min(ROW_BLOCK, count - from);
      System.arraycopy(rows, from * dimension, block, 0, blockRows * dimension);
      panels.dots(block, blockRows, from, products);
      for (int row = 0; row < blockRows; row++) {
        noteNearest(from + row, row * columns, count);
      }
    }
    offerNearest(ordinals, count);
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
      limits = new float[count];
      rows = new float[count * dimension];
      nearest = new long[count * nearestMax];
      found = new int[count];
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

  /// Goes through the pairs of a member with all behind it.
  ///
  /// @param at where the products of the member begin
  private void noteNearest(int row, int at, int count) {
    toDistances(row, at, count);
    for (int from = row + 1; from < count; from += SCAN) {
      int to = Math.min(count, from + SCAN);
      int near = kernels.findBelow(products, at + from, bounds, from, to, bounds[row], below);
      for (int i = 0; i < near; i++) {
        float distance = products[at + below[i]];
        note(row, below[i], distance);
        note(below[i], row, distance);
      }
    }
  }

  private void note(int member, int other, float distance) {
    if (distance >= bounds[member]) {
      return;
    }
    long candidate = Candidate.of(distance, other);
    int first = member * nearestMax;
    int place = found[member] < nearestMax ? found[member]++ : nearestMax - 1;
    for (; place > 0 && nearest[first + place - 1] > candidate; place--) {
      nearest[first + place] = nearest[first + place - 1];
    }
    nearest[first + place] = candidate;
    if (found[member] == nearestMax) {
      bounds[member] = Candidate.distance(nearest[first + nearestMax - 1]);
    }
  }

  private void offerNearest(int[] ordinals, int count) {
    for (int member = 0; member < count; member++) {
      for (int i = 0; i < found[member]; i++) {
        long candidate = nearest[member * nearestMax + i];
        int other = Candidate.ordinal(candidate);
        float distance = Candidate.distance(candidate);
        give(member, Candidate.of(distance, ordinals[other]));
        if (distance < limits[other]) {
          give(other, Candidate.of(distance, ordinals[member]));
        }
      }
    }
  }

  /// Turns the inner products of a member with all behind it into what orders candidates as the
  /// metric does.
  private void toDistances(int row, int at, int count) {
    switch (metric) {
      case L2 -> {
        float norm = norms[row];
        for (int i = row + 1; i < count; i++) {
          products[at + i] = Math.max(0, norm + norms[i] - 2 * products[at + i]);
        }
      }
      case COSINE -> {
        for (int i = row + 1; i < count; i++) {
          products[at + i] = Math.max(0, 1 - products[at + i]);
        }
      }
      default -> {
        for (int i = row + 1; i < count; i++) {
          products[at + i] = -products[at + i];
        }
      }
    }
  }

  private void give(int member, long candidate) {
    if (offered[member] < offersPerMember()) {
      offers[member * offersPerMember() + offered[member]++] = candidate;
    }
  }

  private int offersPerMember() {
    return 4 * nearestMax;
  }
}
