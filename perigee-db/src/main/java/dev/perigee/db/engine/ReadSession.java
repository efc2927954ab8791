package dev.perigee.db.engine;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.store.Store;
import dev.perigee.store.StoreOptions;
import dev.perigee.store.StoreStatistics;
import dev.perigee.store.Stores;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A database that another process may be writing, as this process knows it: what the store said
/// when it last asked.
public final class ReadSession implements AutoCloseable {

  private static final int ATTEMPTS_MAX = 20;

  private final EngineFolder folder;
  private final Supplier<Store> opening;
  private final long mappedBytesMax;
  private Store store;
  private Reader reader;
  private Preloading preloading;
  private Recovery state;
  private Map<String, CollectionState> collections = Map.of();

  private ReadSession(EngineFolder folder, Supplier<Store> opening, long mappedBytesMax) {
    this.folder = folder;
    this.opening = opening;
    this.mappedBytesMax = mappedBytesMax;
    store = opening.get();
    reader = new Reader(store);
  }

  /// Opens a folder.
  ///
  /// @param scratch an empty folder for the notes of the store
  /// @param memoryBytes of the store
  /// @param mappedBytesMax bytes of the files of all segments up to which they are mapped whole
  /// @throws NotFoundException if there is no database
  public static ReadSession open(Path path, Path scratch, long memoryBytes, long mappedBytesMax) {
    EngineFolder folder = EngineFolder.forReading(path);
    StoreOptions options = StoreOptions.of(folder.store(), Tables.ALL).withMemoryBytes(memoryBytes);
    return open(folder, () -> Stores.openReadOnly(options, scratch), mappedBytesMax);
  }

  /// @param opening opens the store; again where it can follow its writer no more
  static ReadSession open(EngineFolder folder, Supplier<Store> opening, long mappedBytesMax) {
    ReadSession session = new ReadSession(folder, opening, mappedBytesMax);
    try {
      session.load();
      return session;
    } catch (RuntimeException | Error e) {
      session.store.close();
      throw e;
    }
  }

  /// Learns what was committed since. Nobody reads meanwhile.
  public void refresh() {
    if (follow()) {
      load();
    }
  }

  /// A store that could not open a file, most likely because its writer deleted it after the
  /// manifest was read, follows no more, so that another takes its place.
  ///
  /// @return whether something may have changed
  private boolean follow() {
    try {
      return store.refresh();
    } catch (StorageException | CorruptionException e) {
      Store another = opening.get();
      store.close();
      store = another;
      reader = new Reader(another);
      return true;
    }
  }

  /// A file that the writer has replaced since its manifest was read is gone: then there is a newer
  /// manifest.
  private void load() {
    for (int attempt = 1; ; attempt++) {
      try {
        Recovery loaded = Recovery.reading(folder, store, mappedBytesMax);
        if (state != null) {
          preloading.stop();
          state.closeRows();
        }
        state = loaded;
        collections = new HashMap<>();
        loaded.collections().forEach(c -> collections.put(c.name(), c));
        preloading = new Preloading(mappedBytesMax);
        preloading.start(loaded.collections());
        return;
      } catch (NotFoundException e) {
        if (attempt == ATTEMPTS_MAX) {
          throw e;
        }
        follow();
      }
    }
  }

  /// The collection of a name, or null.
  public CollectionState find(String name) {
    return collections.get(name);
  }

  /// All collections.
  public List<CollectionState> collections() {
    return List.copyOf(collections.values());
  }

  /// Reads.
  public Reader reader() {
    return reader;
  }

  /// The sequence number of the last commit that is known.
  public long lastSequence() {
    return state.lastSequence();
  }

  /// What the store counts and holds.
  public StoreStatistics storeStatistics() {
    return store.statistics();
  }

  /// Where the segments are.
  public Path segments() {
    return folder.segments();
  }

  /// What was found missing or damaged.
  public List<Damage> damages() {
    return List.copyOf(state.damages());
  }

  @Override
  public void close() {
    preloading.stop();
    state.closeRows();
    store.close();
  }
}
