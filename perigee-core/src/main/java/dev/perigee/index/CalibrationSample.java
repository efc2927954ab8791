package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.Beam;
import dev.perigee.graph.Candidate;
import dev.perigee.graph.HnswGraph;
import dev.perigee.graph.SpreadSample;
import dev.perigee.graph.Traversal;
import dev.perigee.graph.WalkObserver;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One query of a calibration: its true nearest, and what its walk had found and cost when each
/// slack of the stop rule would have ended it. Owned by one thread at a time.
final class CalibrationSample implements WalkObserver {

  /// Distances after which a walk ends whatever it has found, and if it has found all.
  private static final int SCORED_MAX = 1 << 15;

  /// Samples wanted; of few vectors no more than a tenth, since the graph lacks them meanwhile.
  private static final int SAMPLES = 320;

  private static final int QUERIES_MAX = 10_000;
  private static final int SCORED_MAX_FOUND_ALL = 6000;

  private final IndexData data;
  private final MemorySegment vector;
  private final int hidden;
  private final float inverseNorm;
  private final int kinds = Calibration.KS.length;
  private final int steps = Calibration.SLACKS.length;
  private final float[][][] recall = new float[kinds][steps][];
  private final float[][] distances = new float[kinds][steps];
  private final int[] reached = new int[kinds];
  private long[] ranks = new long[0];
  private QueryScorer lastScorer;

  /// @param vector in the element type of the index
  /// @param hidden the ordinal the vector has in the index; -1 for none
  CalibrationSample(IndexData data, MemorySegment vector, int hidden) {
    this.data = data;
    this.vector = vector;
    this.hidden = hidden;
    this.inverseNorm = data.space().check("query", vector, 0);
  }

  /// The ordinals of samples, ascending, spread evenly over a graph; none on an upper level, since
  /// those are on everybody's way.
  ///
  /// @param wanted whether there are to be any
  static int[] held(HnswGraph graph, boolean wanted) {
    int count = graph.count();
    int samples = Math.min(SAMPLES, count / 10);
    return Arrays.stream(SpreadSample.of(count, wanted ? samples : 0))
        .filter(ordinal -> graph.level(ordinal) == 0)
        .toArray();
  }

  /// Copies queries, to be sampled later.
  ///
  /// @throws InvalidRequestException if there are too many or one does not fit
  static List<MemorySegment> copyOf(VectorSource queries, IndexOptions options) {
    options.requireFit("queries", queries);
    if (queries.count() > QUERIES_MAX) {
      throw InvalidRequestException.of("queries", "at most " + QUERIES_MAX, queries.count());
    }
    VectorSpace space = options.space();
    List<MemorySegment> vectors = new ArrayList<>();
    for (long row = 0; row < queries.count(); row++) {
      MemorySegment vector = Arena.ofAuto().allocate(space.vectorBytes(), 64);
      queries.read(row, vector, 0);
      space.check("queries", vector, 0);
      vectors.add(vector);
    }
    return vectors;
  }

  void setQuery(QueryScorer scorer) {
    scorer.setQuery(vector, 0, inverseNorm);
  }

  /// The query as floats, of length 1 for cosine.
  float[] floats() {
    float[] floats = new float[data.options().dimension()];
    data.floats().read(vector, 0, inverseNorm, floats, 0);
    return floats;
  }

  /// Takes the true nearest, the sample itself among them or not.
  ///
  /// @param unlinked ordinals that do not count, ascending
  void setNearest(long[] nearest, int max, int[] unlinked) {
    ranks = new long[max];
    int count = 0;
    for (int i = 0; i < nearest.length && count < max; i++) {
      int ordinal = Candidate.ordinal(nearest[i]);
      if (ordinal != hidden && Arrays.binarySearch(unlinked, ordinal) < 0) {
        ranks[count] = (long) ordinal << 32 | count;
        count++;
      }
    }
    ranks = Arrays.copyOf(ranks, count);
    Arrays.sort(ranks);
  }

