package dev.perigee.db.engine;

import dev.perigee.error.ConflictException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The folder of a database, and the lock of who writes to it.
///
/// ```
/// LOCK       held by the process that writes; says which it is
/// store/     records, vectors that are in no segment yet, the manifest
/// segments/  indexes of vectors and the times of their rows
/// ```
public final class EngineFolder implements AutoCloseable {

  private static final String LOCK = "LOCK";

  /// What this process has locked. When any channel of a file is closed, the operating system takes
  /// back all locks that the process has on it; so that of a held folder is not opened again.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path held;
  private final FileChannel channel;
  private final FileLock lock;

  private EngineFolder(Path path, Path held, FileChannel channel, FileLock lock) {
    this.path = path;
    this.held = held;
    this.channel = channel;
    this.lock = lock;
  }

  /// Locks a folder; makes it if there is none.
  ///
  /// @throws ConflictException if another process, or this one, holds the lock
  public static EngineFolder forWriting(Path path) {
    FileChannel channel = null;
    Path held = null;
    try {
      Files.createDirectories(path.resolve("store"));
      Files.createDirectories(path.resolve("segments"));
      Path real = path.toRealPath();
      if (!HELD.add(real)) {
        throw heldBy(path, "process %d, this one,".formatted(ProcessHandle.current().pid()));
      }
      held = real;
      channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw heldBy(path, holder(channel));
      }
      String me =
          "process %d since %s\n".formatted(ProcessHandle.current().pid(), java.time.Instant.now());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(me.getBytes(StandardCharsets.UTF_8)), 0);
      return new EngineFolder(path, real, channel, lock);
    } catch (IOException e) {
      giveUp(channel, held);
      throw new StorageException("could not open the database " + path, e);
    } catch (RuntimeException e) {
      giveUp(channel, held);
      throw e;
    }
  }

  /// A folder to read, which somebody else may be writing to.
  ///
  /// @throws NotFoundException if it holds no database
  public static EngineFolder forReading(Path path) {
    if (!Files.isDirectory(path.resolve("store"))) {
      throw new NotFoundException("folder: expected a database, got none at " + path);
    }
    return new EngineFolder(path, null, null, null);
  }

  private static ConflictException heldBy(Path path, String holder) {
    return new ConflictException(
        "folder %s: expected nobody else to write to it, but %s does".formatted(path, holder));
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // it is this process
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(200);
    int length = channel.read(text, 0);
    return length <= 0
        ? "another process"
        : new String(text.array(), 0, length, StandardCharsets.UTF_8).strip();
  }

  private static void giveUp(FileChannel channel, Path held) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // the first failure is the one to report
    } finally {
      if (held != null) {
        HELD.remove(held);
      }
    }
  }

  /// The folder itself.
  public Path path() {
    return path;
  }

  /// Where the store is.
  public Path store() {
    return path.resolve("store");
  }

  /// Where the segments are.
  public Path segments() {
    return path.resolve("segments");
  }

  @Override
  public void close() {
    if (lock == null) {
      return;
    }
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new StorageException("could not unlock " + path, e);
    } finally {
      HELD.remove(held);
    }
  }
}
