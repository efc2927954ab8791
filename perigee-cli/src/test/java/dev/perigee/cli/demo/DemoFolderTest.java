package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir private Path temp;

  private final List<String> notices = new ArrayList<>();

  @Test
  void aHalfWrittenFileIsNotSeenUnderItsName() throws IOException {
    DemoFolder folder = open();
    Files.writeString(folder.texts().resolveSibling(".glosses-7.tsv.x1.tmp"), "half of a li");

    String loaded =
        folder.loadOrMake(
            folder.texts(),
            () -> DemoFolder.readLines(folder.texts()).getFirst(),
            () -> DemoFolder.publish(folder.texts(), "whole\n"));

    assertThat(loaded).isEqualTo("whole");
    assertThat(notices).isEmpty();
  }

  @Test
  void onlyOldHiddenFilesAreClearedAway() throws IOException {
    Path abandoned = hidden(".glosses-7.fbin.a.tmp", Duration.ofHours(2));
    Path underWay = hidden(".glosses-7.fbin.b.tmp", Duration.ofMinutes(2));
    Path published = hidden("glosses-7.fbin", Duration.ofDays(9));

    open();

    assertThat(abandoned).doesNotExist();
    assertThat(underWay).exists();
    assertThat(published).exists();
  }

  @Test
  void publishingReplacesAndLeavesNothingElse() throws IOException {
    Path file = open().texts();
    DemoFolder.publish(file, "old\n");
    DemoFolder.publish(file, "new\n");
    assertThat(file).hasContent("new\n");
    try (var files = Files.list(temp)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFailedPublicationLeavesNothing() throws IOException {
    Path file = open().texts();
    Files.createDirectories(file.resolve("a folder in the way"));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> DemoFolder.publish(file, "text"));
    try (var files = Files.list(temp)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aDamagedFileIsToldAndMadeAgain() {
    DemoFolder folder = open();
    DemoFolder.publish(folder.texts(), "bad\n");
    String loaded =
        folder.loadOrMake(
            folder.texts(),
            () -> goodOrCorrupt(folder.texts()),
            () -> DemoFolder.publish(folder.texts(), "good\n"));
    assertThat(loaded).isEqualTo("good");
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("glosses-7.tsv is damaged and made again (")
        .doesNotContain("\n");
  }

  @Test
  void nativeCodeLiesWhereOnlyItsOwnerCanWrite() throws IOException {
    Files.createDirectories(temp.resolve("model"));
    boolean posix = temp.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.setPosixFilePermissions(
          temp.resolve("model"), PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Path model = open().model();
    assertThat(model).isDirectory();
    if (posix) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(model)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void theDefaultPlaceIsTheChosenOneOrAmongTheCaches() {
    Path home = temp.resolve("home");
    String xdg = temp.resolve("xdg").toString();
    assertThat(place(Map.of("PERIGEE_DATA", "here", "XDG_CACHE_HOME", xdg), "Linux", home))
        .isEqualTo(Path.of("here"));
    assertThat(place(Map.of("XDG_CACHE_HOME", xdg), "Linux", home))
        .isEqualTo(temp.resolve("xdg/perigee/demo"));
    assertThat(place(Map.of("PERIGEE_DATA", "", "XDG_CACHE_HOME", "relative"), "Linux", home))
        .isEqualTo(home.resolve(".cache/perigee/demo"));
    assertThat(place(Map.of(), "Mac OS X", home))
        .isEqualTo(home.resolve("Library/Caches/perigee/demo"));
  }

  private static Path place(Map<String, String> environment, String osName, Path home) {
    return DemoFolder.defaultRoot(environment, osName, home);
  }

  private static String goodOrCorrupt(Path file) {
    String line = DemoFolder.readLines(file).getFirst();
    if (!line.equals("good")) {
      throw new CorruptionException(file.toString(), 0, "expected good, got " + line);
    }
    return line;
  }

  private DemoFolder open() {
    return DemoFolder.open(temp, 7, NOW, notices::add);
  }

  private Path hidden(String name, Duration age) throws IOException {
    Path file = Files.writeString(temp.resolve(name), "content");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return file;
  }
}
