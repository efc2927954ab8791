package dev.perigee.formats.parquet;

import dev.perigee.error.PerigeeException;
import dev.perigee.formats.parquet.ParquetFooter.Chunk;
import dev.perigee.formats.parquet.ParquetFooter.Group;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.NumberList;
import dev.perigee.formats.record.NumberedColumns;
import dev.perigee.formats.record.RecordAssembler;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.Type;

/// The rows of a Parquet file, row group by row group.
///
/// Of each column one page is held. Row groups that are passed over are not read; within one, rows
/// that are passed over have to be decoded. Owned by one thread.
final class ParquetRows implements RowReader {

  private final ParquetFile file;
  private final ParquetFooter footer;
  private final RowMaterializer materializer;
  private final RecordAssembler assembler;
  private final Map<String, int[]> spread;
  private final List<String> names;
  private RecordReader<Map<String, Object>> records;
  private int group = -1;
  private long left;
  private long row = -1;
  private boolean unread;

  ParquetRows(ParquetFile file, ParquetFooter footer, RecordOptions options, RecordNotes notes) {
    this.file = file;
    this.footer = footer;
    RecordMemory memory = new RecordMemory(file.name(), options);
    this.materializer = new RowMaterializer(footer.schema(), new Converters(options, memory));
    this.assembler = new RecordAssembler(options, notes);
    this.names = footer.schema().getFields().stream().map(Type::getName).toList();
    this.spread = NumberedColumns.groups(names, options);
  }

  /// Whether vectors are spread over columns.
  boolean isSpread() {
    return !spread.isEmpty();
  }

  @Override
  public boolean advance() {
    if (unread) {
      decode();
    }
    while (left == 0) {
      if (group + 1 == footer.groups().size()) {
        return false;
      }
      enter(group + 1);
    }
    left--;
    row++;
    unread = true;
    return true;
  }

  @Override
  public void skip(long rows) {
    long skipped = 0;
    while (group + 1 < footer.groups().size()
        && left == 0
        && footer.groups().get(group + 1).rows() <= rows - skipped) {
      group++;
      skipped += footer.groups().get(group).rows();
    }
    row += skipped;
    while (skipped < rows && advance()) {
      skipped++;
    }
  }

  private void enter(int next) {
    group = next;
    left = footer.groups().get(next).rows();
    records = null;
  }

  private RecordReader<Map<String, Object>> open(Group next) {
    PageBudget budget = new PageBudget(file.name());
    Map<ColumnDescriptor, PageReader> pages = new HashMap<>();
    for (Chunk chunk : next.chunks()) {
      pages.put(chunk.column(), new ChunkPages(file, chunk, budget));
    }
    PageReadStore store =
        new PageReadStore() {
          @Override
          public PageReader getPageReader(ColumnDescriptor column) {
            return pages.get(column);
          }

          @Override
          public long getRowCount() {
            return next.rows();
          }
        };
    return new ColumnIOFactory().getColumnIO(footer.schema()).getRecordReader(store, materializer);
  }

  private Map<String, Object> decode() {
    unread = false;
    Group current = footer.groups().get(group);
    try {
      if (records == null) {
        records = open(current);
      }
      return records.read();
    } catch (PerigeeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw file.damaged(current.offset(), "row " + row + " in its row group", e);
    }
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(row, 0, footer.groups().get(group).offset());
  }

  @Override
  public RecordDraft read() throws BadRowException {
    Map<String, Object> columns = decode();
    return assembler.assemble(spread.isEmpty() ? columns : gathered(columns));
  }

  /// The columns, with those that hold a component each as one.
  private Map<String, Object> gathered(Map<String, Object> columns) throws BadRowException {
    Map<String, Object> gathered = new LinkedHashMap<>(columns);
    for (Map.Entry<String, int[]> vector : spread.entrySet()) {
      NumberList numbers = new NumberList();
      for (int column : vector.getValue()) {
        Object component = gathered.remove(names.get(column));
        if (!(component instanceof Number number)) {
          throw BadRowException.of(names.get(column), "a number", component);
        }
        numbers.add(number.doubleValue(), false);
      }
      gathered.put(vector.getKey(), numbers);
    }
    return gathered;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
