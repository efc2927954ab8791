package dev.perigee.db.engine;

import dev.perigee.db.rows.RowPart;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import java.nio.file.Path;
import java.util.List;

/// How the index of a merged segment is built: as its field says, as far as memory holds what
/// searches and the merge itself need.
///
/// @param mappedBytesMax bytes of a field that searches may keep in memory
/// @param mergeBytesMax memory off the heap of one merge
/// @param spillFolder where a merge that would take more keeps its vectors
record SegmentShape(long mappedBytesMax, long mergeBytesMax, Path spillFolder) {

  /// The codes of a field whose own do not fit.
  private static final CodeKind COARSE = CodeKind.BINARY;

  private static final long ROWS_ESTIMATED = 1_000_000;

  /// Of a field with these parts: with its own codes if codes and links of all rows fit, else with
  /// coarse ones if they fit with those. A field that has no codes gets none.
  IndexOptions ofField(IndexOptions field, List<RowPart> parts) {
    long rows = parts.stream().mapToLong(RowPart::count).sum();
    boolean mayBeCoarser = field.codes() != CodeKind.NONE && field.codes() != COARSE;
    if (!mayBeCoarser || isHeld(field, rows)) {
      return field;
    }
    IndexOptions coarse = field.withCodes(COARSE);
    return isHeld(coarse, rows) ? coarse : field;
  }

  private boolean isHeld(IndexOptions options, long rows) {
    return options.estimate(rows).searchedBytes() <= mappedBytesMax;
  }

  /// The same options, with the vectors of the merge in a file where memory may not hold them.
  ///
  /// @param rows of the merge
  IndexOptions ofMerge(IndexOptions options, long rows) {
    boolean fits = options.estimate(rows).buildBytes() <= mergeBytesMax;
    return fits ? options : options.withSpillFolder(spillFolder);
  }

  /// Most rows of one merge: those whose codes and links fit.
  long rowsMax(IndexOptions options) {
    IndexOptions spilled = options.withSpillFolder(spillFolder);
    return mergeBytesMax
        / Math.max(1, spilled.estimate(ROWS_ESTIMATED).buildBytes() / ROWS_ESTIMATED);
  }
}
