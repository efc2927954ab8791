package dev.perigee.index;

import java.util.List;

/// What recall a search for `k` hits reaches for what it costs, measured on sample queries.
///
/// @param k hits asked for
/// @param steps from the cheapest to the dearest
public record RecallCurve(int k, List<Step> steps) {

  /// One measurement.
  ///
  /// @param slack of the rule that ends a walk: how much farther than the k-th nearest the next
  ///   candidate may be
  /// @param recall mean share of the true nearest that was found
  /// @param error standard error of that mean
  /// @param distances mean number of distances computed
  /// @param depth candidates that are put into their last order, for each hit wanted
  public record Step(float slack, float recall, float error, float distances, float depth) {

    /// Standard errors below the mean at which a recall is reached in 99 of 100 cases.
    private static final double ERRORS = 2.33;

    /// The one of two with the greater slack, with the greater depth of both.
    Step dearer(Step other) {
      Step more = other.slack > slack ? other : this;
      return new Step(
          more.slack, more.recall, more.error, more.distances, Math.max(depth, other.depth));
    }

    /// The recall that is surely enough reached.
    double surely() {
      return recall - ERRORS * error;
    }
  }

  /// Copies the list.
  public RecallCurve {
    steps = List.copyOf(steps);
  }

  /// The cheapest step, between two measured ones if need be, that surely enough reaches a recall.
  /// Null for a recall that no step reaches.
  Step reaching(double recall) {
    Step before = null;
    for (Step step : steps) {
      double reached = step.surely();
      if (reached >= recall) {
        return before == null ? step : between(before, step, recall);
      }
      before = step;
    }
    return null;
  }

  private static Step between(Step low, Step high, double recall) {
    double from = low.surely();
    double to = high.surely();
    float share = (float) ((recall - from) / (to - from));
    return new Step(
        mix(low.slack, high.slack, share),
        mix(low.recall, high.recall, share),
        mix(low.error, high.error, share),
        mix(low.distances, high.distances, share),
        Math.max(low.depth, high.depth));
  }

  private static float mix(float low, float high, float share) {
    return low + share * (high - low);
  }
}
