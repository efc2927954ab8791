package dev.perigee.db.engine;

import dev.perigee.db.document.VectorField;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowsFile;
import dev.perigee.db.rows.SegmentFiles;
import dev.perigee.db.rows.SegmentFiles.Kind;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.CancelledException;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexDamage;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.IndexPatch;
import dev.perigee.index.VectorIndex;
import dev.perigee.segment.AtomicFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Makes one segment of several: rows that count go into a graph, rows that are kept for the past
/// into a segment that is scanned, the others go. The graph is built anew, or that of the largest
/// segment is patched, where memory is too short for a new one or little has changed.
///
/// Rows that are closed while this runs are closed in the copy by the swap.
final class Merging {

  /// What is common to the segments that one merge makes.
  ///
  /// @param inputs what they come in the place of
  /// @param runner runs what only computes
  /// @param cancelled asked now and then
  private record Product(
      List<SegmentPart> inputs, Consumer<Runnable> runner, BooleanSupplier cancelled) {}

  /// A graph is patched where so many times fewer rows come and go than it has.
  private static final int PATCHED_CHANGE = 8;

  private final Workshop workshop;

  Merging(Workshop workshop) {
    this.workshop = workshop;
  }

  /// Merges segments of a field.
  ///
  /// @param horizon rows that were closed up to this sequence number go
  /// @param urgent whether graphs are built at the priority of the caller, not of background work
  /// @param cancelled asked now and then
  /// @return rows that were built into a graph
  /// @throws CancelledException if it was cancelled; nothing has changed then
  long merge(
      CollectionState collection,
      int field,
      List<SegmentPart> inputs,
      long horizon,
      boolean urgent,
      BooleanSupplier cancelled) {
    VectorField vectors = collection.schema().vectors().get(field);
    IndexOptions options =
        workshop
            .shape()
            .ofField(vectors.options(), collection.vectors().get(field).count())
            .withThreads(workshop.options().mergeThreads());
    Consumer<Runnable> runner =
        urgent ? Runnable::run : work -> BackgroundThread.run("perigee-build", work);
    long _ = workshop.startJournals(inputs);
    List<SegmentPart> made = new ArrayList<>();
    try {
      Product product = new Product(inputs, runner, cancelled);
      RowList live = new RowList(options);
      RowList past = new RowList(options);
      List<SegmentPart> largestFirst = new ArrayList<>(inputs);
      largestFirst.sort(Comparator.comparingInt(SegmentPart::count).reversed());
      SegmentPart base = largestFirst.getFirst();
      for (SegmentPart part : largestFirst) {
        IndexDamage damage = examine(collection, vectors, part);
        base = part == base && !damage.isNone() ? null : base;
        sort(part, horizon, damage.rows(), live, past);
      }
      if (live.count() > 0) {
        IndexOptions linked = options.withUniqueIds(!vectors.many());
        made.add(
            base != null && isPatched(base, live, linked)
                ? patch(base, live, linked, product)
                : build(live, linked, Kind.LINKED, product));
      }
      if (past.count() > 0) {
        IndexOptions flat = options.withM(2).withUniqueIds(false).withLinked(false);
        made.add(build(past, flat, Kind.HISTORY, product));
      }
      workshop.committer().exclusively(() -> workshop.swap(collection, field, inputs, made));
      workshop.options().crashPoint().pass(Place.MERGE_SWAPPED);
      return live.count();
    } catch (RuntimeException | Error e) {
      workshop.committer().exclusively(() -> inputs.forEach(RowPart::endJournal));
      for (SegmentPart segment : made) {
        segment.whenFreed(() -> workshop.delete(segment.files()));
        segment.release();
      }
      throw e;
    }
  }

