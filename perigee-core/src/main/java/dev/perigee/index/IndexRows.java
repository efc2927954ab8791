package dev.perigee.index;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The rows of one or more open indexes, one after another, with their ids.
///
/// Each row is read under the pin of its index: one that is closed meanwhile ends the reading with
/// a [ClosedException][dev.perigee.error.ClosedException].
final class IndexRows implements VectorSource {

  private final List<PinnedIndex> indexes;
  private final IndexOptions options;
  private final long[] ends;

  /// @param indexes at least one; of one dimension and element type, keeping their vectors
  IndexRows(List<PinnedIndex> indexes) {
    this.indexes = indexes;
    options = indexes.getFirst().options();
    ends = new long[indexes.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += indexes.get(i).count();
      ends[i] = end;
    }
  }

  @Override
  public int dimension() {
    return options.dimension();
  }

  @Override
  public ElementType elementType() {
    return options.elementType();
  }

  @Override
  public long count() {
    return ends[ends.length - 1];
  }

  @Override
  public long id(long row) {
    int index = indexOf(row);
    return indexes.get(index).id(ordinal(index, row));
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    int at = indexOf(row);
    PinnedIndex index = indexes.get(at);
    index.pinned(() -> index.readVector(ordinal(at, row), target, targetOffset));
  }

  /// What to call a row in an error.
  String name(long row) {
    int index = indexOf(row);
    return indexes.get(index).source() + ", row " + ordinal(index, row);
  }

  /// The index whose rows end first behind a row.
  private int indexOf(long row) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > row) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private int ordinal(int index, long row) {
    return (int) (index == 0 ? row : row - ends[index - 1]);
  }
}
