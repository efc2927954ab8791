package dev.perigee.db.engine;

import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import java.nio.file.Path;
import java.util.List;

/// How the index of a merged segment is built: as its field says, as far as memory holds what
/// searches and the merge itself need.
///
/// @param mappedBytesMax bytes of a field that searches may keep in memory
/// @param mergeBytesMax memory off the heap of one merge
/// @param spillFolder where a merge that would take more keeps its vectors
record SegmentShape(long mappedBytesMax, long mergeBytesMax, Path spillFolder) {

  /// The codes of a field whose own do not fit, best first.
  private static final List<CodeKind> COARSE = List.of(CodeKind.PQ, CodeKind.BINARY);

  private static final long ROWS_ESTIMATED = 1_000_000;

  /// Of a field: with its own codes if codes and links of all rows fit, else with the best of the
  /// coarse ones that they fit with. A field that has no codes gets none.
  ///
  /// @param rows of the field
  IndexOptions ofField(IndexOptions field, long rows) {
    if (field.codes() == CodeKind.NONE || isHeld(field, rows)) {
      return field;
    }
    for (CodeKind kind : COARSE) {
      IndexOptions coarse = field.withCodes(kind);
      if (isHeld(coarse, rows)) {
        return coarse;
      }
    }
    return field;
  }

  /// A segment with a graph that its field would not have built so, or null.
  ///
  /// Codes may be those of the field, for what outgrows its codes is not built anew at once; or
  /// those that it gets now; or coarse ones until its own fit well, so that a field of about that
  /// size does not go to and fro.
  ///
  /// @param rows of the field
  SegmentPart misshapen(IndexOptions field, List<RowPart> parts, long rows) {
    long bytesMax = mappedBytesMax - mappedBytesMax / 4;
    IndexOptions now = ofField(field, rows);
    IndexOptions soon = new SegmentShape(bytesMax, mergeBytesMax, spillFolder).ofField(field, rows);
    for (RowPart part : parts) {
      if (part instanceof SegmentPart segment && segment.linked()) {
        IndexOptions built = segment.built();
        boolean codesFit =
            hasCodesOf(field, built) || hasCodesOf(now, built) || hasCodesOf(soon, built);
        if (!codesFit || !hasGraphOf(field, built)) {
          return segment;
        }
      }
    }
    return null;
  }

  /// Whether a graph is of the shape, and has the codes, that options say.
  static boolean isBuiltAs(IndexOptions options, IndexOptions built) {
    return hasCodesOf(options, built) && hasGraphOf(options, built);
  }

  /// The same options for a graph that joins another: with codes that links can be chosen on.
  static IndexOptions forLinking(IndexOptions options) {
    boolean coded = CodeKind.INT4.supports(options.metric(), options.elementType());
    return options.withCodes(coded ? CodeKind.INT4 : CodeKind.NONE);
  }

  private static boolean hasCodesOf(IndexOptions options, IndexOptions built) {
    return built.codes() == options.codes() && built.subspaces() == options.subspaces();
  }

  private static boolean hasGraphOf(IndexOptions field, IndexOptions built) {
    return built.graph() == field.graph()
        && built.m() == field.m()
        && built.m0() == field.m0()
        && (built.graph() != GraphKind.VAMANA || built.alpha() == field.alpha());
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
