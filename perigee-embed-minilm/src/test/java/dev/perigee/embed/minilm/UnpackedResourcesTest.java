package dev.perigee.embed.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedResourcesTest {

  private static final String RESOURCE = "all-minilm-l6-v2-q-tokenizer.json";

  @TempDir Path folder;

  @Test
  void aFileHasTheBytesOfItsResource() throws IOException {
    Path file = UnpackedResources.unpack(folder, "part", List.of(RESOURCE)).resolve(RESOURCE);
    try (var resource = getClass().getResourceAsStream("/" + RESOURCE)) {
      assertThat(file).hasBinaryContent(resource.readAllBytes());
    }
  }

  @Test
  void aTornFileIsReplaced() throws IOException {
    Path file = UnpackedResources.unpack(folder, "part", List.of(RESOURCE)).resolve(RESOURCE);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[100]);
    assertThat(UnpackedResources.unpack(folder, "part", List.of(RESOURCE)).resolve(RESOURCE))
        .isEqualTo(file)
        .hasBinaryContent(whole);
  }

  @Test
  void aRelativeFolderBecomesAbsolute() {
    Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
    assertThat(UnpackedResources.unpack(relative, "part", List.of(RESOURCE))).isAbsolute();
  }

  @Test
  void aMissingResourceIsNamed() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> UnpackedResources.unpack(folder, "part", List.of("no/such")))
        .havingCause()
        .withMessageContaining("no/such");
  }
}
