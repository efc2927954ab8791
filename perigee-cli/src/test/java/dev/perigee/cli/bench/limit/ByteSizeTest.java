package dev.perigee.cli.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "307000000, 307000000",
    "307MB, 307000000",
    "307 mb, 307000000",
    "300MiB, 314572800",
    "64m, 67108864",
    "2k, 2048",
    "2kB, 2000",
    "1.5GB, 1500000000",
    "1.5GiB, 1610612736",
    "7b, 7",
    "9223372036854775807, 9223372036854775807"
  })
  void readsWhatPeopleWrite(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MB", "0", "0.1", "-1", "1e9", "1XB", "1Mbit", "1 m m", "9223372036854775808"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("307MB");
  }
}