  /// Walks the graph and notes what it finds on the way.
  void walk(Traversal traversal, QueryScorer walkScorer, QueryScorer last) {
    setQuery(walkScorer);
    lastScorer = null;
    if (last != null && data.options().rerank() != RerankCopy.VECTORS) {
      lastScorer = last;
      setQuery(last);
    }
    traversal.begin();
    traversal.search(data.graph(), walkScorer, Calibrator.WIDTH, hidden, this);
    for (int kind = 0; kind < kinds; kind++) {
      note(kind, Float.POSITIVE_INFINITY, traversal.beam(), traversal.scored());
    }
  }

  @Override
  public boolean goOn(Beam beam, float next, long scored) {
    boolean all = true;
    boolean foundAll = true;
    for (int kind = 0; kind < kinds; kind++) {
      int k = Calibration.KS[kind];
      if (beam.size() >= k) {
        float nearest = Candidate.distance(beam.get(k - 1));
        float slack = (next - nearest) / Math.abs(nearest);
        note(kind, slack, beam, scored);
      }
      all &= reached[kind] == steps;
      foundAll &= reached[kind] > 0 && isComplete(recall[kind][reached[kind] - 1]);
    }
    return !all && scored < (foundAll ? SCORED_MAX_FOUND_ALL : SCORED_MAX);
  }

  /// Notes the state for all slacks that end the walk here.
  private void note(int kind, float slack, Beam beam, long scored) {
    if (reached[kind] == steps || Calibration.SLACKS[reached[kind]] >= slack) {
      return;
    }
    float[] found = found(Calibration.KS[kind], beam);
    while (reached[kind] < steps && Calibration.SLACKS[reached[kind]] < slack) {
      recall[kind][reached[kind]] = found;
      distances[kind][reached[kind]] = scored;
      reached[kind]++;
    }
  }

  private static boolean isComplete(float[] found) {
    return found[found.length - 1] == 1;
  }

  /// The share of the `k` true nearest that a search ending now would return, for each depth of the
  /// last order.
  private float[] found(int k, Beam beam) {
    int[] depths = Calibration.depths(data, k);
    float[] found = new float[depths.length];
    int wanted = Math.min(k, ranks.length);
    int deepest = Math.min(beam.size(), depths[depths.length - 1]);
    int[] ordinals = new int[deepest];
    for (int i = 0; i < deepest; i++) {
      ordinals[i] = Candidate.ordinal(beam.get(i));
    }
    if (lastScorer == null) {
      int seen = 0;
      int next = 0;
      for (int option = 0; option < depths.length; option++) {
        for (; next < Math.min(deepest, depths[option]); next++) {
          seen += rank(ordinals[next]) < wanted ? 1 : 0;
        }
        found[option] = wanted == 0 ? 1 : (float) seen / wanted;
      }
      return found;
    }
    float[] last = new float[deepest];
    lastScorer.score(ordinals, deepest, last);
    for (int option = 0; option < depths.length; option++) {
      int seen = keptByLastOrder(k, wanted, ordinals, last, Math.min(deepest, depths[option]));
      found[option] = wanted == 0 ? 1 : (float) seen / wanted;
    }
    return found;
  }

  private int keptByLastOrder(int k, int wanted, int[] ordinals, float[] last, int depth) {
    long[] sorted = new long[depth];
    for (int i = 0; i < depth; i++) {
      sorted[i] = Candidate.of(last[i], ordinals[i]);
    }
    Arrays.sort(sorted);
    int seen = 0;
    for (int i = 0; i < Math.min(k, depth); i++) {
      seen += rank(Candidate.ordinal(sorted[i])) < wanted ? 1 : 0;
    }
    return seen;
  }

  /// The rank of an ordinal among the true nearest; very large if it is not among them.
  private int rank(int ordinal) {
    int at = Arrays.binarySearch(ranks, (long) ordinal << 32);
    at = at >= 0 ? at : -at - 1;
    boolean known = at < ranks.length && (int) (ranks[at] >> 32) == ordinal;
    return known ? (int) ranks[at] : Integer.MAX_VALUE;
  }

  /// The share found with a depth of [Calibration#depths].
  double recall(int kind, int step, int depth) {
    return recall[kind][step][depth];
  }

  double distances(int kind, int step) {
    return distances[kind][step];
  }
}
