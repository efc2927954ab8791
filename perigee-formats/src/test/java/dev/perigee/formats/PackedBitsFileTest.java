package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packed bits in a bbin, of which others wrote one as `numpy.packbits` does.
final class PackedBitsFileTest {

  private static final String FIRST = "1101000011010000110100010000000011000";
  private static final String LAST = "1011111001111111011010110010111001011";

  @TempDir private Path folder;

  private static String bits(VectorFile file, long row) {
    byte[] packed = Fixtures.raw(file, row);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < file.dimension(); i++) {
      text.append(packed[i / 8] >> (i % 8) & 1);
    }
    return text.toString();
  }

  @Test
  void readsBitsInTheirOrder() {
    try (VectorFile file = VectorFile.open(Fixtures.copy("bits100.bbin", folder))) {
      assertThat(file.count()).isEqualTo(100);
      assertThat(file.dimension()).isEqualTo(37);
      assertThat(file.elementType()).isEqualTo(ElementType.BIT);
      assertThat(bits(file, 0)).isEqualTo(FIRST);
      assertThat(bits(file, 99)).isEqualTo(LAST);
      float[] floats = Fixtures.read(file.asF32(), 99);
      double[] doubles = new double[37];
      file.readDoubles(99, doubles);
      for (int i = 0; i < 37; i++) {
        assertThat(floats[i]).isEqualTo(LAST.charAt(i) - '0');
        assertThat(doubles[i]).isEqualTo(LAST.charAt(i) - '0');
      }
    }
  }

  @Test
  void writesByteForByteWhatOthersWrote() throws Exception {
    Path copy = folder.resolve("copy.bbin");
    Path ofFloats = folder.resolve("floats.bbin");
    try (VectorFile file = VectorFile.open(Fixtures.copy("bits100.bbin", folder));
        VectorFileWriter writer = VectorFileWriter.create(copy, 37);
        VectorFileWriter floats = VectorFileWriter.create(ofFloats, 37)) {
      writer.writeAll(file);
      writer.finish();
      floats.writeAll(file.asF32());
      assertThatThrownBy(() -> floats.write(new float[37 - 1]))
          .isInstanceOf(InvalidRequestException.class);
      float[] two = new float[37];
      two[5] = 2;
      assertThatThrownBy(() -> floats.write(two))
          .hasMessage("component 5: expected 0 or 1, got 2.0");
      floats.finish();
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(Fixtures.bytes("bits100.bbin"));
    assertThat(Files.readAllBytes(ofFloats)).isEqualTo(Fixtures.bytes("bits100.bbin"));
  }

  @Test
  void whatCannotBeIsRefused() {
    byte[] bytes = Fixtures.bytes("bits100.bbin");
    Path shorter = Fixtures.write(folder.resolve("a.bbin"), Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> VectorFile.open(shorter)).isInstanceOf(CorruptionException.class);
    byte[] set = bytes.clone();
    set[8 + 4] |= 1;
    Path behind = Fixtures.write(folder.resolve("b.bbin"), set);
    try (VectorFile file = VectorFile.open(behind)) {
      assertThatThrownBy(() -> Fixtures.raw(file, 0))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("b.bbin at byte 12: expected zeros behind the 37 bits of row 0");
    }
    assertThatThrownBy(() -> IntMatrix.open(behind))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("packed bits");
  }
}
