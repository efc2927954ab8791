package dev.perigee.formats.arrow;

import dev.perigee.formats.record.BadRowException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Columns made of other columns.
final class NestedColumns {

  private NestedColumns() {}

  /// Nothing but null.
  static final class OfNothing extends Column {

    OfNothing(Base base) {
      super(base);
    }

    @Override
    Object present(long row) {
      return null;
    }
  }

  /// A bit each, or a byte where the extension is `arrow.bool8`.
  static final class OfTruth extends Column {

    private final MemorySegment values;
    private final boolean isByte;

    OfTruth(Base base, MemorySegment values, boolean isByte) {
      super(base);
      this.values = base.require(values, base.length(), isByte ? Byte.SIZE : 1, "truths");
      this.isByte = isByte;
    }

    @Override
    Object present(long row) {
      return isByte
          ? BufferValues.number(values, row, Byte.BYTES) != 0
          : BufferValues.bit(values, row);
    }
  }

  /// Lists of any kind.
  static final class OfLists extends Column {

    private final Spans spans;
    private final Column elements;

    OfLists(Base base, Spans spans, Column elements) {
      super(base);
      this.spans = spans;
      this.elements = elements;
    }

    @Override
    Object present(long row) throws BadRowException {
      return elements.values(spans.from(row), spans.count(row));
    }
  }

  /// Maps, whose keys become text; of two equal keys the later one counts.
  static final class OfMaps extends Column {

    private final Spans spans;
    private final OfStructs entries;

    OfMaps(Base base, Spans spans, OfStructs entries) {
      super(base);
      this.spans = spans;
      this.entries = entries;
    }

    @Override
    Object present(long row) throws BadRowException {
      long from = spans.from(row);
      long count = spans.count(row);
      if (from < 0 || count < 0 || from > entries.length() - count) {
        throw base().damaged("expected %d entries from %d on".formatted(count, from));
      }
      Map<String, Object> map = new LinkedHashMap<>();
      for (long entry = from; entry < from + count; entry++) {
        base().memory().charge(4, RecordMemory.VALUE_BYTES);
        Object key = entries.children.get(0).value(entry);
        map.put(String.valueOf(key), entries.children.get(1).value(entry));
      }
      return map;
    }
  }

  /// Columns beside each other, as maps by their names.
  static final class OfStructs extends Column {

    private final List<String> names;
    private final List<Column> children;

    OfStructs(Base base, List<String> names, List<Column> children) {
      super(base);
      this.names = names;
      this.children = children;
    }

    @Override
    Object present(long row) throws BadRowException {
      base().memory().charge(children.size(), 2L * RecordMemory.VALUE_BYTES);
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < children.size(); i++) {
        map.put(names.get(i), children.get(i).value(row));
      }
      return map;
    }
  }

  /// Values each of which is in one of several columns: in the same row there, or where an offset
  /// leads.
  static final class OfUnions extends Column {

    private final MemorySegment types;
    private final MemorySegment offsets;
    private final List<Integer> typeIds;
    private final List<Column> children;

    /// @param offsets null for the same row
    OfUnions(
        Base base,
        MemorySegment types,
        MemorySegment offsets,
        List<Integer> typeIds,
        List<Column> children) {
      super(base);
      this.types = base.require(types, base.length(), Byte.SIZE, "types");
      this.offsets =
          offsets == null ? null : base.require(offsets, base.length(), Integer.SIZE, "offsets");
      this.typeIds = typeIds;
      this.children = children;
    }

    @Override
    Object present(long row) throws BadRowException {
      int type = (int) BufferValues.number(types, row, Byte.BYTES);
      int child = typeIds.indexOf(type);
      if (child < 0) {
        throw base().damaged("expected a type of " + typeIds + " in row " + row + ", got " + type);
      }
      return children
          .get(child)
          .value(offsets == null ? row : BufferValues.number(offsets, row, Integer.BYTES));
    }
  }

  /// Runs of one value each, told by their ends.
  static final class OfRuns extends Column {

    private final NumberColumn ends;
    private final Column values;

    OfRuns(Base base, NumberColumn ends, Column values) {
      super(base);
      this.ends = ends;
      this.values = values;
    }

    @Override
    Object present(long row) throws BadRowException {
      long low = 0;
      long high = ends.length();
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (ends.whole(middle) > row) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return values.value(low);
    }
  }

  /// Positions in a dictionary.
  static final class OfDictionary extends Column {

    private final NumberColumn positions;
    private final Dictionaries dictionaries;
    private final long id;

    OfDictionary(Base base, NumberColumn positions, Dictionaries dictionaries, long id) {
      super(base);
      this.positions = positions;
      this.dictionaries = dictionaries;
      this.id = id;
    }

    @Override
    Object present(long row) throws BadRowException {
      base().memory().enter();
      Object value = dictionaries.value(id, positions.whole(row), base());
      base().memory().leave();
      return value;
    }
  }
}
