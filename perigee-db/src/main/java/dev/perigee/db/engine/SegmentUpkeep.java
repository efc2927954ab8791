package dev.perigee.db.engine;

import dev.perigee.db.document.VectorField;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// What there is to do to the segments of a field, one thing at a time: merging, dropping what has
/// expired, writing ends of rows, opening with another access, building anew what its field would
/// build otherwise by now and what is damaged.
///
/// One thread at a time, who says.
final class SegmentUpkeep {

  private final Workshop workshop;
  private final Merging merging;
  private final Reclaiming reclaiming;
  private final Rewriting rewriting;
  private final Reopening reopening;
  private final Scrubbing scrubbing;
  private final AtomicLong merges = new AtomicLong();
  private final AtomicLong mergedRows = new AtomicLong();

  /// @param collections those that were there when the database was opened
  SegmentUpkeep(Workshop workshop, Reclaiming reclaiming, Collection<CollectionState> collections) {
    this.workshop = workshop;
    this.reclaiming = reclaiming;
    merging = new Merging(workshop);
    rewriting = new Rewriting(workshop);
    reopening = new Reopening(workshop);
    scrubbing = new Scrubbing(collections);
  }

  /// Does what is due first.
  ///
  /// @param idle whether nobody has written for a while
  /// @param hurried whether somebody waits for it
  /// @param cancelled asked now and then
  /// @return whether there was anything to do
  boolean workOnce(
      CollectionState collection,
      int field,
      boolean idle,
      boolean hurried,
      BooleanSupplier cancelled) {
    List<RowPart> parts = collection.vectors().get(field).parts();
    VectorField vectors = collection.schema().vectors().get(field);
    List<SegmentPart> inputs =
        MergePolicy.choose(parts, idle, workshop.shape().rowsMax(vectors.options()));
    long horizon = reclaiming.horizon(collection);
    if (inputs.isEmpty()) {
      inputs = MergePolicy.expired(parts, horizon);
    }
    if (inputs.isEmpty() && workWithoutMerge(collection, field, parts)) {
      return true;
    }
    SegmentPart misshapen =
        inputs.isEmpty()
            ? workshop
                .shape()
                .misshapen(vectors.options(), parts, collection.vectors().get(field).count())
            : null;
    if (misshapen != null) {
      inputs = List.of(misshapen);
    }
    if (inputs.isEmpty()) {
      inputs = scrubbing.damaged(parts, workshop.folder());
    }
    if (inputs.isEmpty()) {
      return false;
    }
    boolean urgent = hurried || MergePolicy.isBehind(parts);
    merge(collection, field, inputs, horizon, urgent, cancelled);
    return true;
  }

  private boolean workWithoutMerge(CollectionState collection, int field, List<RowPart> parts) {
    SegmentPart closed = Rewriting.due(parts);
    if (closed != null) {
      rewriting.rewrite(collection, field, closed);
      return true;
    }
    SegmentPart misfit = workshop.access().due(parts);
    if (misfit != null) {
      reopening.reopen(collection, field, misfit);
      return true;
    }
    return false;
  }

  private void merge(
      CollectionState collection,
      int field,
      List<SegmentPart> inputs,
      long horizon,
      boolean urgent,
      BooleanSupplier cancelled) {
    WorkEvent.Merge event = new WorkEvent.Merge();
    event.begin();
    long start = System.nanoTime();
    long rows = merging.merge(collection, field, inputs, horizon, urgent, cancelled);
    mergedRows.addAndGet(rows);
    merges.incrementAndGet();
    event.collection = collection.name();
    event.segments = inputs.size();
    event.rows = rows;
    event.commit();
    String name = collection.schema().vectors().get(field).name();
    long nanos = System.nanoTime() - start;
    workshop.options().listener().merged(collection.name(), name, inputs.size(), rows, nanos);
  }

  /// Merges since the start.
  long merges() {
    return merges.get();
  }

  /// Rows built into graphs since the start.
  long mergedRows() {
    return mergedRows.get();
  }
}
