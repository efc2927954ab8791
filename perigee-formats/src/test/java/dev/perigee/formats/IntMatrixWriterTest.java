package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntMatrixWriterTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gt_ids_only.ibin", "groundtruth.ivecs", "ids.ibin"})
  void writesByteForByteWhatOthersWrote(String name) throws IOException {
    Path copy = folder.resolve("copy-of-" + name);
    copy(Fixtures.copy(name, folder), copy);
    assertThat(Files.readAllBytes(copy)).isEqualTo(Fixtures.bytes(name));
  }

  private static void copy(Path from, Path to) {
    try (IntMatrix original = IntMatrix.open(from);
        IntMatrixWriter writer = IntMatrixWriter.create(to, original.columns())) {
      int[] row = new int[original.columns()];
      for (long i = 0; i < original.rows(); i++) {
        for (int column = 0; column < row.length; column++) {
          row[column] = Math.toIntExact(original.get(i, column));
        }
        writer.write(row);
      }
      assertThat(writer.rows()).isEqualTo(original.rows());
      writer.finish();
    }
  }

  @Test
  void writesNumpyToo() throws IOException {
    Path npy = folder.resolve("gt.npy");
    Path back = folder.resolve("gt.ivecs");
    copy(Fixtures.copy("groundtruth.ivecs", folder), npy);
    copy(npy, back);
    assertThat(Files.readAllBytes(back)).isEqualTo(Fixtures.bytes("groundtruth.ivecs"));
  }

  @Test
  void dropsWhatIsNotFinishedAndChecksItsArguments() {
    Path path = folder.resolve("x.ibin");
    try (IntMatrixWriter writer = IntMatrixWriter.create(path, 2)) {
      writer.write(new int[] {1, 2});
      assertThatThrownBy(() -> writer.write(new int[3]))
          .isInstanceOf(InvalidRequestException.class);
    }
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(() -> IntMatrixWriter.create(folder.resolve("x.fbin"), 2))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> IntMatrixWriter.create(path, 0))
        .isInstanceOf(InvalidRequestException.class);
  }
}
