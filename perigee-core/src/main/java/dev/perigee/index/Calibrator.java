package dev.perigee.index;

import dev.perigee.graph.Beam;
import dev.perigee.graph.BulkNearest;
import dev.perigee.graph.CollectorWalk;
import dev.perigee.graph.NearestCollector;
import dev.perigee.graph.Traversal;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.vector.CodeKind;
import dev.perigee.work.ParallelLoop;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Measures what recall a search reaches for what it costs.
///
/// Each sample is compared with every vector, then walked once. The order in which a walk expands
/// nodes does not depend on when it will end, so one walk tells what every slack of the rule would
/// have found and cost.
///
/// An own vector as a sample is hidden from its walk: it would lead straight to its neighbours.
final class Calibrator {

  /// Vectors below which there is nothing to calibrate: all of them are soon compared.
  static final int COUNT_MIN = 1000;

  /// Width of the beam of a walk that is ended by its rule.
  static final int WIDTH = 1024;

  private static final int SAMPLES_ONE_BY_ONE = 60;

  /// How many more than wanted are looked for, since some of them are the sample itself or others
  /// that no walk can find.
  private static final int UNLINKED_AMONG_NEAREST = 40;

  /// Share of what a walk misses that may be missed on top because fewer candidates are put into
  /// their last order.
  private static final double MISSED_BY_DEPTH = 0.05;

  /// The same for codes of one bit and of sub-spaces, which are taken where vectors do not fit into
  /// memory: to read one costs as much as some hundred steps of a walk on codes, so walks go
  /// farther instead.
  private static final double MISSED_BY_DEPTH_COARSE = 0.8;

  private final IndexData data;
  private final int threads;
  private final int nearestMax;
  private int[] unlinked = new int[0];

  Calibrator(IndexData data, int threads) {
    this.data = data;
    this.threads = threads;
    this.nearestMax = Calibration.KS[Calibration.KS.length - 1];
  }

  /// Calibrates on vectors that are not linked yet, and that no walk can find therefore.
  ///
  /// @param ordinals which, ascending
  Calibration onHeldVectors(int[] ordinals) {
    unlinked = ordinals;
    return onOwnVectors(ordinals);
  }

  /// Calibrates on vectors of the index.
  ///
  /// @param ordinals which, ascending
  Calibration onOwnVectors(int[] ordinals) {
    int wanted = data.canMultiply() ? ordinals.length : SAMPLES_ONE_BY_ONE;
    List<CalibrationSample> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(wanted, ordinals.length); i++) {
      int ordinal = ordinals[(int) ((long) i * ordinals.length / wanted)];
      MemorySegment vector =
          data.vectors()
              .chunk(ordinal)
              .asSlice(data.vectors().chunkOffset(ordinal), data.space().vectorBytes());
      samples.add(new CalibrationSample(data, vector, ordinal));
    }
    return measure(samples);
  }

  /// Calibrates on queries.
  Calibration on(List<MemorySegment> queries) {
    return measure(queries.stream().map(query -> new CalibrationSample(data, query, -1)).toList());
  }

  private Calibration measure(List<CalibrationSample> samples) {
    findNearest(samples);
    ParallelLoop.run(
        threads,
        samples.size(),
        1,
        () -> {
          QueryScorer walkScorer = data.walkScorer();
          QueryScorer lastScorer = data.lastScorer();
          Traversal traversal = new Traversal(data.graph().layout());
          return (from, to) -> samples.get(from).walk(traversal, walkScorer, lastScorer);
        });
    return summary(samples);
  }

  /// Tells each sample its true nearest: as a product of matrices where the metric is one.
  private void findNearest(List<CalibrationSample> samples) {
    if (data.canMultiply()) {
      float[][] queries = new float[samples.size()][];
      for (int i = 0; i < queries.length; i++) {
        queries[i] = samples.get(i).floats();
      }
      BulkNearest bulk =
          new BulkNearest(
              data.floats(), data.count(), nearestMax + UNLINKED_AMONG_NEAREST, threads);
      long[][] found = bulk.find(queries);
      for (int i = 0; i < found.length; i++) {
        samples.get(i).setNearest(found[i], nearestMax, unlinked);
      }
      return;
    }
    ParallelLoop.run(
        threads,
        samples.size(),
        1,
        () -> {
          QueryScorer last = data.lastScorer();
          QueryScorer scorer = last == null ? data.walkScorer() : last;
          Traversal traversal = new Traversal(data.graph().layout());
          return (from, to) -> scan(samples.get(from), traversal, scorer);
        });
  }

  private void scan(CalibrationSample sample, Traversal traversal, QueryScorer scorer) {
    NearestCollector collector = new NearestCollector();
    collector.reset(nearestMax + UNLINKED_AMONG_NEAREST);
    sample.setQuery(scorer);
    traversal.begin();
    new CollectorWalk(traversal).scan(data.count(), scorer, null, collector);
    Beam beam = collector.nearest();
    long[] nearest = new long[beam.size()];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = beam.get(i);
    }
    sample.setNearest(nearest, nearestMax, unlinked);
  }

  private Calibration summary(List<CalibrationSample> samples) {
    List<RecallCurve> curves = new ArrayList<>();
    for (int kind = 0; kind < Calibration.KS.length; kind++) {
      List<RecallCurve.Step> steps = new ArrayList<>();
      for (int step = 0; step < Calibration.SLACKS.length; step++) {
        steps.add(step(samples, kind, step, steps.isEmpty() ? 0 : steps.getLast().recall()));
      }
      curves.add(new RecallCurve(Calibration.KS[kind], steps));
    }
    return new Calibration(List.copyOf(curves));
  }

  private double missedByDepth() {
    CodeKind codes = data.options().codes();
    boolean coarse = codes == CodeKind.BINARY || codes.isProduct();
    return coarse ? MISSED_BY_DEPTH_COARSE : MISSED_BY_DEPTH;
  }

  /// @param before recall of the step before, which none falls below
  private RecallCurve.Step step(List<CalibrationSample> samples, int kind, int step, float before) {
    int k = Calibration.KS[kind];
    int[] depths = Calibration.depths(data, k);
    int n = samples.size();
    double[] means = new double[depths.length];
    double[] squares = new double[depths.length];
    double distances = 0;
    for (CalibrationSample sample : samples) {
      distances += sample.distances(kind, step) / n;
      for (int depth = 0; depth < depths.length; depth++) {
        double found = sample.recall(kind, step, depth);
        means[depth] += found / n;
        squares[depth] += found * found / n;
      }
    }
    int deepest = depths.length - 1;
    double enough = means[deepest] - Math.max(0, 1 - means[deepest]) * missedByDepth();
    int depth = 0;
    while (depth < deepest && means[depth] < enough) {
      depth++;
    }
    double mean = means[depth];
    double error = Math.sqrt(Math.max(0, squares[depth] - mean * mean) / n);
    return new RecallCurve.Step(
        Calibration.SLACKS[step],
        (float) Math.clamp(mean, before, 1.0),
        (float) error,
        (float) distances,
        (float) depths[depth] / k);
  }
}
