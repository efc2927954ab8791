package dev.perigee.formats.faiss;

/// Where the rows of an index lie, and what their ids are.
sealed interface RowPlaces permits OneRun, InvertedLists {

  /// Where the code of a row begins.
  ///
  /// @param row 0 to one less than there are
  long codeAt(long row);

  /// The id of a row.
  ///
  /// @param row 0 to one less than there are
  long id(long row);
}
