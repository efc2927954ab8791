package dev.perigee.store;

import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/// Loads RocksDB's native code.
///
/// RocksDB unpacks it, 17 MB, to a file that it deletes when the JVM ends in peace; each JVM that
/// is killed would leave one behind. So the file is deleted as soon as it is loaded.
final class RocksLibrary {

  private static boolean loaded;

  private RocksLibrary() {}

  /// @throws StorageException if there is no room for it
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("perigee-rocksdb");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new StorageException("unpacking the native code of RocksDB", e);
    }
    RocksDB.loadLibrary(); // finds it loaded
    loaded = true;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
