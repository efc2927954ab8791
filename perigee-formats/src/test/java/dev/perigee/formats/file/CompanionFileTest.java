package dev.perigee.formats.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompanionFileTest {

  @TempDir Path folder;

  private Path inside;
  private Path named;
  private Path secret;

  @BeforeEach
  void makeFolders() throws IOException {
    inside = Files.createDirectory(folder.resolve("inside"));
    named = Files.writeString(inside.resolve("named"), "named");
    secret = Files.writeString(folder.resolve("secret"), "secret");
  }

  private Path link(String name, Path target) throws IOException {
    try {
      return Files.createSymbolicLink(inside.resolve(name), target);
    } catch (UnsupportedOperationException e) {
      assumeTrue(false, "no symbolic links here");
      throw e;
    }
  }

  @Test
  void refusesALinkOutOfTheFolder() throws IOException {
    Path absolute = link("absolute", secret);
    Path relative = link("relative", Path.of("..", "secret"));
    Path twice = link("twice", Path.of("relative"));
    for (Path companion : new Path[] {absolute, relative, twice}) {
      assertThatThrownBy(() -> CompanionFile.exists(named, companion))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(companion.toString())
          .hasMessageContaining("a symbolic link that leads out of it");
    }
  }

  @Test
  void refusesANeighbourOfAFolderWhoseNameBeginsTheSame() throws IOException {
    Path beside = Files.createDirectory(folder.resolve("inside2"));
    Path companion = link("link", Files.writeString(beside.resolve("x"), "x"));
    assertThatThrownBy(() -> CompanionFile.require(named, companion))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void takesFilesAndLinksInsideTheFolder() throws IOException {
    Path file = Files.writeString(inside.resolve("file"), "file");
    Path link = link("link", Path.of("file"));
    assertThat(CompanionFile.exists(named, file)).isTrue();
    assertThat(CompanionFile.exists(named, link)).isTrue();
    assertThat(CompanionFile.exists(named, inside.resolve("none"))).isFalse();
    assertThatCode(() -> CompanionFile.require(named, inside.resolve("none")))
        .doesNotThrowAnyException();
  }

  /// What was asked for may be anywhere, and so may the folder.
  @Test
  void takesANamedFileAndAFolderThatAreLinksThemselves() throws IOException {
    Path asked = link("asked", secret);
    assertThatCode(() -> CompanionFile.require(asked, asked)).doesNotThrowAnyException();
    Path other = link("other", Path.of("."));
    assertThat(CompanionFile.exists(other.resolve("named"), other.resolve("named"))).isTrue();
    Files.writeString(inside.resolve("file"), "file");
    assertThat(CompanionFile.exists(other.resolve("named"), other.resolve("file"))).isTrue();
  }

  @Test
  void refusesAFolder() throws IOException {
    Path companion = Files.createDirectory(inside.resolve("folder"));
    assertThatThrownBy(() -> CompanionFile.exists(named, companion))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a regular file");
  }
}
