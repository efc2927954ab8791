package dev.perigee.db.engine;

import dev.perigee.db.rows.RowPart;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Rows of several parts, one after another, as a source to build an index from.
final class RowList implements VectorSource {

  private final IndexOptions options;
  private final List<RowPart> parts = new ArrayList<>();
  private final List<int[]> rows = new ArrayList<>();
  private int[] ends = new int[0];

  RowList(IndexOptions options) {
    this.options = options;
  }

  /// Adds rows of a part.
  void add(RowPart part, int[] chosen, int count) {
    parts.add(part);
    rows.add(Arrays.copyOf(chosen, count));
    ends = Arrays.copyOf(ends, ends.length + 1);
    ends[ends.length - 1] = Math.addExact(ends.length == 1 ? 0 : ends[ends.length - 2], count);
  }

  /// The rows of all parts but the first.
  RowList rest() {
    RowList rest = new RowList(options);
    for (int i = 1; i < parts.size(); i++) {
      rest.add(parts.get(i), rows.get(i), rows.get(i).length);
    }
    return rest;
  }

  /// The rows of the first part.
  BitSet ofFirst() {
    BitSet first = new BitSet();
    for (int row : rows.getFirst()) {
      first.set(row);
    }
    return first;
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
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  @Override
  public long id(long row) {
    int part = partOf(row);
    return parts.get(part).document(rowIn(part, row));
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    int part = partOf(row);
    parts.get(part).readVector(rowIn(part, row), target, targetOffset);
  }

  long created(int row) {
    int part = partOf(row);
    return parts.get(part).created(rowIn(part, row));
  }

  long closed(int row) {
    int part = partOf(row);
    return parts.get(part).closed(rowIn(part, row));
  }

  private int partOf(long row) {
    int at = Arrays.binarySearch(ends, (int) row + 1);
    int part = at < 0 ? -at - 1 : at;
    while (part > 0 && ends[part - 1] > row) {
      part--; // parts without rows share an end
    }
    return part;
  }

  private int rowIn(int part, long row) {
    return rows.get(part)[(int) row - (part == 0 ? 0 : ends[part - 1])];
  }
}