  private static void sort(
      SegmentPart part, long horizon, BitSet lost, RowList live, RowList past) {
    int[] liveRows = new int[part.count()];
    int[] pastRows = new int[part.count()];
    int liveCount = 0;
    int pastCount = 0;
    for (int row = 0; row < part.count(); row++) {
      long closed = part.closed(row);
      if (lost.get(row)) {
        continue;
      }
      if (closed == RowPart.OPEN) {
        liveRows[liveCount++] = row;
      } else if (closed > horizon) {
        pastRows[pastCount++] = row;
      }
    }
    live.add(part, liveRows, liveCount);
    past.add(part, pastRows, pastCount);
  }

  /// Reads the files of a part against their checksums, so that damage is not copied as if it were
  /// what was written.
  private IndexDamage examine(CollectionState collection, VectorField field, SegmentPart part) {
    part.verifyRows();
    IndexDamage damage = VectorIndex.examine(part.files().index(workshop.folder()));
    if (!damage.isNone()) {
      Damage found = Damages.of(workshop, collection, field, part, damage);
      workshop.damages().add(found);
      workshop.options().listener().damaged(found);
    }
    return damage;
  }

  /// Whether the graph of the first of the parts is patched: where most of its rows are left, and a
  /// new graph would take more memory than there is for a merge, or few come and go.
  private boolean isPatched(SegmentPart base, RowList live, IndexOptions options) {
    long left = live.ofFirst().cardinality();
    long changes = base.count() - left + live.count() - left;
    return base.linked()
        && SegmentShape.isBuiltAs(options, base.built())
        && left > base.count() / 2
        && (changes * PATCHED_CHANGE <= base.count()
            || workshop.shape().ofMerge(options, live.count()).spillFolder() != null);
  }

  private SegmentPart patch(SegmentPart base, RowList live, IndexOptions options, Product product) {
    SegmentFiles files = new SegmentFiles(workshop.nextUid().getAndIncrement(), Kind.LINKED, 0);
    RowList rest = live.rest();
    BitSet left = live.ofFirst();
    IndexOptions fine = SegmentShape.forLinking(options);
    IndexOptions built = base.built().withUniqueIds(options.uniqueIds());
    BuildProgress progress = (_, _) -> !product.cancelled().getAsBoolean();
    product
        .runner()
        .accept(() -> {
          try (IndexBuilder builder =
              VectorIndex.builder(workshop.shape().ofMerge(fine, rest.count()))) {
            builder.addAll(rest, progress);
            try (VectorIndex added = builder.toIndex()) {
              IndexPatch patch =
                  new IndexPatch(
                      base.index(),
                      row -> !left.get(row),
                      added,
                      built.withThreads(options.threads()));
              AtomicFile.publishReadable(
                  workshop.options().files(),
                  files.index(workshop.folder()),
                  (out, written) -> patch.write(out, written, progress));
            }
          }
        });
    return withRows(files, live, product);
  }

  private SegmentPart build(RowList rows, IndexOptions options, Kind kind, Product product) {
    long uid = workshop.nextUid().getAndIncrement();
    SegmentFiles files = new SegmentFiles(uid, kind, 0);
    try (IndexBuilder builder =
        VectorIndex.builder(workshop.shape().ofMerge(options, rows.count()))) {
      product
          .runner()
          .accept(() -> builder.addAll(rows, (done, total) -> !product.cancelled().getAsBoolean()));
      AtomicFile.publish(
          workshop.options().files(), files.index(workshop.folder()), builder::write);
    }
    return withRows(files, rows, product);
  }

  /// Writes the other file of a segment, and opens it.
  private SegmentPart withRows(SegmentFiles files, RowList rows, Product product) {
    workshop.options().crashPoint().pass(Place.MERGE_INDEX_WRITTEN);
    boolean past = files.kind() == Kind.HISTORY;
    RowsFile.write(
        workshop.options().files(),
        files.rows(workshop.folder()),
        (int) rows.count(),
        rows::created,
        row -> past ? rows.closed(row) : RowPart.OPEN);
    workshop.options().crashPoint().pass(Place.MERGE_FILES_WRITTEN);
    return workshop.open(files, product.inputs());
  }
}
