package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files whose header or size is wrong are refused with the offset of the damage.
class VectorFileDamageTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"query.fbin", "query.fvecs", "base.f16bin", "query_f8.npy"})
  void refusesFilesThatAreTooShortOrTooLong(String name) {
    byte[] whole = Fixtures.bytes(name);
    for (int length : new int[] {0, 1, 3, 7, 9, 100, whole.length - 1, whole.length + 1}) {
      Path path = Fixtures.write(folder.resolve(name), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> VectorFile.open(path))
          .as("%s cut to %d bytes", name, length)
          .isInstanceOf(CorruptionException.class)
          .hasMessageStartingWith(path + " at byte ");
    }
  }

  @Test
  void namesTheOffsetWhereTheFileEndsOrShouldEnd() {
    byte[] whole = Fixtures.bytes("query.fbin");
    assertCorrupt("a.fbin", Arrays.copyOf(whole, 100), 100);
    assertCorrupt("a.fbin", Arrays.copyOf(whole, whole.length + 5), whole.length);
    // A row takes 132 bytes, so that 6500 bytes end inside row 49.
    assertCorrupt("a.fvecs", Arrays.copyOf(Fixtures.bytes("query.fvecs"), 6500), 49 * 132);
  }

  @Test
  void refusesShapesThatOverflowOrExceedTheLimits() {
    assertCorrupt("a.fbin", header(-1, -1, 0), 8);
    // 2^31 rows of 2^31 numbers of 4 bytes are 2^64 bytes: zero, if multiplied carelessly.
    assertCorrupt("a.fbin", header(1 << 31, 1 << 31, 0), 8);
    assertCorrupt("a.fbin", header(5, 0, 0), 4);
    assertCorrupt("a.fvecs", header(0, 0, 0), 0);
    assertCorrupt("a.fvecs", header(-1, 0, 0), 0);
    Path wide = Fixtures.write(folder.resolve("a.u8bin"), header(1, 65_537, 65_537));
    assertThatThrownBy(() -> VectorFile.open(wide)).isInstanceOf(LimitExceededException.class);
    Path widest = Fixtures.write(folder.resolve("b.u8bin"), header(1, 65_536, 65_536));
    try (VectorFile file = VectorFile.open(widest)) {
      assertThat(file.dimension()).isEqualTo(65_536);
      assertThat(Fixtures.read(file, 0)).containsOnly(0f);
    }
  }

  private void assertCorrupt(String name, byte[] bytes, long offset) {
    Path path = Fixtures.write(folder.resolve(name), bytes);
    assertThatThrownBy(() -> VectorFile.open(path))
        .isInstanceOfSatisfying(
            CorruptionException.class,
            e -> {
              assertThat(e.source()).isEqualTo(path.toString());
              assertThat(e.offsetBytes()).isEqualTo(offset);
            });
  }

  private static byte[] header(int first, int second, int dataBytes) {
    byte[] bytes = new byte[8 + dataBytes];
    Fixtures.littleEndian(bytes).putInt(first).putInt(second);
    return bytes;
  }

  @Test
  void findsARowOfAnotherDimensionWhenItIsRead() {
    byte[] bytes = Fixtures.bytes("query.fvecs");
    Fixtures.littleEndian(bytes).putInt(20 * 132, 31);
    try (VectorFile file = VectorFile.open(Fixtures.write(folder.resolve("q.fvecs"), bytes))) {
      assertThat(Fixtures.read(file, 19)).isEqualTo(Fixtures.floats("query.fbin")[19]);
      assertThatThrownBy(() -> Fixtures.read(file, 20))
          .isInstanceOfSatisfying(
              CorruptionException.class, e -> assertThat(e.offsetBytes()).isEqualTo(20 * 132));
    }
  }
}
