package dev.perigee.formats.arrow;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.arrow.BatchHeader.Node;
import dev.perigee.formats.arrow.BatchHeader.Place;
import dev.perigee.formats.arrow.WrittenMetadata.Written;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Writes an Arrow file or stream record by record; it appears under its name when it is complete.
///
/// Vectors are lists of fixed size of floats, JSON is a text, and nothing is packed: components
/// hardly pack, and a reader can then map them. Memory is bounded by a batch of 16 MiB. One thread
/// at a time. Whoever creates it closes it.
public final class ArrowRecordWriter implements RecordWriter {

  private static final long BATCH_BYTES = 16L << 20;

  /// More would not fit the offsets of a batch.
  private static final long TEXT_CHARACTERS_MAX = 1L << 29;

  private static final int ALIGNMENT = 8;

  /// What kind of file it becomes.
  public enum Form {
    /// With a footer, so that batches can be read in any order.
    FILE,
    /// To be read front to back.
    STREAM
  }

  private final AtomicFile file;
  private final RecordTable table;
  private final Form form;
  private final List<ColumnBuffer> columns = new ArrayList<>();
  private final List<Written> batches = new ArrayList<>();
  private long offset;
  private long rows;

  private ArrowRecordWriter(AtomicFile file, RecordTable table, Form form) {
    this.file = file;
    this.table = table;
    this.form = form;
    columns.add(table.textIds() ? new ColumnBuffer.OfTexts() : new ColumnBuffer.OfNumbers());
    table.vectors().values().forEach(size -> columns.add(new ColumnBuffer.OfVectors(size)));
    table.values().values().forEach(kind -> columns.add(column(kind)));
    if (form == Form.FILE) {
      write(Arrays.copyOf(ArrowFooter.MAGIC, ArrowFooter.HEAD_BYTES));
    }
    head(WrittenMetadata.schema(table));
  }

  private static ColumnBuffer column(Kind kind) {
    return switch (kind) {
      case TEXT, JSON -> new ColumnBuffer.OfTexts();
      case WHOLE, NUMBER -> new ColumnBuffer.OfNumbers();
      case TRUTH -> new ColumnBuffer.OfTruths();
      case TEXTS -> new ColumnBuffer.OfTextLists();
    };
  }

  /// Starts a file; nothing is there under its name yet.
  ///
  /// @throws StorageException if the folder does not exist or refuses a new file
  public static ArrowRecordWriter create(Path target, RecordTable table, Form form) {
    AtomicFile file = AtomicFile.create(target);
    try {
      return new ArrowRecordWriter(file, table, form);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    table.check(id, vectors, values);
    requireShort(id, values);
    int column = 0;
    columns.get(column++).add(id);
    for (String name : table.vectors().keySet()) {
      columns.get(column++).add(vectors.get(name));
    }
    for (String name : table.values().keySet()) {
      columns.get(column++).add(values.get(name));
    }
    rows++;
    if (columns.stream().mapToLong(ColumnBuffer::bytes).sum() >= BATCH_BYTES) {
      flush();
    }
  }

  private static void requireShort(Object id, Map<String, ?> values) {
    long characters = characters(id) + values.values().stream().mapToLong(v -> characters(v)).sum();
    if (characters > TEXT_CHARACTERS_MAX) {
      throw InvalidRequestException.of(
          "record", "at most " + TEXT_CHARACTERS_MAX + " characters", characters);
    }
  }

  private static long characters(Object value) {
    return switch (value) {
      case String text -> text.length();
      case Collection<?> texts -> texts.stream().mapToLong(v -> characters(v)).sum();
      case null, default -> 0;
    };
  }

  /// Writes what is buffered as a batch.
  private void flush() {
    List<Node> nodes = new ArrayList<>();
    List<GrowingBytes> buffers = new ArrayList<>();
    columns.forEach(column -> column.describe(nodes::add, buffers::add));
    List<Place> places = new ArrayList<>();
    long bodyBytes = 0;
    for (GrowingBytes buffer : buffers) {
      places.add(new Place(bodyBytes, buffer.size()));
      bodyBytes += buffer.size() + padding(buffer.size());
    }
    long at = offset;
    head(WrittenMetadata.batch(rows, nodes, places, bodyBytes));
    batches.add(new Written(at, (int) (offset - at), bodyBytes));
    for (GrowingBytes buffer : buffers) {
      write(buffer.written());
      pad();
    }
    columns.forEach(ColumnBuffer::clear);
    rows = 0;
  }

  /// Writes a message but for its body.
  private void head(byte[] metadata) {
    int length = metadata.length + padding(metadata.length);
    write(words(ArrowMessage.CONTINUATION, length));
    write(metadata);
    pad();
  }

  private static int padding(long bytes) {
    return (int) (-bytes & ALIGNMENT - 1);
  }

  private void pad() {
    write(new byte[padding(offset)]);
  }

  private static byte[] words(int first, int second) {
    return ByteBuffer.allocate(2 * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(first)
        .putInt(second)
        .array();
  }

  private void write(byte[] bytes) {
    write(MemorySegment.ofArray(bytes));
  }

  private void write(MemorySegment bytes) {
    file.write(bytes, 0, bytes.byteSize());
    offset += bytes.byteSize();
  }

  @Override
  public void finish() {
    if (rows > 0) {
      flush();
    }
    write(words(ArrowMessage.CONTINUATION, 0));
    if (form == Form.FILE) {
      byte[] footer = WrittenMetadata.footer(table, batches);
      write(footer);
      write(Arrays.copyOf(words(footer.length, 0), Integer.BYTES));
      write(ArrowFooter.MAGIC);
      file.publish(ArrowFooter.MAGIC);
    } else {
      file.publish(Arrays.copyOf(words(ArrowMessage.CONTINUATION, 0), Integer.BYTES));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
