package dev.perigee.cli.bench.limit;

import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One memory cgroup. Whoever makes it closes it; if the JVM ends first, its end does.
///
/// A process moves itself into the group before it becomes what it is to be, so that not a page of
/// it is charged elsewhere.
final class MemoryGroup implements Confinement.Cell {

  private static final String JOIN = "echo $$ >\"$0\" && exec \"$@\"";
  private static final long REMOVAL_NANOS_MAX = 20_000_000_000L;
  private static final long REMOVAL_PAUSE_NANOS = 20_000_000;

  private final Path folder;
  private final GroupVersion version;
  private final Thread removal = new Thread(this::remove, "memory group removal");

  /// @param folder of the group, which exists
  MemoryGroup(Path folder, GroupVersion version) {
    this.folder = folder;
    this.version = version;
    Runtime.getRuntime().addShutdownHook(removal);
  }

  /// Sets the limit, of swap as well where the kernel knows one.
  ///
  /// @throws StorageException if the system refuses
  void limit(long bytes) {
    write(version.limit(), bytes);
    if (Files.exists(folder.resolve(version.swap()))) {
      write(version.swap(), version.swapLimit(bytes));
    }
  }

  private void write(String file, long value) {
    Path path = folder.resolve(file);
    try {
      Files.writeString(path, Long.toString(value));
    } catch (IOException e) {
      throw new StorageException("cannot write " + value + " to " + path, e);
    }
  }

  @Override
  public List<String> confine(List<String> command) {
    List<String> confined = new ArrayList<>(List.of("sh", "-c", JOIN));
    confined.add(folder.resolve(GroupVersion.PROCESSES).toString());
    confined.addAll(command);
    return confined;
  }

  @Override
  public long peakBytes() {
    try {
      return Long.parseLong(Files.readString(folder.resolve(version.peak())).strip());
    } catch (IOException | NumberFormatException _) {
      return -1; // kernels before 5.19 do not tell in version 2
    }
  }

  @Override
  public boolean hasKilled() {
    try {
      return Files.readAllLines(folder.resolve(version.events())).stream()
          .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
    } catch (IOException _) {
      return false; // kernels before 4.13 do not tell; the exit code does
    }
  }

  @Override
  public void close() {
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException _) {
      return; // the JVM is ending and removes the group itself
    }
    remove();
  }

  /// Kills whoever is inside, and tries again until they are gone: a process that waits for a page
  /// dies when it has got it.
  private void remove() {
    long start = System.nanoTime();
    while (true) {
      try {
        killAll();
        Files.deleteIfExists(folder);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - start > REMOVAL_NANOS_MAX) {
          throw new StorageException("cannot remove the memory group " + folder, e);
        }
        LockSupport.parkNanos(REMOVAL_PAUSE_NANOS);
      }
    }
  }

  private void killAll() throws IOException {
    Path processes = folder.resolve(GroupVersion.PROCESSES);
    if (!Files.exists(processes)) {
      return;
    }
    for (String id : Files.readAllLines(processes)) {
      ProcessHandle.of(Long.parseLong(id)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
