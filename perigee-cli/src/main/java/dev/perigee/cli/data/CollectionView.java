package dev.perigee.cli.data;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.DocumentReader;
import dev.perigee.db.ReadOnlyDatabase;
import dev.perigee.db.Snapshot;
import dev.perigee.db.document.Schema;
import dev.perigee.error.NotFoundException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A collection in one state, to be read while the view is open.
///
/// As it is now, it is read beside whoever writes to it. As it was, only while nobody does: what is
/// kept of the past is the writer's business.
final class CollectionView implements AutoCloseable {

  private final Schema schema;
  private final DocumentReader reader;
  private final Deque<AutoCloseable> opened;

  private CollectionView(Schema schema, DocumentReader reader, Deque<AutoCloseable> opened) {
    this.schema = schema;
    this.reader = reader;
    this.opened = opened;
  }

  /// Opens a collection.
  ///
  /// @param asOf null for now
  /// @throws NotFoundException if there is no such database or collection
  static CollectionView open(DataFolder folder, String collection, Instant asOf) {
    return asOf == null ? now(folder.existing(), collection) : past(folder, collection, asOf);
  }

  private static CollectionView now(Path folder, String collection) {
    ReadOnlyDatabase database = Database.openReadOnly(folder);
    try {
      return new CollectionView(
          database.schema(collection),
          database.collection(collection),
          new ArrayDeque<>(List.of(database)));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static CollectionView past(DataFolder folder, String name, Instant asOf) {
    Database database = folder.openQuietly();
    try {
      Collection collection = database.collection(name);
      Snapshot snapshot = collection.asOf(asOf);
      return new CollectionView(
          collection.schema(), snapshot, new ArrayDeque<>(List.of(snapshot, database)));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  Schema schema() {
    return schema;
  }

  DocumentReader reader() {
    return reader;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      switch (opened.pop()) {
        case Snapshot snapshot -> snapshot.close();
        case Database database -> database.close();
        case ReadOnlyDatabase database -> database.close();
        case AutoCloseable other -> throw new AssertionError(other);
      }
    }
  }
}
