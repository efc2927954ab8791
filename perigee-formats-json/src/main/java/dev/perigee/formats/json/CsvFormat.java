package dev.perigee.formats.json;

import dev.perigee.formats.record.CheckedRecords;
import dev.perigee.formats.record.RecordFormat;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import java.io.IOException;
import java.nio.file.Path;

/// Tables as text: a line of column names, then a record each, between commas, semicolons, tabs or
/// bars; RFC 4180 quotes; plain or in gzip.
///
/// A vector is a column of text like `[0.1, 0.2]`, or columns `emb_0`, `emb_1` and so on. Of other
/// columns, a value that reads as a number, `true` or `false` and is written as these are usually
/// written (no leading zeros or plus) becomes one, unless it is in quotes and the column names are
/// not all; an empty value without quotes is null. Rows that are passed over have to be walked
/// through, because a line break may be inside quotes.
public final class CsvFormat implements RecordFormat {

  static final String SEPARATORS = ",;\t|";

  /// Made by `ServiceLoader`.
  public CsvFormat() {}

  @Override
  public String name() {
    return "CSV";
  }

  @Override
  public boolean recognises(byte[] head) {
    byte[] text = TextFile.text(head);
    if (text.length == 0 || text[0] == '{' || text[0] == '[') {
      return false;
    }
    boolean inQuotes = false;
    for (byte value : text) {
      inQuotes ^= value == '"';
      if (!inQuotes
          && value >= 0
          && value < ' '
          && value != '\t'
          && value != '\r'
          && value != '\n') {
        return false;
      }
    }
    return separator(text) != 0;
  }

  /// The separator that comes most often on the first line, outside quotes; 0 for none.
  static char separator(byte[] text) {
    int[] counts = new int[SEPARATORS.length()];
    boolean inQuotes = false;
    for (int i = 0; i < text.length && (inQuotes || text[i] != '\n'); i++) {
      inQuotes ^= text[i] == '"';
      int separator = SEPARATORS.indexOf(text[i]);
      if (separator >= 0 && !inQuotes) {
        counts[separator]++;
      }
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return counts[best] == 0 ? 0 : SEPARATORS.charAt(best);
  }

  @Override
  public RecordSource open(Path path, RecordOptions options, long startRow) throws IOException {
    RecordNotes notes = new RecordNotes();
    CsvRows rows = new CsvRows(new TextFile(path, options), notes);
    CheckedRecords records =
        new CheckedRecords(path.toString(), "CSV", rows, options, notes).withJsonAsText();
    return (rows.hasVectors() ? records.withVectorsInSchema() : records).from(startRow);
  }
}
