package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntMatrixTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"groundtruth.ivecs", "gt_ids_dists.bin", "gt_ids_only.ibin"})
  void readsTheNearestRowsFromEveryKindOfGroundTruth(String name) {
    float[][] base = Fixtures.floats("base.fbin");
    float[][] queries = Fixtures.floats("query.fbin");
    try (IntMatrix truth = IntMatrix.open(Fixtures.copy(name, folder))) {
      assertThat(truth.rows()).isEqualTo(50);
      assertThat(truth.columns()).isEqualTo(100);
      long[] neighbours = new long[100];
      for (int query = 0; query < 50; query++) {
        truth.readRow(query, neighbours);
        double last = 0;
        for (int rank = 0; rank < 100; rank++) {
          assertThat(truth.get(query, rank)).isEqualTo(neighbours[rank]);
          double distance = squared(queries[query], base[(int) neighbours[rank]]);
          assertThat(distance).isGreaterThanOrEqualTo(last - 1e-4);
          last = distance;
        }
      }
    }
  }

  @Test
  void readsDistancesWhereTheSizeLeavesRoomForThem() {
    float[][] base = Fixtures.floats("base.fbin");
    float[][] queries = Fixtures.floats("query.fbin");
    try (IntMatrix truth = IntMatrix.open(Fixtures.copy("gt_ids_dists.bin", folder));
        IntMatrix bare = IntMatrix.open(Fixtures.copy("gt_ids_only.ibin", folder))) {
      assertThat(truth.hasDistances()).isTrue();
      for (int query = 0; query < 50; query++) {
        for (int rank = 0; rank < 100; rank++) {
          double expected = squared(queries[query], base[(int) truth.get(query, rank)]);
          assertThat(Math.abs(truth.distance(query, rank) - expected)).isLessThan(1e-3);
        }
      }
      assertThat(bare.hasDistances()).isFalse();
      assertThatThrownBy(() -> bare.distance(0, 0)).isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> truth.distance(50, 0)).isInstanceOf(InvalidRequestException.class);
    }
  }

  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ids.ibin", "ids_i8.npy"})
  void readsAColumnOfIds(String name) {
    try (IntMatrix ids = IntMatrix.open(Fixtures.copy(name, folder))) {
      assertThat(ids.rows()).isEqualTo(1000);
      assertThat(ids.columns()).isEqualTo(1);
      long first = ids.get(0, 0);
      long step = ids.get(1, 0) - first;
      for (int row = 0; row < 1000; row++) {
        assertThat(ids.get(row, 0)).isEqualTo(first + row * step);
      }
    }
  }

  @Test
  void readsBytesAsWholeNumbers() {
    try (IntMatrix unsigned = IntMatrix.open(Fixtures.copy("base.u8bin", folder));
        IntMatrix vecs = IntMatrix.open(Fixtures.copy("base.bvecs", folder));
        IntMatrix signed = IntMatrix.open(Fixtures.copy("base.i8bin", folder));
        VectorFile floats = VectorFile.open(Fixtures.copy("base.bvecs", folder))) {
      long highest = 0;
      long lowest = 0;
      for (int row = 0; row < 1000; row++) {
        float[] expected = Fixtures.read(floats, row);
        for (int column = 0; column < 32; column++) {
          assertThat(unsigned.get(row, column)).isEqualTo((long) expected[column]);
          assertThat(vecs.get(row, column)).isEqualTo((long) expected[column]);
          highest = Math.max(highest, unsigned.get(row, column));
          lowest = Math.min(lowest, signed.get(row, column));
        }
      }
      assertThat(highest).isGreaterThan(127);
      assertThat(lowest).isNegative();
    }
  }

  @Test
  void readsEveryWidthAndSignOfNumpy() {
    assertThat(only("|u1", 0xFF)).isEqualTo(255);
    assertThat(only("|i1", 0xFF)).isEqualTo(-1);
    assertThat(only("<u2", 0xFE, 0xFF)).isEqualTo(65_534);
    assertThat(only("<i2", 0xFE, 0xFF)).isEqualTo(-2);
    assertThat(only(">i2", 0xFE, 0xFF)).isEqualTo(-257);
    assertThat(only("=u4", 1, 0, 0, 0x80)).isEqualTo(0x8000_0001L);
    assertThat(only("i4", 1, 0, 0, 0x80)).isEqualTo(Integer.MIN_VALUE + 1);
    assertThat(only(">i8", 0, 0, 0, 0, 0, 0, 1, 2)).isEqualTo(258);
    assertThat(only("<u8", 2, 1, 0, 0, 0, 0, 0, 0)).isEqualTo(258);
    assertThatThrownBy(() -> only("<u8", 0, 0, 0, 0, 0, 0, 0, 0x80))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("9223372036854775808");
  }

  private long only(String descr, int... data) {
    byte[] bytes = NpyLayoutTest.npy(descr, "False", "(1,)", data.length);
    for (int i = 0; i < data.length; i++) {
      bytes[bytes.length - data.length + i] = (byte) data[i];
    }
    try (IntMatrix matrix = IntMatrix.open(Fixtures.write(folder.resolve("one.npy"), bytes))) {
      long[] row = new long[1];
      matrix.readRow(0, row);
      assertThat(matrix.get(0, 0)).isEqualTo(row[0]);
      return row[0];
    }
  }

  @Test
  void refusesVectorsAndDamage() {
    assertThatThrownBy(() -> IntMatrix.open(Fixtures.copy("query.fbin", folder)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("VectorFile");
    byte[] both = Fixtures.bytes("gt_ids_dists.bin");
    for (int length : new int[] {0, 7, 8, both.length - 4, both.length + 8}) {
      Path path = Fixtures.write(folder.resolve("gt.bin"), Arrays.copyOf(both, length));
      assertThatThrownBy(() -> IntMatrix.open(path)).isInstanceOf(CorruptionException.class);
    }
    byte[] ivecs = Fixtures.bytes("groundtruth.ivecs");
    Fixtures.littleEndian(ivecs).putInt(404, 99);
    try (IntMatrix matrix = IntMatrix.open(Fixtures.write(folder.resolve("a.ivecs"), ivecs))) {
      assertThatThrownBy(() -> matrix.get(1, 0)).isInstanceOf(CorruptionException.class);
      assertThatThrownBy(() -> matrix.readRow(1, new long[100]))
          .isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void checksItsArgumentsAndKnowsThatItIsClosed() {
    IntMatrix matrix = IntMatrix.open(Fixtures.copy("groundtruth.ivecs", folder));
    assertThatThrownBy(() -> matrix.get(0, 100)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> matrix.get(0, -1)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> matrix.get(50, 0)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> matrix.readRow(0, new long[99]))
        .isInstanceOf(InvalidRequestException.class);
    matrix.close();
    matrix.close();
    assertThatThrownBy(() -> matrix.get(0, 0)).isInstanceOf(ClosedException.class);
  }
}
