package dev.perigee.cli.data;

import dev.perigee.db.Database;
import dev.perigee.db.DocumentReader;
import dev.perigee.db.ReadOnlyCollection;
import dev.perigee.db.ReadOnlyDatabase;
import dev.perigee.db.Snapshot;
import dev.perigee.db.document.Schema;
import dev.perigee.error.NotFoundException;
import java.nio.file.Path;
import java.time.Instant;

/// A collection in one state, to be read while the view is open, beside whoever writes to it.
///
/// @param schema what its documents may have
/// @param reader reads it
/// @param snapshot of it as it was; null as it is
/// @param database closed last
record CollectionView(
    Schema schema, DocumentReader reader, Snapshot snapshot, ReadOnlyDatabase database)
    implements AutoCloseable {

  /// Opens a collection.
  ///
  /// @param asOf null for now
  /// @throws NotFoundException if there is no such database or collection
  static CollectionView open(DataFolder folder, String collection, Instant asOf) {
    return open(folder.existing(), collection, asOf);
  }

  /// Opens a collection in a folder.
  ///
  /// @param asOf null for now
  /// @throws NotFoundException if there is no such database or collection
  static CollectionView open(Path folder, String collection, Instant asOf) {
    ReadOnlyDatabase database = Database.openReadOnly(DataFolder.existing(folder));
    try {
      ReadOnlyCollection now = database.collection(collection);
      Snapshot then = asOf == null ? null : now.asOf(asOf);
      return new CollectionView(now.schema(), then == null ? now : then, then, database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (snapshot != null) {
      snapshot.close();
    }
    database.close();
  }
}
