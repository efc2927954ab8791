package dev.perigee.db.engine;

import dev.perigee.db.document.VectorField;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentFiles.Kind;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.index.FreshIndex;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.store.Batch;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Gives out the parts that take new rows, and starts a new one when the last is full.
///
/// Under the commit lock.
final class FreshRows {

  /// Takes half as long as 200 does; searches find a hundredth less of the neighbours.
  private static final int FRESH_EF_CONSTRUCTION = 64;

  static final byte FRESH = 0;

  private final AtomicLong nextUid;
  private final int rowsMax;
  private final long bytesMax;
  private final Runnable whenFull;

  /// @param nextUid number of the next part
  /// @param rowsMax rows of one part
  /// @param bytesMax bytes of the vectors of one part
  /// @param whenFull told when a part is full
  FreshRows(AtomicLong nextUid, int rowsMax, long bytesMax, Runnable whenFull) {
    this.nextUid = nextUid;
    this.rowsMax = rowsMax;
    this.bytesMax = bytesMax;
    this.whenFull = whenFull;
  }

  /// The part for the next vectors of a document.
  FreshPart activeFor(CollectionState collection, int field, List<byte[]> vectors, Batch batch) {
    FieldRows rows = collection.vectors().get(field);
    FreshPart active = rows.active();
    if (active != null && !hasRoom(active, rows.field(), vectors.size())) {
      active.freeze();
      whenFull.run();
      active = null;
    }
    if (active == null) {
      long uid = nextUid.getAndIncrement();
      active = new FreshPart(uid, newIndex(rows));
      rows.add(active);
    }
    if (!active.isRecorded()) {
      batch.put(
          Tables.PARTS,
          Tables.part(collection.number(), field, active.uid()),
          new byte[] {FRESH, 0, 0, 0, 0});
    }
    return active;
  }

  private boolean hasRoom(FreshPart active, VectorField field, int more) {
    long count = active.count() + (long) more;
    return active.count() == 0 || (count <= rowsMax && count * field.vectorBytes() <= bytesMax);
  }

  /// An empty index, with the codebook of an older part where there is one.
  static FreshIndex newIndex(FieldRows rows) {
    IndexOptions options = freshOptions(rows.field());
    VectorIndex like = model(rows.parts());
    return like == null ? FreshIndex.create(options) : FreshIndex.create(options, like);
  }

  /// The index whose codebook and calibration new rows share: the largest, among those with a graph
  /// if there are any. Null if there is none.
  static VectorIndex model(List<? extends RowPart> parts) {
    return parts.stream()
        .filter(SegmentPart.class::isInstance)
        .map(SegmentPart.class::cast)
        .max(Comparator.comparing(FreshRows::isLinked).thenComparingInt(SegmentPart::count))
        .map(SegmentPart::index)
        .orElse(null);
  }

  private static boolean isLinked(SegmentPart segment) {
    return segment.files().kind() == Kind.LINKED;
  }

  /// Linked as a segment is, so that it can become one as it is; with less effort for each row,
  /// since a merge builds the graph anew.
  static IndexOptions freshOptions(VectorField field) {
    IndexOptions options = field.options();
    return options
        .withEfConstruction(Math.min(options.efConstruction(), FRESH_EF_CONSTRUCTION))
        .withThreads(1)
        .withUniqueIds(false);
  }
}
