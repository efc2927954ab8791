package dev.perigee.db;

import dev.perigee.db.document.VectorField;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Damage;
import dev.perigee.db.engine.Engine;
import dev.perigee.db.engine.Maintenance;
import dev.perigee.db.engine.ReadSession;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FieldView;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.index.VectorAccess;
import dev.perigee.store.StoreStatistics;
import dev.perigee.vector.CodeKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What a database holds and does.
///
/// @param lastSequence of the last commit: its time in microseconds since 1970
/// @param commits transactions since it was opened
/// @param commitGroups batches they were written in
/// @param commitWriteNanos time spent in writing them, syncs included
/// @param seals parts that went from memory to a file
/// @param merges of segments
/// @param mergedRows rows built into graphs
/// @param waits how often a writer had to wait for room in memory
/// @param lastFailure of background work; null if none failed
/// @param store what the store counts, log syncs among it
/// @param fields vector fields of all collections
/// @param damages files found missing or damaged
public record DatabaseStatistics(
    long lastSequence,
    long commits,
    long commitGroups,
    long commitWriteNanos,
    long seals,
    long merges,
    long mergedRows,
    long waits,
    String lastFailure,
    StoreStatistics store,
    List<FieldStatistics> fields,
    List<Damage> damages) {

  /// What a vector field holds.
  ///
  /// @param collection name
  /// @param field name
  /// @param documents of the collection
  /// @param freshRows in memory
  /// @param freshBytes of memory off the heap
  /// @param unlinkedRows without a graph: those in memory and in flat segments
  /// @param tombstones closed rows that still take space
  /// @param segments the files, the newest first
  public record FieldStatistics(
      String collection,
      String field,
      long documents,
      long freshRows,
      long freshBytes,
      long unlinkedRows,
      long tombstones,
      List<SegmentStatistics> segments) {}

  /// What a segment holds.
  ///
  /// @param file name of the index
  /// @param kind FLAT, LINKED or HISTORY
  /// @param rows in it
  /// @param closed of them
  /// @param bytes of its files
  /// @param codes what its graph is walked on
  /// @param vectors how they are got at for the last order
  /// @param walkedBytes of its files that a search walks on, within a few per cent: codes and links
  public record SegmentStatistics(
      String file,
      String kind,
      int rows,
      int closed,
      long bytes,
      CodeKind codes,
      VectorAccess vectors,
      long walkedBytes) {}

  /// Bytes of the segments that searches read through the map.
  public long mappedBytes() {
    return segmentBytes(VectorAccess.MAPPED, SegmentStatistics::bytes);
  }

  /// Bytes of codes and links of the segments whose vectors are read from the file.
  public long walkedBytes() {
    return segmentBytes(VectorAccess.READ, SegmentStatistics::walkedBytes);
  }

  private long segmentBytes(VectorAccess vectors, ToLongFunction<SegmentStatistics> bytes) {
    return fields.stream()
        .flatMap(field -> field.segments().stream())
        .filter(segment -> segment.vectors() == vectors)
        .mapToLong(bytes)
        .sum();
  }

  static DatabaseStatistics of(Engine engine) {
    Maintenance work = engine.maintenance();
    return new DatabaseStatistics(
        engine.lastSequence(),
        engine.commits(),
        engine.commitGroups(),
        engine.commitWriteNanos(),
        work.seals(),
        work.merges(),
        work.mergedRows(),
        work.waits(),
        work.lastFailure(),
        engine.store().statistics(),
        fields(engine.collections(), engine.folder().segments()),
        engine.damages());
  }

  static DatabaseStatistics of(ReadSession session) {
    return new DatabaseStatistics(
        session.lastSequence(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        session.storeStatistics(),
        fields(session.collections(), session.segments()),
        session.damages());
  }

  private static List<FieldStatistics> fields(
      Iterable<CollectionState> collections, Path segments) {
    List<FieldStatistics> fields = new ArrayList<>();
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        fields.add(of(collection, rows, segments));
      }
    }
    return List.copyOf(fields);
  }

  private static FieldStatistics of(CollectionState collection, FieldRows rows, Path folder) {
    VectorField field = rows.field();
    long freshRows = 0;
    long freshBytes = 0;
    long unlinkedRows = 0;
    long tombstones = 0;
    List<SegmentStatistics> segments = new ArrayList<>();
    try (FieldView view = rows.acquire()) {
      for (RowPart part : view.parts()) {
        tombstones += part.closedCount();
        switch (part) {
          case FreshPart fresh -> {
            freshRows += fresh.count();
            freshBytes += fresh.memoryBytes();
            unlinkedRows += fresh.count();
          }
          case SegmentPart segment -> {
            unlinkedRows += segment.linked() ? 0 : segment.count();
            segments.add(of(segment, folder));
          }
        }
      }
    }
    return new FieldStatistics(
        collection.name(),
        field.name(),
        collection.count(),
        freshRows,
        freshBytes,
        unlinkedRows,
        tombstones,
        List.copyOf(segments));
  }

  private static SegmentStatistics of(SegmentPart segment, Path folder) {
    return new SegmentStatistics(
        String.valueOf(segment.files().index(folder).getFileName()),
        segment.files().kind().name(),
        segment.count(),
        segment.closedCount(),
        segment.bytes(),
        segment.built().codes(),
        segment.vectors(),
        segment.walkedBytes());
  }
}
