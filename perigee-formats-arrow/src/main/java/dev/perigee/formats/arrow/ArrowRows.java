package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.arrow.ArrowSchema.Columns;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.NumberList;
import dev.perigee.formats.record.NumberedColumns;
import dev.perigee.formats.record.RecordAssembler;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.RecordBatch;

/// The rows of an Arrow file or stream, batch by batch.
///
/// Of a batch whose rows are passed over only the header is read; its buffers are looked for, and
/// unpacked, at the first row that is read. Owned by one thread.
final class ArrowRows implements RowReader {

  /// Rows may take no bytes at all, but then there are not that many.
  private static final long ROWS_WITHOUT_BYTES_MAX = 1 << 24;

  private final ArrowFile file;
  private final Columns columns;
  private final Batches batches;
  private final Dictionaries dictionaries;
  private final Unpacking unpacking;
  private final RecordMemory memory;
  private final RecordAssembler assembler;
  private final Map<String, int[]> spread;
  private ArrowMessage batch;
  private BatchBody body;
  private List<Column> opened = List.of();
  private long inBatch = -1;
  private long batchRows;
  private long row = -1;
  private long seenRows;

  ArrowRows(
      ArrowFile file,
      Columns columns,
      Batches batches,
      Dictionaries dictionaries,
      Reading reading,
      RecordNotes notes) {
    this.file = file;
    this.columns = columns;
    this.batches = batches;
    this.dictionaries = dictionaries;
    this.unpacking = reading.unpacking();
    this.memory = reading.memory();
    this.assembler = new RecordAssembler(reading.options(), notes);
    this.spread = NumberedColumns.groups(columns.names(), reading.options());
  }

  /// What a reading may take.
  ///
  /// @param options of the reading
  /// @param unpacking of all batches
  /// @param memory of the record at hand
  record Reading(RecordOptions options, Unpacking unpacking, RecordMemory memory) {

    static Reading of(ArrowFile file, RecordOptions options) {
      return new Reading(
          options, new Unpacking(file, options), new RecordMemory(file.name(), options));
    }
  }

  /// Whether vectors are spread over columns.
  boolean isSpread() {
    return !spread.isEmpty();
  }

  @Override
  public boolean advance() {
    while (inBatch + 1 >= batchRows) {
      if (!enter()) {
        return false;
      }
    }
    inBatch++;
    row++;
    return true;
  }

  @Override
  public void skip(long rows) {
    long left = rows;
    while (left > 0) {
      long here = Math.min(left, batchRows - inBatch - 1);
      inBatch += here;
      row += here;
      left -= here;
      if (left > 0 && !enter()) {
        return;
      }
    }
  }

  /// Goes to the next batch.
  private boolean enter() {
    leave();
    batch = batches.next();
    batchRows = 0;
    inBatch = -1;
    if (batch == null) {
      return false;
    }
    RecordBatch header = batch.batch();
    batchRows = file.guarded(batch.offset(), "a number of rows", header::length);
    BatchHeader.requireLength(batch, batchRows);
    seenRows += batchRows;
    if (seenRows > Math.max(ROWS_WITHOUT_BYTES_MAX, Byte.SIZE * file.sizeBytes())) {
      throw file.damaged(
          batch.offset(),
          "expected as many rows as the file has bits at most, got " + seenRows + " so far");
    }
    return true;
  }

  private void leave() {
    opened = List.of();
    if (body != null) {
      body.close();
      body = null;
    }
  }

  private void open() {
    if (body != null) {
      return;
    }
    BatchHeader header = BatchHeader.read(batch, batch.batch());
    body = BatchBody.open(batch, header, unpacking);
    BatchColumns reader = new BatchColumns(batch, header, body, dictionaries, memory);
    List<Column> all = new ArrayList<>();
    for (ArrowField field : columns.fields()) {
      Column column = reader.next(field);
      if (column.length() < batchRows) {
        throw column.base().damaged("expected " + batchRows + " rows, got " + column.length());
      }
      all.add(column);
    }
    opened = List.copyOf(all);
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(row, 0, batch.offset());
  }

  /// @throws CorruptionException if the batch is damaged, or the file was truncated meanwhile
  @Override
  public RecordDraft read() throws BadRowException {
    try {
      open();
      Map<String, Object> values = values();
      file.requireWhole();
      return assembler.assemble(values);
    } catch (InternalError | IllegalStateException e) {
      throw file.failure(e, batch.offset());
    }
  }

  private Map<String, Object> values() throws BadRowException {
    memory.clear();
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < opened.size(); i++) {
      values.put(columns.fields().get(i).name(), opened.get(i).value(inBatch));
    }
    for (Map.Entry<String, int[]> vector : spread.entrySet()) {
      values.put(vector.getKey(), gathered(vector.getValue(), values));
    }
    return values;
  }

  /// The columns that hold a component each, as one.
  private NumberList gathered(int[] components, Map<String, Object> values) throws BadRowException {
    NumberList numbers = new NumberList();
    for (int column : components) {
      String name = columns.fields().get(column).name();
      Object component = values.remove(name);
      if (!(component instanceof Number number)) {
        throw BadRowException.of(name, "a number", component);
      }
      numbers.add(number.doubleValue(), false);
    }
    return numbers;
  }

  @Override
  public void close() {
    leave();
    dictionaries.close();
    file.close();
  }
}
