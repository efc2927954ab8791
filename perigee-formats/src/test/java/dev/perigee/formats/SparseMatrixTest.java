package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.PerigeeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sparse.csr` has 100 rows x 32 with four entries each.
class SparseMatrixTest {

  private static final int ROWS = 100;
  private static final int ENTRIES = 400;
  private static final int COLUMNS_AT = 24 + (ROWS + 1) * 8;

  @TempDir Path folder;

  @Test
  void readsColumnsAndValuesOfEachRow() {
    ByteBuffer bytes = Fixtures.littleEndian(Fixtures.bytes("sparse.csr"));
    try (SparseMatrix matrix = SparseMatrix.open(Fixtures.copy("sparse.csr", folder))) {
      assertThat(matrix.rows()).isEqualTo(ROWS);
      assertThat(matrix.columns()).isEqualTo(32);
      assertThat(matrix.entries()).isEqualTo(ENTRIES);
      for (int row = 0; row < ROWS; row++) {
        int[] columns = matrix.columns(row);
        float[] values = matrix.values(row);
        assertThat(matrix.count(row)).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
          int at = COLUMNS_AT + (4 * row + i) * 4;
          assertThat(columns[i]).isEqualTo(bytes.getInt(at));
          assertThat(values[i]).isEqualTo(bytes.getFloat(at + ENTRIES * 4));
        }
      }
    }
  }

  @Test
  void refusesCountsThatContradictTheFile() {
    byte[] whole = Fixtures.bytes("sparse.csr");
    for (int length : new int[] {0, 23, 24, 100, whole.length - 1, whole.length + 1}) {
      Path path = Fixtures.write(folder.resolve("x.csr"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SparseMatrix.open(path)).isInstanceOf(CorruptionException.class);
    }
    for (int at : new int[] {0, 16}) {
      for (long number : new long[] {-1, 0, 1L << 61, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> SparseMatrix.open(damaged(at, number)))
            .isInstanceOf(CorruptionException.class);
      }
    }
    assertThatThrownBy(() -> SparseMatrix.open(damaged(8, -1)))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> SparseMatrix.open(damaged(8, 1L << 31)))
        .isInstanceOf(LimitExceededException.class);
  }

  @Test
  void refusesRowsThatAreNotThere() {
    for (long number : new long[] {-1, 401, 37, Long.MAX_VALUE, Long.MIN_VALUE}) {
      try (SparseMatrix matrix = SparseMatrix.open(damaged(24 + 8, number))) {
        assertThatThrownBy(() -> matrix.columns(0)).isInstanceOf(CorruptionException.class);
        assertThatThrownBy(() -> matrix.values(1)).isInstanceOf(CorruptionException.class);
      }
    }
    try (SparseMatrix matrix = SparseMatrix.open(damaged(COLUMNS_AT, 32))) {
      assertThatThrownBy(() -> matrix.columns(0))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("expected a column below 32, got 32");
    }
  }

  private Path damaged(int at, long number) {
    byte[] bytes = Fixtures.bytes("sparse.csr");
    Fixtures.littleEndian(bytes).putLong(at, number);
    return Fixtures.write(folder.resolve("x.csr"), bytes);
  }

  @Test
  void damagedFilesGiveRowsOrAnError() {
    long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
    System.out.println("SparseMatrixTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int readable = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = Fixtures.bytes("sparse.csr");
      bytes[random.nextInt(random.nextBoolean() ? 240 : bytes.length)] ^=
          (byte) (1 << random.nextInt(8));
      Path path = Fixtures.write(folder.resolve("x.csr"), bytes);
      try (SparseMatrix matrix = SparseMatrix.open(path)) {
        for (long row = 0; row < matrix.rows(); row++) {
          assertThat(matrix.columns(row)).hasSize(matrix.values(row).length);
        }
        readable++;
      } catch (PerigeeException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining(path.toString());
      }
    }
    assertThat(readable).isBetween(20, 480);
  }

  @Test
  void checksRowsAndKnowsThatItIsClosed() {
    SparseMatrix matrix = SparseMatrix.open(Fixtures.copy("sparse.csr", folder));
    for (long row : new long[] {-1, ROWS, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> matrix.columns(row))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("row: expected 0 to 99, got " + row);
    }
    matrix.close();
    assertThatThrownBy(() -> matrix.columns(0)).isInstanceOf(ClosedException.class);
  }
}
