package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.HnswParameters;
import dev.perigee.vector.AcceptSet;
import java.time.Duration;

/// What is asked of a search.
///
/// @param k number of hits wanted, 1 to 10,000
/// @param ef width of the beam, `k` to 65,536: wider finds more of the true nearest and takes
///   longer
/// @param accept which ordinals may be hits; null for all
/// @param timeout how long the search may take before it returns what it has; null for ever
/// @param exact whether every vector is compared, instead of walking the graph
public record SearchOptions(int k, int ef, AcceptSet accept, Duration timeout, boolean exact) {

  /// Most hits of one search.
  public static final int K_MAX = 10_000;

  /// Width of the beam where none is given and `k` is smaller.
  public static final int EF_DEFAULT = 64;

  /// @throws InvalidRequestException if `k`, `ef` or `timeout` is out of range
  public SearchOptions {
    if (k < 1 || k > K_MAX) {
      throw InvalidRequestException.of("k", "1 to " + K_MAX, k);
    }
    if (ef < k || ef > HnswParameters.EF_MAX) {
      throw InvalidRequestException.of("ef", k + " (k) to " + HnswParameters.EF_MAX, ef);
    }
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw InvalidRequestException.of("timeout", "a positive duration", timeout);
    }
  }

  /// The `k` nearest, with the default beam.
  public static SearchOptions nearest(int k) {
    return new SearchOptions(k, Math.max(k, EF_DEFAULT), null, null, false);
  }

  /// The same with another width of the beam.
  public SearchOptions ef(int newEf) {
    return new SearchOptions(k, newEf, accept, timeout, exact);
  }

  /// The same among accepted ordinals only.
  public SearchOptions accept(AcceptSet newAccept) {
    return new SearchOptions(k, ef, newAccept, timeout, exact);
  }

  /// The same with a limit of time.
  public SearchOptions timeout(Duration newTimeout) {
    return new SearchOptions(k, ef, accept, newTimeout, exact);
  }

  /// The same, comparing every vector.
  public SearchOptions asExact() {
    return new SearchOptions(k, ef, accept, timeout, true);
  }
}
