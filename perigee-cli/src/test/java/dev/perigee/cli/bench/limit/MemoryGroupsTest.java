package dev.perigee.cli.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Groups in a folder that looks like the kernel's. Its files do not vanish with their folder as
/// the kernel's do, so a test deletes them before it closes a group.
final class MemoryGroupsTest {

  @TempDir private Path root;
  private Path drop;

  @BeforeEach
  void makePageCache() throws IOException {
    drop = Files.createFile(root.resolve("drop_caches"));
  }

  private MemoryGroups groups() {
    return new MemoryGroups(root, new PageCache(drop));
  }

  private Path version1() throws IOException {
    Path memory = Files.createDirectory(root.resolve("memory"));
    Files.writeString(memory.resolve("memory.limit_in_bytes"), "9223372036854771712");
    return memory;
  }

  private void version2(String controllers) throws IOException {
    Files.writeString(root.resolve("cgroup.subtree_control"), controllers + "\n");
  }

  private static Path onlyGroupOf(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith("perigee-bench-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void empty(Path group) throws IOException {
    try (Stream<Path> files = Files.list(group)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void limitsInTheHierarchyOfVersion1() throws IOException {
    Path memory = version1();
    groups().require();
    try (Confinement.Cell cell = groups().begin(123_456)) {
      Path group = onlyGroupOf(memory);
      assertThat(group.resolve("memory.limit_in_bytes")).hasContent("123456");
      assertThat(drop).hasContent("1");
      assertThat(cell.peakBytes()).isNegative();
      Files.writeString(group.resolve("memory.max_usage_in_bytes"), "99\n");
      assertThat(cell.peakBytes()).isEqualTo(99);
      Files.writeString(
          group.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n");
      assertThat(cell.hasKilled()).isFalse();
      Files.writeString(group.resolve("memory.oom_control"), "oom_kill_disable 0\noom_kill 2\n");
      assertThat(cell.hasKilled()).isTrue();
      empty(group);
    }
    assertThat(memory).isDirectoryNotContaining("glob:**perigee-bench-*");
  }

  @Test
  void limitsInTheHierarchyOfVersion2() throws IOException {
    version2("cpu io memory pids");
    groups().require();
    try (Confinement.Cell cell = groups().begin(123_456)) {
      Path group = onlyGroupOf(root);
      assertThat(group.resolve("memory.max")).hasContent("123456");
      Files.writeString(group.resolve("memory.peak"), "77\n");
      assertThat(cell.peakBytes()).isEqualTo(77);
      Files.writeString(group.resolve("memory.events"), "oom 1\noom_kill 1\noom_group_kill 0\n");
      assertThat(cell.hasKilled()).isTrue();
      empty(group);
    }
    assertThat(root).isDirectoryNotContaining("glob:**perigee-bench-*");
  }

  @Test
  void leavesNoSwapToEither() throws IOException {
    for (GroupVersion version : GroupVersion.values()) {
      Path folder = Files.createDirectory(root.resolve(version.name()));
      Path swap = Files.createFile(folder.resolve(version.swap()));
      MemoryGroup group = new MemoryGroup(folder, version);
      group.limit(5_000);
      assertThat(swap).hasContent(version == GroupVersion.V1 ? "5000" : "0");
      empty(folder);
      group.close();
    }
  }

  @Test
  void aProcessJoinsBeforeItBecomesWhatItIs() throws Exception {
    Path folder = Files.createDirectory(root.resolve("group"));
    MemoryGroup group = new MemoryGroup(folder, GroupVersion.V2);
    Process process =
        new ProcessBuilder(group.confine(List.of("sh", "-c", "echo \"$1 $$\"", "x", "a b")))
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    String joined = Files.readString(folder.resolve("cgroup.procs")).strip();
    assertThat(said).isEqualTo("a b " + joined);
    empty(folder);
    group.close();
  }

  @Test
  void closingKillsWhoIsInside() throws Exception {
    Path folder = Files.createDirectory(root.resolve("group"));
    Process process = new ProcessBuilder("sleep", "600").start();
    Files.writeString(folder.resolve("cgroup.procs"), process.pid() + "\n");
    Thread closer = Thread.ofPlatform().start(new MemoryGroup(folder, GroupVersion.V2)::close);
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    empty(folder);
    closer.join();
    assertThat(folder).doesNotExist();
  }

  @Test
  void refusesWhereThereAreNoGroups() {
    assertThatThrownBy(() -> groups().require())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(MemoryGroups.NEED);
  }

  @Test
  void refusesWhereVersion2HasNoMemory() throws IOException {
    version2("cpu memory_not");
    assertThatThrownBy(() -> groups().require())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("+memory");
  }

  @Test
  void refusesWhereNoGroupCanBeMade() throws IOException {
    Path memory = version1();
    Files.createFile(memory.resolve("perigee-bench-" + ProcessHandle.current().pid() + "-1"));
    assertThatThrownBy(() -> groups().require())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no cgroup: ");
  }

  @Test
  void refusesWhereThePageCacheCannotBeDropped() throws IOException {
    Path memory = version1();
    Files.delete(drop);
    assertThatThrownBy(() -> groups().require())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("drop_caches");
    assertThat(memory).isDirectoryNotContaining("glob:**perigee-bench-*");
  }

  @Test
  void aLimitThatIsRefusedSaysWhere() throws IOException {
    Path folder = Files.createDirectory(root.resolve("group"));
    Files.createDirectory(folder.resolve("memory.max"));
    MemoryGroup group = new MemoryGroup(folder, GroupVersion.V2);
    assertThatThrownBy(() -> group.limit(1))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("memory.max");
    empty(folder);
    group.close();
  }
}
