package dev.perigee.embed.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativePlatformTest {

  @ParameterizedTest
  @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, aarch64", "Windows 11, amd64"})
  void theLibrariesLieWhereTheyAreLookedFor(String os, String architecture) {
    NativePlatform platform = NativePlatform.of(os, architecture);
    assertThat(Stream.of(platform.onnxRuntime(), platform.tokenizers()).flatMap(l -> l.stream()))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            name -> assertThat(NativePlatformTest.class.getResource("/" + name)).isNotNull());
  }

  @Test
  void anotherMachineIsNamed() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> NativePlatform.of("Mac OS X", "x86_64"))
        .withMessageEndingWith("got Mac OS X x86_64");
  }
}
