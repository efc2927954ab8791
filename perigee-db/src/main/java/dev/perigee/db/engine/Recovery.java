package dev.perigee.db.engine;

import dev.perigee.db.document.ByteReader;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.SchemaCodec;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentFiles;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.index.FreshIndex;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorAccess;
import dev.perigee.index.VectorIndex;
import dev.perigee.segment.FileLayer;
import dev.perigee.store.Batch;
import dev.perigee.store.Cursor;
import dev.perigee.store.Store;
import dev.perigee.store.StoreOptions;
import dev.perigee.store.Stores;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Opens what is there: the store, the segments of the manifest, the rows that are in no segment
/// yet.
///
/// Files that the manifest does not name are removed: they were written and never used, or
/// replaced.
final class Recovery {

  private static final long FORMAT = 1;

  private final EngineFolder folder;
  private final FileLayer files;
  private final Store store;
  private final List<CollectionState> collections = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();
  private final Set<String> named = new HashSet<>();
  private long lastSequence;
  private long replayedRows;
  private long lastUid;

  private final long mappedBytesMax;
  private VectorAccess vectors;

  private Recovery(EngineFolder folder, FileLayer files, Store store, long mappedBytesMax) {
    this.folder = folder;
    this.files = files;
    this.store = store;
    this.mappedBytesMax = mappedBytesMax;
  }

  /// Opens a folder that is locked for writing.
  static Recovery of(EngineFolder folder, EngineOptions options) {
    Store store =
        Stores.open(
            StoreOptions.of(folder.store(), Tables.ALL)
                .withMemoryBytes(options.storeMemoryBytes()));
    Recovery recovery = new Recovery(folder, options.files(), store, options.mappedBytesMax());
    try {
      recovery.checkFormat(true);
      recovery.load();
      recovery.removeUnnamed();
      recovery.removeAdopted();
      return recovery;
    } catch (RuntimeException | Error e) {
      recovery.closeRows();
      store.close();
      throw e;
    }
  }

  /// Reads what a store says now, which somebody else may be writing. The store stays the caller's.
  ///
  /// @param mappedBytesMax bytes of the files of all segments up to which they are mapped whole
  /// @throws NotFoundException if a file of the manifest is not there any more: there is a newer
  ///   manifest
  static Recovery reading(EngineFolder folder, Store store, long mappedBytesMax) {
    Recovery recovery = new Recovery(folder, null, store, mappedBytesMax);
    try {
      recovery.checkFormat(false);
      recovery.load();
      return recovery;
    } catch (RuntimeException | Error e) {
      recovery.closeRows();
      throw e;
    }
  }

  void closeRows() {
    collections.forEach(c -> c.vectors().forEach(FieldRows::close));
  }

  Store store() {
    return store;
  }

  List<CollectionState> collections() {
    return collections;
  }

  List<Damage> damages() {
    return damages;
  }

  /// Rows that were in no segment yet.
  long replayedRows() {
    return replayedRows;
  }

  long lastSequence() {
    return lastSequence;
  }

  long nextUid() {
    return lastUid + 1;
  }

  private void load() {
    byte[] sequence = store.get(Tables.META, Tables.SEQUENCE);
    lastSequence = sequence == null ? 0 : Tables.toNumber(sequence);
    vectors = new SegmentAccess(mappedBytesMax, List.of()).of(segmentBytes());
    List<byte[]> values = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    try (Cursor cursor = store.cursor(Tables.META, Tables.collection(0), Tables.collectionsEnd())) {
      while (cursor.next()) {
        numbers.add(ByteBuffer.wrap(cursor.key()).getInt(1));
        values.add(cursor.value());
      }
    }
    for (int i = 0; i < values.size(); i++) {
      collections.add(collection(numbers.get(i), values.get(i)));
    }
  }

  /// Bytes of all segments of the manifest.
  private long segmentBytes() {
    long bytes = 0;
    try (Cursor parts = store.cursor(Tables.PARTS, Tables.first(0), Tables.first(-1))) {
      while (parts.next()) {
        long uid = ByteBuffer.wrap(parts.key()).getLong(6);
        SegmentFiles segment = Manifest.decode(uid, parts.value()).files();
        bytes += segment == null ? 0 : segment.bytes(folder.segments());
      }
    }
    return bytes;
  }

  private void checkFormat(boolean create) {
    byte[] format = store.get(Tables.META, Tables.FORMAT);
    if (format == null && !create) {
      throw new NotFoundException("folder: expected a database, got none at " + folder.path());
    }
    if (format == null) {
      try (Batch batch = store.batch()) {
        batch.put(Tables.META, Tables.FORMAT, Tables.number(FORMAT));
        store.write(batch, true);
      }
    } else if (Tables.toNumber(format) != FORMAT) {
      throw new UnsupportedVersionException(
          folder.path().toString(), 0, (int) FORMAT, (int) Tables.toNumber(format));
    }
  }

