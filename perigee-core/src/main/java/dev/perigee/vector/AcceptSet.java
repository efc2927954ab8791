package dev.perigee.vector;

/// Says which ordinals may be in a result, many at a time.
///
/// Must be thread-safe and give the same answer throughout a search.
@FunctionalInterface
public interface AcceptSet {

  /// Moves the accepted ordinals of a batch to its front, in their order.
  ///
  /// @param ordinals a batch of candidates, rewritten in place
  /// @param count how many of `ordinals`
  /// @return how many are accepted, 0 to `count`
  int compact(int[] ordinals, int count);
}
