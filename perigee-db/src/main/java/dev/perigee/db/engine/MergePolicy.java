package dev.perigee.db.engine;

import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentFiles.Kind;
import dev.perigee.db.rows.SegmentPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses which segments are merged.
///
/// Tiers: a segment joins a merge if it is not much larger than all smaller ones together, so that
/// each row is built into a graph about as often as the logarithm of their number says. A segment
/// of which much is dead is built anew alone.
final class MergePolicy {

  /// Rows without a graph that are worth a merge while writers are busy.
  static final int FLAT_ROWS_MIN = 65_536;

  /// Rows without a graph from which on a merge takes the processor from others.
  private static final long FLAT_ROWS_URGENT = 4L * FLAT_ROWS_MIN;

  /// How much larger than the smaller ones together a segment may be to join them.
  private static final double RATIO = 2;

  /// The same while nobody writes.
  private static final double IDLE_RATIO = 8;

  private static final double DEAD_SHARE_MAX = 0.25;
  private static final int HISTORY_SEGMENTS_MAX = 8;
  private static final int LINKED_SEGMENTS_MAX = 4;

  private MergePolicy() {}

  /// Segments to merge now; none if there is nothing to do.
  ///
  /// @param idle whether nobody has written for a while
  /// @param rowsMax most rows of one merge; at least one segment is taken all the same
  static List<SegmentPart> choose(List<RowPart> parts, boolean idle, long rowsMax) {
    List<SegmentPart> flat = of(parts, Kind.FLAT);
    List<SegmentPart> linked = of(parts, Kind.LINKED);
    linked.sort(Comparator.comparingInt(SegmentPart::count));
    long flatRows = flat.stream().mapToLong(SegmentPart::count).sum();
    List<SegmentPart> chosen = new ArrayList<>();
    if (flatRows >= FLAT_ROWS_MIN || (idle && flatRows > 0)) {
      addWithin(rowsMax, flat.reversed(), chosen);
    }
    boolean crowded = linked.size() > LINKED_SEGMENTS_MAX;
    boolean merging = !chosen.isEmpty() || crowded;
    long rows = chosen.isEmpty() ? flatRows : rowsOf(chosen);
    for (SegmentPart segment : linked) {
      boolean decaying = segment.closedCount() > DEAD_SHARE_MAX * segment.count();
      boolean joins =
          merging && (rows == 0 || segment.count() <= (idle ? IDLE_RATIO : RATIO) * rows);
      boolean fits = chosen.isEmpty() || rows + segment.count() <= rowsMax;
      if ((decaying || joins) && fits) {
        chosen.add(segment);
        rows += segment.count();
      }
    }
    if (crowded && chosen.size() < 2) {
      return absorbed(linked, rowsMax);
    }
    if (chosen.isEmpty()) {
      List<SegmentPart> history = of(parts, Kind.HISTORY);
      return history.size() > HISTORY_SEGMENTS_MAX ? history : List.of();
    }
    return chosen;
  }

  /// The largest segment, which a merge can patch whatever its size, and as many of the smallest as
  /// fit beside it, one at least.
  private static List<SegmentPart> absorbed(List<SegmentPart> smallestFirst, long rowsMax) {
    List<SegmentPart> absorbed = new ArrayList<>();
    addWithin(rowsMax, smallestFirst.subList(0, smallestFirst.size() - 1), absorbed);
    absorbed.add(smallestFirst.getLast());
    return absorbed;
  }

  /// Whether so many rows have no graph that searches, which read them all, should not wait until
  /// there is nothing else to do.
  static boolean isBehind(List<RowPart> parts) {
    return rowsOf(of(parts, Kind.FLAT)) >= FLAT_ROWS_URGENT;
  }

  /// Segments of the past in which nobody may ask for a row any more.
  ///
  /// @param horizon rows that were closed up to this sequence number may go
  static List<SegmentPart> expired(List<RowPart> parts, long horizon) {
    return of(parts, Kind.HISTORY).stream().filter(part -> part.isPast(horizon)).toList();
  }

  /// Adds segments in their order while they fit, one at least.
  private static void addWithin(long rowsMax, List<SegmentPart> inOrder, List<SegmentPart> chosen) {
    for (SegmentPart segment : inOrder) {
      if (!chosen.isEmpty() && rowsOf(chosen) + segment.count() > rowsMax) {
        return;
      }
      chosen.add(segment);
    }
  }

  private static long rowsOf(List<SegmentPart> segments) {
    return segments.stream().mapToLong(SegmentPart::count).sum();
  }

  private static List<SegmentPart> of(List<RowPart> parts, Kind kind) {
    List<SegmentPart> segments = new ArrayList<>();
    for (RowPart part : parts) {
      if (part instanceof SegmentPart segment && segment.files().kind() == kind) {
        segments.add(segment);
      }
    }
    return segments;
  }
}
