package dev.perigee.db.engine;

import java.util.TreeMap;

/// The sequence number of the last commit, and those as of which somebody is reading.
///
/// What somebody may read is not reclaimed: [#oldest()] is a lower bound for it, for whoever pins
/// later too.
final class PinnedSequences {

  private final TreeMap<Long, Integer> pins = new TreeMap<>();
  private volatile long last;

  PinnedSequences(long last) {
    this.last = last;
  }

  long last() {
    return last;
  }

  /// Makes commits up to this one visible.
  synchronized void publish(long sequence) {
    last = sequence;
    notifyAll();
  }

  /// Waits until there is a commit behind a sequence number, or a time has passed.
  synchronized void awaitAfter(long sequence, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; last <= sequence && left > 0; left = end - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  /// Pins the last sequence number.
  synchronized long pin() {
    pins.merge(last, 1, Integer::sum);
    return last;
  }

  /// Pins an older one, unless a collection may have lost what it needs.
  ///
  /// @return whether it was pinned
  synchronized boolean pin(long sequence, CollectionState collection) {
    if (sequence < collection.horizon()) {
      return false;
    }
    pins.merge(Math.min(sequence, last), 1, Integer::sum);
    return true;
  }

  /// Moves the horizon of a collection on, as far as nobody reads before it.
  ///
  /// @param wanted how far
  /// @return the horizon
  synchronized long advance(CollectionState collection, long wanted) {
    long horizon = Math.min(wanted, oldest());
    if (horizon > collection.horizon()) {
      collection.setHorizon(horizon);
    }
    return collection.horizon();
  }

  synchronized void unpin(long sequence) {
    pins.computeIfPresent(sequence, (_, count) -> count == 1 ? null : count - 1);
  }

  synchronized long oldest() {
    return pins.isEmpty() ? last : Math.min(pins.firstKey(), last);
  }
}
