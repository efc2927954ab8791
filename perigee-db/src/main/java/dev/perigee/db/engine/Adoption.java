package dev.perigee.db.engine;

import dev.perigee.db.document.ByteWriter;
import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.SchemaCodec;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.ClosedException;
import dev.perigee.index.BuildProgress;
import dev.perigee.store.Batch;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A collection that is made, all at once, of an index that was built elsewhere.
///
/// 1. Under the commit lock a number is taken and marked as being adopted, in one synced batch, and
///    with it a sequence number, that of its documents.
/// 2. Without a lock documents and segment are written ([Adopting]). Others commit meanwhile.
/// 3. Under the lock one synced batch takes the mark away and puts the collection there. Its
///    horizon is that commit: as of earlier moments there is nothing to ask.
///
/// @param number of the collection
/// @param sequence of the documents
/// @param name of the collection
/// @param schema of the collection
/// @param field of the vectors, by its place
record Adoption(int number, long sequence, String name, Schema schema, int field) {

  /// Marks the number. Under the commit lock.
  void begin(Workshop workshop, int nextCollection) {
    try (Batch batch = workshop.store().batch()) {
      batch.put(Tables.META, Tables.adopting(number), Tables.number(sequence));
      batch.put(Tables.META, Tables.NEXT_COLLECTION, Tables.number(nextCollection));
      batch.put(Tables.META, Tables.SEQUENCE, Tables.number(sequence));
      workshop.store().write(batch, true);
    }
    workshop.sequences().publish(sequence);
  }

  /// Writes documents and segment, then makes both visible; leaves nothing behind if it fails.
  ///
  /// @param last told the collection, under the commit lock, right before it is visible
  CollectionState run(
      Workshop workshop, IndexedDocuments documents, BuildProgress progress, Last last) {
    CollectionState[] made = new CollectionState[1];
    SegmentPart segment = null;
    try (Arena arena = Arena.ofShared()) {
      int rows = (int) documents.vectors().count();
      AdoptedNumbers numbers = new AdoptedNumbers(arena, rows);
      Adopting adopting = new Adopting(workshop, number, schema, field, documents, numbers);
      adopting.writeDocuments(sequence, progress.part(0, 0.2));
      segment = rows == 0 ? null : adopting.writeSegment(sequence, progress.part(0.2, 1));
      SegmentPart written = segment;
      workshop
          .committer()
          .exclusively(() -> made[0] = publish(workshop, written, numbers.documents(), last));
      return made[0];
    } catch (RuntimeException | Error e) {
      if (made[0] == null) {
        giveUp(workshop, segment);
      }
      throw e;
    }
  }

  /// What is asked right before a collection becomes visible.
  interface Last {
    /// Refuses by an exception.
    ///
    /// @return the sequence number of the commit that makes it visible
    long check();

    /// Puts the collection where it is found.
    void found(CollectionState collection);
  }

  private CollectionState publish(Workshop workshop, SegmentPart segment, int count, Last last) {
    long visible = last.check();
    try (Batch batch = workshop.store().batch()) {
      byte[] value = new ByteWriter(256).text(name).block(SchemaCodec.encode(schema)).toArray();
      batch.delete(Tables.META, Tables.adopting(number));
      batch.put(Tables.META, Tables.collection(number), value);
      byte[] counters = ByteBuffer.allocate(16).putLong(count).putLong(count).array();
      batch.put(Tables.META, Tables.counters(number), counters);
      batch.put(Tables.META, Tables.horizon(number), Tables.number(visible));
      batch.put(Tables.META, Tables.SEQUENCE, Tables.number(visible));
      if (segment != null) {
        batch.put(
            Tables.PARTS,
            Tables.part(number, field, segment.uid()),
            Manifest.encode(segment.files()));
      }
      workshop.options().crashPoint().pass(Place.ADOPTION_BEFORE_WRITE);
      workshop.store().write(batch, true);
      workshop.options().crashPoint().pass(Place.ADOPTION_WRITTEN);
    }
    List<FieldRows> rows = new ArrayList<>();
    for (int i = 0; i < schema.vectors().size(); i++) {
      List<RowPart> parts = i == field && segment != null ? List.of(segment) : List.of();
      rows.add(new FieldRows(schema.vectors().get(i), parts));
    }
    CollectionState collection = new CollectionState(number, name, schema, rows);
    collection.setCounters(count, count);
    collection.setHorizon(visible);
    last.found(collection);
    workshop.sequences().publish(visible);
    return collection;
  }

  private void giveUp(Workshop workshop, SegmentPart segment) {
    if (segment != null) {
      segment.release();
      workshop.delete(segment.files());
    }
    try {
      Dropping.dropAdopted(workshop.store(), number);
    } catch (ClosedException e) {
      // the next start removes it
    }
  }
}
