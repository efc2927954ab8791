package dev.perigee.cli.data;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.DocumentReader;
import dev.perigee.db.ReadOnlyDatabase;
import dev.perigee.db.Snapshot;
import dev.perigee.db.document.Schema;
import dev.perigee.db.engine.ReadSession;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// A collection in one state, to be read while the view is open.
///
/// As it is now, it is read beside whoever writes to it. As it was, only while nobody does: what is
/// kept of the past is the writer's business.
final class CollectionView implements AutoCloseable {

  private static final long STORE_MEMORY_BYTES = 8L << 20;

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
    Schema schema = schema(folder, collection);
    ReadOnlyDatabase database = Database.openReadOnly(folder);
    return new CollectionView(
        schema, database.collection(collection), new ArrayDeque<>(List.of(database)));
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

  /// The schema, which a read-only database does not tell.
  private static Schema schema(Path folder, String collection) {
    try {
      Path scratch = Files.createTempDirectory("perigee-schema");
      try (ReadSession session = ReadSession.open(folder, scratch, STORE_MEMORY_BYTES)) {
        var found = session.find(collection);
        if (found == null) {
          throw new NotFoundException("collection: expected one that exists, got " + collection);
        }
        return found.schema();
      } finally {
        deleteTree(scratch);
      }
    } catch (IOException e) {
      throw new StorageException("could not use a folder for temporary files", e);
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
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
