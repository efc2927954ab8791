package dev.perigee.cli.bench.limit;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Limits by memory cgroups of version 1 or 2, which count the page cache. Needs the right to make
/// such a group and to drop the page cache, which is root's.
public final class MemoryGroups implements Confinement {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /// Its error messages and its tests share this.
  static final String NEED =
      "Linux, a memory cgroup that may be made, and a page cache that may be dropped (as root, in a"
          + " container with --privileged)";

  private final Path root;
  private final PageCache pageCache;
  private final AtomicInteger made = new AtomicInteger();

  /// @param root where cgroups are mounted
  MemoryGroups(Path root, PageCache pageCache) {
    this.root = root;
    this.pageCache = pageCache;
  }

  /// The groups of this machine; nothing is made yet.
  public static MemoryGroups ofThisMachine() {
    return new MemoryGroups(CGROUPS, new PageCache(PageCache.DROP));
  }

  @Override
  public void require() {
    Place place = place();
    try {
      Path trial = folder(place);
      Files.createDirectory(trial);
      Files.delete(trial);
    } catch (IOException e) {
      throw InvalidRequestException.of("memory limit", NEED, "no cgroup: " + e);
    }
    pageCache.require();
  }

  @Override
  public Cell begin(long limitBytes) {
    Place place = place();
    Path folder = folder(place);
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new StorageException("cannot make the memory group " + folder, e);
    }
    MemoryGroup group = new MemoryGroup(folder, place.version);
    try {
      group.limit(limitBytes);
      pageCache.drop();
      return group;
    } catch (RuntimeException | Error e) {
      group.close();
      throw e;
    }
  }

  /// Where groups are made.
  private record Place(Path folder, GroupVersion version) {}

  private Place place() {
    Path first = root.resolve("memory");
    if (Files.exists(first.resolve(GroupVersion.V1.limit()))) {
      return new Place(first, GroupVersion.V1);
    }
    Path controllers = root.resolve("cgroup.subtree_control");
    try {
      if (List.of(Files.readString(controllers).strip().split(" ", -1)).contains("memory")) {
        return new Place(root, GroupVersion.V2);
      }
    } catch (IOException e) {
      throw InvalidRequestException.of("memory limit", NEED, "no cgroups: " + e);
    }
    throw InvalidRequestException.of(
        "memory limit", NEED, "no memory in " + controllers + " (write +memory to it)");
  }

  private Path folder(Place place) {
    String name = "perigee-bench-" + ProcessHandle.current().pid() + "-" + made.incrementAndGet();
    return place.folder.resolve(name);
  }
}
