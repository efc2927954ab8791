package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What files without a magic number are taken for by their size.
final class DatasetFormTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "query.fbin, BIN_OF_4",
    "base.f16bin, BIN_OF_2",
    "base.u8bin, BIN_OF_1",
    "base.i8bin, BIN_OF_1",
    "bits100.bbin, BIN_OF_BITS",
    "ids.ibin, BIN_OF_4",
    "gt_ids_dists.bin, BIN_OF_IDS_AND_DISTANCES",
    "gt_ids_only.ibin, BIN_OF_4",
    "query.fvecs, VECS_OF_4",
    "groundtruth.ivecs, VECS_OF_4",
    "base.bvecs, VECS_OF_1"
  })
  void contentTellsTheFormWhateverTheName(String name, DatasetForm form) {
    byte[] bytes = Fixtures.bytes(name);
    assertThat(DatasetForm.of(Fixtures.write(folder.resolve("x"), bytes))).containsExactly(form);
    Path cut = Fixtures.write(folder.resolve("y"), Arrays.copyOf(bytes, bytes.length - 3));
    assertThat(DatasetForm.of(cut)).isEmpty();
  }

  @Test
  void otherFilesHaveNone() {
    assertThat(DatasetForm.of(Fixtures.copy("query_f4_v2.npy", folder))).isEmpty();
    byte[] text =
        "a text that is no data set at all, in two\nlines".getBytes(StandardCharsets.UTF_8);
    assertThat(DatasetForm.of(Fixtures.write(folder.resolve("t.fbin"), text))).isEmpty();
    assertThat(DatasetForm.of(Fixtures.write(folder.resolve("e.fbin"), new byte[0]))).isEmpty();
  }

  @Test
  void headersOfNumpyAreTold() {
    assertThat(NpyDescription.of(Fixtures.copy("query_f4_v2.npy", folder)))
        .isEqualTo(new NpyDescription(2, "<f4", false, List.of(50L, 32L)));
    assertThat(NpyDescription.of(Fixtures.copy("query_f2_big_fortran.npy", folder)))
        .extracting(NpyDescription::descr, NpyDescription::byColumn)
        .containsExactly(">f2", true);
  }

  @Test
  void numbersOf64BitsAreWritten() {
    Path path = folder.resolve("ids.npy");
    long[] row = {1L << 60, -5};
    try (IntMatrixWriter writer =
        IntMatrixWriter.create(path, DatasetKind.NPY, ComponentType.I64, 2)) {
      writer.write(row);
      writer.write(new int[] {7, -8});
      writer.finish();
    }
    try (IntMatrix matrix = IntMatrix.open(path)) {
      assertThat(matrix.storedType()).isEqualTo(ComponentType.I64);
      assertThat(matrix.get(0, 0)).isEqualTo(1L << 60);
      assertThat(matrix.get(1, 1)).isEqualTo(-8);
    }
  }
}
