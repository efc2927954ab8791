package dev.perigee.formats.faiss;

/// Rows that lie one behind the other; their numbers are their ids.
///
/// @param at where the first begins
/// @param codeBytes bytes of a row
record OneRun(long at, int codeBytes) implements RowPlaces {

  @Override
  public long codeAt(long row) {
    return at + row * codeBytes;
  }

  @Override
  public long id(long row) {
    return row;
  }
}
