package dev.perigee.store;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Opens RocksDB, for writing or for following a writer.
final class RocksOpening {

  /// Opening while a writer may be deleting files that the manifest, read just before, names.
  private static final String OPENING_TO_READ = "opening to read";

  private static final int ATTEMPTS_MAX = 20;
  private static final long PAUSE_NANOS = 5_000_000;

  private RocksOpening() {}

  /// The call that differs between the two.
  private interface Opener {
    RocksDB open(RocksSettings settings, String folder, List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  static RocksStore open(StoreOptions options) {
    if (options.create()) {
      createFolder(options.folder());
    } else {
      checkIsStore(options.folder());
    }
    return open(
        options,
        false,
        RocksErrors.OPENING,
        (settings, folder, handles) ->
            RocksDB.open(settings.database(), folder, settings.families(), handles));
  }

  static RocksStore openReadOnly(StoreOptions options, Path secondaryFolder) {
    Arguments.given("secondaryFolder", secondaryFolder);
    checkIsStore(options.folder());
    createFolder(secondaryFolder);
    String notes = secondaryFolder.toAbsolutePath().toString();
    for (int attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        return openSecondary(options, notes, OPENING_TO_READ);
      } catch (StorageException e) {
        if (!RocksErrors.isMissingFile(e)) {
          throw e;
        }
        LockSupport.parkNanos(attempt * PAUSE_NANOS);
      }
    }
    // nobody replaces files all the time: one that is missing still is missing
    return openSecondary(options, notes, RocksErrors.OPENING);
  }

  private static RocksStore openSecondary(StoreOptions options, String notes, String doing) {
    return open(
        options,
        true,
        doing,
        (settings, folder, handles) ->
            RocksDB.openAsSecondary(
                settings.database(), folder, notes, settings.families(), handles));
  }

  private static RocksStore open(
      StoreOptions options, boolean readOnly, String doing, Opener opener) {
    Path folder = options.folder().toAbsolutePath();
    RocksSettings settings = new RocksSettings(options, readOnly);
    try {
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB database = opener.open(settings, folder.toString(), handles);
      Map<Table, ColumnFamilyHandle> tables = new HashMap<>();
      for (int i = 0; i < options.tables().size(); i++) {
        tables.put(options.tables().get(i), handles.get(i + 1)); // the first is RocksDB's own
      }
      return new RocksStore(folder, readOnly, settings, database, tables, handles.getFirst());
    } catch (RocksDBException e) {
      settings.close();
      throw RocksErrors.translate(doing, folder, e);
    }
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StorageException("making folder " + folder, e);
    }
  }

  private static void checkIsStore(Path folder) {
    if (!Files.exists(folder.resolve("CURRENT"))) {
      throw InvalidRequestException.of("folder", "a store", folder);
    }
  }
}
