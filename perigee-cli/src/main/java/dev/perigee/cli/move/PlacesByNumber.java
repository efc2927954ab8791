package dev.perigee.cli.move;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Places by number, off the heap: a table of pairs with open addressing, at most half full.
///
/// One thread fills it; then any may ask.
final class PlacesByNumber implements AutoCloseable {

  private static final int PAIR_BYTES = 2 * Long.BYTES;
  private static final long FIRST_PAIRS = 1 << 10;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private Arena arena = Arena.ofShared();
  private MemorySegment pairs = arena.allocate(FIRST_PAIRS * PAIR_BYTES, Long.BYTES);
  private long count;

  /// Numbers there are.
  long count() {
    return count;
  }

  /// Notes a place.
  ///
  /// @param place 0 or more
  /// @return false if the number has one
  boolean put(long number, long place) {
    if (2 * (count + 1) > pairs.byteSize() / PAIR_BYTES) {
      grow();
    }
    long at = find(pairs, number);
    if (pairs.get(ValueLayout.JAVA_LONG, at + Long.BYTES) != 0) {
      return false;
    }
    pairs.set(ValueLayout.JAVA_LONG, at, number);
    pairs.set(ValueLayout.JAVA_LONG, at + Long.BYTES, place + 1);
    count++;
    return true;
  }

  /// The place of a number; -1 where it has none.
  long get(long number) {
    return pairs.get(ValueLayout.JAVA_LONG, find(pairs, number) + Long.BYTES) - 1;
  }

  /// Where a number is, or is to be put.
  private static long find(MemorySegment pairs, long number) {
    long mask = pairs.byteSize() / PAIR_BYTES - 1;
    long hash = number * GOLDEN_GAMMA;
    long pair = (hash ^ hash >>> 32) & mask;
    while (pairs.get(ValueLayout.JAVA_LONG, pair * PAIR_BYTES + Long.BYTES) != 0
        && pairs.get(ValueLayout.JAVA_LONG, pair * PAIR_BYTES) != number) {
      pair = pair + 1 & mask;
    }
    return pair * PAIR_BYTES;
  }

  private void grow() {
    Arena larger = Arena.ofShared();
    MemorySegment moved = larger.allocate(2 * pairs.byteSize(), Long.BYTES);
    for (long at = 0; at < pairs.byteSize(); at += PAIR_BYTES) {
      if (pairs.get(ValueLayout.JAVA_LONG, at + Long.BYTES) != 0) {
        long to = find(moved, pairs.get(ValueLayout.JAVA_LONG, at));
        MemorySegment.copy(pairs, at, moved, to, PAIR_BYTES);
      }
    }
    arena.close();
    arena = larger;
    pairs = moved;
  }

  @Override
  public void close() {
    arena.close();
  }
}
