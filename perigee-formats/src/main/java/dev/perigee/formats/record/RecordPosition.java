package dev.perigee.formats.record;

/// Where a record lies in its file.
///
/// @param row number of the record from 0 on; bad rows are counted too
/// @param line number of its first line from 1 on; 0 where the format has no lines
/// @param offsetBytes where it begins in the file, behind any gzip wrapper; in a file of row
///   groups, where its row group begins; -1 where that is not known
public record RecordPosition(long row, long line, long offsetBytes) {

  /// The row to begin with in order to go on behind this one.
  public long nextRow() {
    return row + 1;
  }

  @Override
  public String toString() {
    return line == 0 ? "row " + row : "row " + row + " (line " + line + ")";
  }
}
