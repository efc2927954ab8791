package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetKindTest {

  @ParameterizedTest
  @CsvSource({
    "x.fbin,FBIN",
    "deep/x.base.1B.u8bin.crop_nb_10000000,U8BIN",
    "X.F16BIN,F16BIN",
    "x.npy.fvecs,FVECS",
    ".ibin,IBIN"
  })
  void isToldByTheName(String name, DatasetKind kind) {
    assertThat(DatasetKind.of(Path.of(name))).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "fbin", "x.fbin.gz", "x.fbin.tmp", "x.fbin.crop_nb_", "x.bin", "/", "x."})
  void isNotGuessed(String name) {
    assertThatThrownBy(() -> DatasetKind.of(Path.of(name)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("fbin, f16bin, u8bin");
  }

  @Test
  void isListedCompletelyInMessages() {
    for (DatasetKind kind : DatasetKind.values()) {
      assertThat(DatasetKind.SUPPORTED.split(", ")).contains(kind.extension());
    }
  }
}
