package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.arrow.Column.Base;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Makes columns of the buffers of a batch, which come in the order of a walk over the schema. One
/// thread, one batch.
final class BatchColumns {

  private final ArrowMessage message;
  private final BatchHeader header;
  private final BatchBody body;
  private final Dictionaries dictionaries;
  private final RecordMemory memory;
  private int node;
  private int views;

  BatchColumns(
      ArrowMessage message,
      BatchHeader header,
      BatchBody body,
      Dictionaries dictionaries,
      RecordMemory memory) {
    this.message = message;
    this.header = header;
    this.body = body;
    this.dictionaries = dictionaries;
    this.memory = memory;
  }

  /// The column of the next field.
  ///
  /// @throws CorruptionException if the buffers are too short for it or too few
  Column next(ArrowField field) {
    if (node == header.nodes().size()) {
      throw message.file().damaged(message.offset(), "expected more columns, got " + node);
    }
    long length = header.nodes().get(node).length();
    long nullCount = header.nodes().get(node++).nullCount();
    if (field.dictionary() != null) {
      Base base = base(field, length, nullCount);
      NumberColumn positions = new NumberColumn(base, body.next(), field.dictionary().index());
      return new NestedColumns.OfDictionary(base, positions, dictionaries, field.dictionary().id());
    }
    return switch (field.type()) {
      case ArrowType.Nothing _ -> new NestedColumns.OfNothing(bare(field, length));
      case ArrowType.Runs _ -> runs(field, bare(field, length));
      case ArrowType.Union union -> {
        // Until version 4 of the metadata, unions had bitmaps.
        Base base = message.isVersion4() ? base(field, length, nullCount) : bare(field, length);
        yield union(field, base, union);
      }
      case ArrowType.Truth _ ->
          new NestedColumns.OfTruth(base(field, length, nullCount), body.next(), false);
      case ArrowType.Fixed fixed -> fixed(field, base(field, length, nullCount), fixed);
      case ArrowType.Variable variable -> variable(base(field, length, nullCount), variable);
      case ArrowType.View view -> view(base(field, length, nullCount), view);
      case ArrowType.ListOf list -> {
        Base base = base(field, length, nullCount);
        yield list(field, base, offsets(base, list.offsetBytes()));
      }
      case ArrowType.ListView list -> {
        Base base = base(field, length, nullCount);
        yield list(field, base, sized(base, list.offsetBytes()));
      }
      case ArrowType.FixedList list ->
          list(field, base(field, length, nullCount), new Spans.Even(list.size()));
      case ArrowType.MapOf _ -> map(field, base(field, length, nullCount));
      case ArrowType.Struct _ -> struct(field, base(field, length, nullCount));
    };
  }

  /// A column without a bitmap of its own.
  private Base bare(ArrowField field, long length) {
    return new Base(message.file(), message.offset(), memory, field.name(), length, null);
  }

  private Base base(ArrowField field, long length, long nullCount) {
    MemorySegment bitmap = body.next();
    Base bare = bare(field, length);
    // What the bitmap says where nothing is null, no implementation looks at.
    if (nullCount == 0 || length == 0 || (nullCount < 0 && bitmap.byteSize() == 0)) {
      return bare;
    }
    MemorySegment checked = bare.require(bitmap, length, 1, "a bitmap");
    return new Base(message.file(), message.offset(), memory, field.name(), length, checked);
  }

  private Column fixed(ArrowField field, Base base, ArrowType.Fixed fixed) {
    boolean isBool8 = "arrow.bool8".equals(field.extension()) && fixed.bytes() == 1;
    return switch (fixed) {
      case ArrowType.Whole _ when isBool8 -> new NestedColumns.OfTruth(base, body.next(), true);
      case ArrowType.Whole whole -> new NumberColumn(base, body.next(), whole);
      case ArrowType.Real real -> new NumberColumn(base, body.next(), real);
      default -> new FixedColumn(base, body.next(), fixed, "arrow.uuid".equals(field.extension()));
    };
  }

  private Column variable(Base base, ArrowType.Variable variable) {
    Spans offsets = offsets(base, variable.offsetBytes());
    return new VariableColumn(base, offsets, body.next(), variable.isText());
  }

  private Column view(Base base, ArrowType.View view) {
    if (views == header.viewBuffers().size()) {
      throw base.damaged("expected a number of buffers for its views, got none");
    }
    MemorySegment first = body.next();
    List<MemorySegment> buffers = new ArrayList<>();
    long count = header.viewBuffers().get(views++);
    for (long i = 0; i < count; i++) {
      buffers.add(body.next());
    }
    return new ViewColumn(base, first, buffers, view.isText());
  }

  private Spans offsets(Base base, int bytes) {
    MemorySegment offsets = body.next();
    // Without rows there need not even be the one offset that there should be.
    if (base.length() > 0) {
      base.require(offsets, base.length() + 1, (long) bytes * Byte.SIZE, "offsets");
    }
    return new Spans.Offsets(offsets, bytes);
  }

  private Spans sized(Base base, int bytes) {
    long bits = (long) bytes * Byte.SIZE;
    MemorySegment offsets = base.require(body.next(), base.length(), bits, "offsets");
    return new Spans.Sized(offsets, base.require(body.next(), base.length(), bits, "sizes"), bytes);
  }

  private Column list(ArrowField field, Base base, Spans spans) {
    return new NestedColumns.OfLists(base, spans, next(field.children().getFirst()));
  }

  private Column map(ArrowField field, Base base) {
    Spans spans = offsets(base, Integer.BYTES);
    if (next(field.children().getFirst()) instanceof NestedColumns.OfStructs entries) {
      return new NestedColumns.OfMaps(base, spans, entries);
    }
    throw new AssertionError("a map of no structs was refused with the schema");
  }

  private Column struct(ArrowField field, Base base) {
    List<String> names = field.children().stream().map(ArrowField::name).toList();
    return new NestedColumns.OfStructs(base, names, children(field));
  }

  private Column union(ArrowField field, Base base, ArrowType.Union union) {
    MemorySegment types = body.next();
    MemorySegment offsets = union.isDense() ? body.next() : null;
    return new NestedColumns.OfUnions(base, types, offsets, union.typeIds(), children(field));
  }

  private Column runs(ArrowField field, Base base) {
    if (next(field.children().getFirst()) instanceof NumberColumn ends) {
      return new NestedColumns.OfRuns(base, ends, next(field.children().getLast()));
    }
    throw base.damaged("expected numbers as ends of runs, got another column");
  }

  private List<Column> children(ArrowField field) {
    List<Column> children = new ArrayList<>();
    for (ArrowField child : field.children()) {
      children.add(next(child));
    }
    return List.copyOf(children);
  }
}
