package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.BadRowException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;

/// The dictionaries that the batch at hand may look into.
///
/// A dictionary is a batch of one column, and further ones that add to it; another one may take its
/// place in a stream. They are opened when somebody first looks into them, so that passing over
/// batches does not cost. Owned by one thread, which closes it.
final class Dictionaries implements AutoCloseable {

  private final Map<Long, ArrowField> fields;
  private final Unpacking unpacking;
  private final RecordMemory memory;
  private final Map<Long, List<Part>> parts = new HashMap<>();

  /// @param fields what the dictionaries hold, by their ids
  Dictionaries(Map<Long, ArrowField> fields, Unpacking unpacking, RecordMemory memory) {
    this.fields = fields;
    this.unpacking = unpacking;
    this.memory = memory;
  }

  /// Takes a dictionary, or what adds to one.
  ///
  /// @param mayReplace whether it may take the place of one that was there
  /// @throws CorruptionException if it is damaged
  /// @throws InvalidRequestException if it takes the place of one and may not
  void take(ArrowMessage message, boolean mayReplace) {
    ArrowFile file = message.file();
    DictionaryBatch batch = message.dictionary();
    long id = file.guarded(message.offset(), "an id", batch::id);
    boolean isDelta = file.guarded(message.offset(), "a kind of dictionary", batch::isDelta);
    long length = file.guarded(message.offset(), "a dictionary", () -> batch.data().length());
    BatchHeader.requireLength(message, length);
    List<Part> all = parts.computeIfAbsent(id, _ -> new ArrayList<>());
    if (!isDelta) {
      if (!all.isEmpty() && !mayReplace) {
        throw InvalidRequestException.of(
            file.name(), "one dictionary of id " + id, "another, as only a stream may have");
      }
      all.forEach(Part::close);
      all.clear();
    }
    long from = all.isEmpty() ? 0 : all.getLast().end();
    BatchHeader.requireLength(message, from + length);
    all.add(new Part(message, from, length));
  }

  /// A value of a dictionary.
  ///
  /// @param column that looks it up, for errors
  Object value(long id, long position, Column.Base column) throws BadRowException {
    List<Part> all = parts.getOrDefault(id, List.of());
    long count = all.isEmpty() ? 0 : all.getLast().end();
    if (position < 0 || position >= count) {
      throw column.damaged(
          "expected a position in %d values of dictionary %d, got %d"
              .formatted(count, id, position));
    }
    int low = 0;
    int high = all.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).end() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    Part part = all.get(low);
    return part.column(id).value(position - part.from);
  }

  @Override
  public void close() {
    parts.values().forEach(all -> all.forEach(Part::close));
    parts.clear();
  }

  /// One batch of a dictionary.
  private final class Part implements AutoCloseable {

    private final ArrowMessage message;
    private final long from;
    private final long length;
    private BatchBody body;
    private Column column;

    Part(ArrowMessage message, long from, long length) {
      this.message = message;
      this.from = from;
      this.length = length;
    }

    long end() {
      return from + length;
    }

    Column column(long id) {
      if (column == null) {
        ArrowField field = fields.get(id);
        BatchHeader header = BatchHeader.read(message, message.dictionary().data());
        body = BatchBody.open(message, header, unpacking);
        column = new BatchColumns(message, header, body, Dictionaries.this, memory).next(field);
      }
      return column;
    }

    @Override
    public void close() {
      if (body != null) {
        body.close();
      }
    }
  }
}
