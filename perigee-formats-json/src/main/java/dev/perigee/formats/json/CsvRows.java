package dev.perigee.formats.json;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import dev.perigee.error.CorruptionException;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.RecordAssembler;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordPosition;
import dev.perigee.formats.record.RowReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// The rows of a table of text. A row of too few or too many fields is a bad row.
///
/// A field in quotes is text, whatever it looks like, where quotes are used with thought: not by a
/// writer that quotes the names of all columns too. Owned by one thread.
final class CsvRows implements RowReader {

  private static final int FIELDS_MAX = RecordOptions.DIMENSION_MAX + 1024;

  private final String name;
  private final Counted text;
  private final QuotedFields quoted = new QuotedFields();
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final CsvColumns columns;
  private final RecordAssembler assembler;
  private final boolean quotesTell;
  private CsvRecord current;
  private long row = -1;

  CsvRows(TextFile file, RecordNotes notes) throws IOException {
    this.name = file.name();
    this.text = new Counted(file.open());
    try {
      this.reader = reader(file, text, quoted);
      this.records = reader.iterator();
      CsvRecord header = take();
      List<String> names = header == null ? List.of() : header.getFields();
      this.quotesTell = quoted.count() < names.size();
      this.columns = new CsvColumns(name, names, file.options());
      this.assembler = new RecordAssembler(file.options(), notes);
    } catch (IOException | RuntimeException | Error e) {
      text.close();
      throw e;
    }
  }

  private static CsvReader<CsvRecord> reader(TextFile file, InputStream text, QuotedFields quoted)
      throws IOException {
    char separator;
    try (InputStream head = file.open()) {
      separator = CsvFormat.separator(head.readNBytes(1 << 16));
    }
    int recordMax = file.options().recordBytesMax();
    // A decoder of its own: the default one would replace damaged bytes in silence.
    InputStreamReader characters = new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder());
    return CsvReader.builder()
        .fieldSeparator(separator == 0 ? ',' : separator)
        .allowExtraFields(true)
        .allowMissingFields(true)
        .maxBufferSize(Math.max(recordMax, 1 << 16))
        .build(
            CsvRecordHandler.of(limits ->
                limits
                    .maxFields(FIELDS_MAX)
                    .maxFieldSize(recordMax)
                    .maxRecordSize(recordMax)
                    .fieldModifier(quoted)),
            characters);
  }

  boolean hasVectors() {
    return columns.hasVectors();
  }

  @Override
  public boolean advance() throws IOException {
    row++;
    current = take();
    return current != null;
  }

  private CsvRecord take() throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (CsvParseException e) {
      throw damaged(e);
    } catch (NoSuchElementException e) {
      return null;
    } catch (UncheckedIOException e) {
      if (JsonErrors.isDamage(e.getCause())) {
        throw damaged(e.getCause());
      }
      throw e.getCause();
    }
  }

  private CorruptionException damaged(Exception cause) {
    return new CorruptionException(
        name,
        text.bytes,
        "row " + Math.max(0, row) + ": expected CSV in UTF-8, got " + JsonErrors.reason(cause));
  }

  @Override
  public RecordPosition position() {
    return new RecordPosition(row, current.getStartingLineNumber(), -1);
  }

  @Override
  public RecordDraft read() throws BadRowException {
    if (current.getFieldCount() != columns.count()) {
      throw BadRowException.of("row", columns.count() + " fields", current.getFieldCount());
    }
    return assembler.assemble(
        columns.values(current.getFields(), field -> quotesTell && quoted.contains(field)));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /// Which fields of the record that was read last are in quotes.
  private static final class QuotedFields implements FieldModifier {

    private final BitSet fields = new BitSet();

    @Override
    public String modify(long line, int field, boolean isQuoted, String value) {
      if (field == 0) {
        fields.clear();
      }
      fields.set(field, isQuoted);
      return value;
    }

    boolean contains(int field) {
      return fields.get(field);
    }

    int count() {
      return fields.cardinality();
    }
  }

  /// How far the text was taken, for errors.
  private static final class Counted extends FilterInputStream {

    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      bytes += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