  private CollectionState collection(int number, byte[] value) {
    ByteReader in = new ByteReader(value, "collection " + number);
    String name = in.text();
    Schema schema = SchemaCodec.decode(in.block(), "schema of " + name);
    in.requireEnd();
    List<FieldRows> vectors = new ArrayList<>();
    for (int field = 0; field < schema.vectors().size(); field++) {
      vectors.add(new FieldRows(schema.vectors().get(field), parts(number, name, schema, field)));
    }
    CollectionState collection = new CollectionState(number, name, schema, vectors);
    byte[] counters = store.get(Tables.META, Tables.counters(number));
    if (counters != null) {
      ByteBuffer bytes = ByteBuffer.wrap(counters);
      collection.setCounters(bytes.getLong(), bytes.getLong());
    }
    byte[] horizon = store.get(Tables.META, Tables.horizon(number));
    collection.setHorizon(horizon == null ? 0 : Tables.toNumber(horizon));
    return collection;
  }

  /// The parts of a field: those in memory first, the newest before the older.
  private List<RowPart> parts(int number, String name, Schema schema, int field) {
    List<FreshPart> fresh = new ArrayList<>();
    List<SegmentPart> segments = new ArrayList<>();
    List<Long> freshUids = new ArrayList<>();
    try (Cursor cursor =
        store.cursor(
            Tables.PARTS, Tables.part(number, field, 0), Tables.part(number, field + 1, 0))) {
      while (cursor.next()) {
        long uid = ByteBuffer.wrap(cursor.key()).getLong(6);
        lastUid = Math.max(lastUid, uid);
        SegmentFiles segment = Manifest.decode(uid, cursor.value()).files();
        if (segment == null) {
          freshUids.add(uid);
        } else {
          addSegment(name, schema.vectors().get(field).name(), segment, segments);
        }
      }
    }
    VectorIndex like = FreshRows.model(segments);
    for (long uid : freshUids) {
      if (!fresh.isEmpty()) {
        fresh.getLast().freeze();
      }
      fresh.add(replay(uid, schema, field, like));
    }
    List<RowPart> parts = new ArrayList<>(fresh.reversed());
    parts.addAll(segments.reversed());
    return parts;
  }

  private void addSegment(
      String collection, String field, SegmentFiles segment, List<SegmentPart> segments) {
    Path index = segment.index(folder.segments());
    named.add(String.valueOf(index.getFileName()));
    named.add(String.valueOf(segment.rows(folder.segments()).getFileName()));
    try {
      SegmentPart part = SegmentPart.open(folder.segments(), segment, vectors);
      try {
        part.verifyRows();
        tombstones(part);
      } catch (RuntimeException e) {
        part.release();
        throw e;
      }
      segments.add(part);
    } catch (CorruptionException | NotFoundException e) {
      if (files == null && e instanceof NotFoundException) {
        throw e;
      }
      damages.add(
          new Damage(
              collection,
              field,
              String.valueOf(index.getFileName()),
              e.getMessage(),
              "its vectors are not served; everything else is"));
    }
  }

  private FreshPart replay(long uid, Schema schema, int field, VectorIndex like) {
    IndexOptions vectorOptions = FreshRows.freshOptions(schema.vectors().get(field));
    FreshPart part =
        new FreshPart(
            uid,
            like == null
                ? FreshIndex.create(vectorOptions)
                : FreshIndex.create(vectorOptions, like));
    int vectorBytes = schema.vectors().get(field).vectorBytes();
    try (Cursor rows = store.cursor(Tables.ROWS, Tables.row(uid, 0), Tables.row(uid + 1, 0))) {
      while (rows.next()) {
        byte[] value = rows.value();
        int row = ByteBuffer.wrap(rows.key()).getInt(8);
        if (value.length != 16 + vectorBytes || row < part.count()) {
          throw new CorruptionException(
              "row %d of part %016x".formatted(row, uid),
              0,
              "expected at least row %d, of %d bytes, got %d bytes"
                  .formatted(part.count(), 16 + vectorBytes, value.length));
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        long document = bytes.getLong();
        MemorySegment vector = MemorySegment.ofArray(value).asSlice(16);
        while (part.count() < row) {
          part.skip(vector); // a row of a commit that could not be written
        }
        part.append(document, vector);
        part.publish(row, bytes.getLong());
      }
    }
    replayedRows += part.count();
    tombstones(part);
    return part;
  }

  private void tombstones(RowPart part) {
    try (Cursor cursor =
        store.cursor(Tables.TOMBSTONES, Tables.row(part.uid(), 0), Tables.row(part.uid() + 1, 0))) {
      while (cursor.next()) {
        int row = ByteBuffer.wrap(cursor.key()).getInt(8);
        if (row < 0 || row >= part.count()) {
          throw new CorruptionException(
              "tombstones of part %016x".formatted(part.uid()),
              0,
              "expected a row below " + part.count() + ", got " + row);
        }
        part.close(row, Tables.toNumber(cursor.value()));
      }
    }
  }

  /// Removes what was left of adoptions that did not come to their end.
  private void removeAdopted() {
    List<Integer> numbers = new ArrayList<>();
    try (Cursor cursor = store.cursor(Tables.META, Tables.adopting(0), Tables.adoptingEnd())) {
      while (cursor.next()) {
        numbers.add(ByteBuffer.wrap(cursor.key()).getInt(1));
      }
    }
    numbers.forEach(number -> Dropping.dropAdopted(store, number));
  }

  private void removeUnnamed() {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder.segments())) {
      for (Path file : found) {
        String name = String.valueOf(file.getFileName());
        if (!named.contains(name)) {
          files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new StorageException("could not tidy " + folder.segments(), e);
    }
  }
}
