package dev.perigee.cli.bench.limit;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The pages of files that the kernel keeps.
final class PageCache {

  /// Drops clean pages that nobody has mapped when a 1 is written to it.
  static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

  private final Path drop;

  PageCache(Path drop) {
    this.drop = drop;
  }

  /// @throws InvalidRequestException if this process may not drop it
  void require() {
    if (!Files.isWritable(drop)) {
      throw InvalidRequestException.of("memory limit", MemoryGroups.NEED, drop + " not writable");
    }
  }

  /// Writes out what is dirty, which would stay otherwise, and drops what is clean.
  ///
  /// @throws StorageException if the system refuses
  void drop() {
    try {
      int code = new ProcessBuilder("sync").inheritIO().start().waitFor();
      if (code != 0) {
        throw new IOException("sync ended with " + code);
      }
      Files.writeString(drop, "1");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted", new InterruptedIOException());
    } catch (IOException e) {
      throw new StorageException("cannot drop the page cache", e);
    }
  }
}
