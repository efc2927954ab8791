package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.GraphParameters;
import dev.perigee.vector.AcceptSet;
import java.time.Duration;
import java.util.BitSet;

/// What is asked of a search.
///
/// @param k number of hits wanted, 1 to 10,000
/// @param ef width of the beam, `k` to 65,536: wider finds more of the true nearest and takes
///   longer; at least a quarter of it is put into its last order
/// @param accept which ordinals may be hits; null for all
/// @param timeout how long the search may take before it returns what it has; null for ever
/// @param exact whether every vector is compared, instead of walking the graph
/// @param recall the share of the true nearest that is to be found on average, above 0 up to 1, in
///   place of `ef`; 0 where `ef` counts
/// @param within greatest distance of a hit; positive infinity if any will do
public record SearchOptions(
    int k, int ef, AcceptSet accept, Duration timeout, boolean exact, double recall, float within) {

  /// Most hits of one search.
  public static final int K_MAX = 10_000;

  /// Width of the beam where none is given and `k` is smaller.
  public static final int EF_DEFAULT = 64;

  /// @throws InvalidRequestException if one of them is out of range
  public SearchOptions {
    if (k < 1 || k > K_MAX) {
      throw InvalidRequestException.of("k", "1 to " + K_MAX, k);
    }
    if (ef < k || ef > GraphParameters.EF_MAX) {
      throw InvalidRequestException.of("ef", k + " (k) to " + GraphParameters.EF_MAX, ef);
    }
    if (!(recall >= 0 && recall <= 1)) {
      throw InvalidRequestException.of("recall", "above 0 up to 1", recall);
    }
    if (Float.isNaN(within)) {
      throw InvalidRequestException.of("within", "a distance", within);
    }
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw InvalidRequestException.of("timeout", "a positive duration", timeout);
    }
  }

  /// Options without a recall.
  public SearchOptions(int k, int ef, AcceptSet accept, Duration timeout, boolean exact) {
    this(k, ef, accept, timeout, exact, 0, Float.POSITIVE_INFINITY);
  }

  /// The `k` nearest, with the default beam.
  public static SearchOptions nearest(int k) {
    return new SearchOptions(k, Math.max(k, EF_DEFAULT), null, null, false);
  }

  /// The same with another width of the beam.
  public SearchOptions ef(int newEf) {
    return new SearchOptions(k, newEf, accept, timeout, exact, 0, within);
  }

  /// The same with a recall to be reached in place of a width of the beam: the index knows from its
  /// calibration what that takes. Exact for 1, and where no walk is known to reach it. With shared
  /// ids, and under an accept-set that rejects a great part of the vectors, the width is an
  /// estimate.
  ///
  /// @param newRecall above 0 up to 1
  public SearchOptions recall(double newRecall) {
    if (!(newRecall > 0 && newRecall <= 1)) {
      throw InvalidRequestException.of("recall", "above 0 up to 1", newRecall);
    }
    double width = Math.min(GraphParameters.EF_MAX, 3 * k / Math.max(1e-4, 1 - newRecall) / 10);
    int wide = Math.max(Math.max(k, EF_DEFAULT), (int) width);
    return new SearchOptions(k, wide, accept, timeout, newRecall == 1, newRecall, within);
  }

  /// The same among accepted ordinals only.
  public SearchOptions accept(AcceptSet newAccept) {
    return new SearchOptions(k, ef, newAccept, timeout, exact, recall, within);
  }

  /// The same with a limit of time.
  public SearchOptions timeout(Duration newTimeout) {
    return new SearchOptions(k, ef, accept, newTimeout, exact, recall, within);
  }

  /// The same, comparing every vector.
  public SearchOptions asExact() {
    return new SearchOptions(k, ef, accept, timeout, true, recall, within);
  }

  /// The same without hits that are farther, which a search by recall need not walk to.
  ///
  /// @param newWithin greatest distance of a hit, in the distances of the metric
  public SearchOptions within(float newWithin) {
    return new SearchOptions(k, ef, accept, timeout, exact, recall, newWithin);
  }

  /// The same but for certain ordinals.
  ///
  /// @param ordinals not changed any more; null for none
  SearchOptions without(BitSet ordinals) {
    if (ordinals == null) {
      return this;
    }
    AcceptSet others = accept;
    return accept((batch, count) -> {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        batch[kept] = batch[i];
        kept += ordinals.get(batch[i]) ? 0 : 1;
      }
      return others == null ? kept : others.compact(batch, kept);
    });
  }
}
