package dev.perigee.graph;

/// The nearest candidates so far, sorted, at most as many as the beam is wide (W of Algorithm 2).
///
/// One sorted array is both the candidate queue and the result: what is not yet expanded lies at or
/// behind the cursor.
public final class Beam {

  private long[] candidates = new long[64];
  private int width;
  private int size;
  private int cursor;

  /// Empties the beam.
  ///
  /// @param newWidth most candidates to hold, at least 1
  public void reset(int newWidth) {
    if (candidates.length < newWidth) {
      candidates = new long[newWidth];
    }
    width = newWidth;
    size = 0;
    cursor = 0;
  }

  /// Number of candidates held.
  public int size() {
    return size;
  }

  /// A candidate by rank, nearest first.
  public long get(int rank) {
    return candidates[rank];
  }

  /// Whether as many candidates are held as there is room for.
  public boolean isFull() {
    return size == width;
  }

  /// Distance at which a candidate can no longer enter; infinite until the beam is full.
  public float bound() {
    return size == width ? Candidate.distance(candidates[size - 1]) : Float.POSITIVE_INFINITY;
  }

  /// Takes a candidate if it is among the nearest; its expanded bit is clear.
  public void offer(long candidate) {
    long[] array = candidates;
    int last = size;
    if (last == width) {
      if (candidate >= array[last - 1]) {
        return;
      }
      last--;
    } else {
      size++;
    }
    int low = 0;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (array[middle] < candidate) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    System.arraycopy(array, low, array, low + 1, last - low);
    array[low] = candidate;
    if (low < cursor) {
      cursor = low;
    }
  }

  /// Distance of the candidate that was taken last.
  float lastTaken() {
    return Candidate.distance(candidates[cursor - 1]);
  }

  /// The candidate that was taken last, as it was offered.
  long taken() {
    return candidates[cursor - 1] & ~Candidate.EXPANDED;
  }

  /// The ordinal that [#next] would take, or -1.
  int peek() {
    for (int i = cursor; i < size; i++) {
      if ((candidates[i] & Candidate.EXPANDED) == 0) {
        return Candidate.ordinal(candidates[i]);
      }
    }
    return -1;
  }

  /// Takes the nearest candidate that is not yet expanded, and marks it expanded.
  ///
  /// @param bound farthest distance to take
  /// @return its ordinal, or -1 when all within the bound are expanded
  int next(float bound) {
    while (cursor < size) {
      long candidate = candidates[cursor];
      if ((candidate & Candidate.EXPANDED) == 0) {
        if (Candidate.distance(candidate) > bound) {
          return -1;
        }
        candidates[cursor++] = candidate | Candidate.EXPANDED;
        return Candidate.ordinal(candidate);
      }
      cursor++;
    }
    return -1;
  }
}
