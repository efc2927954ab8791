package dev.perigee.formats.diskann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.formats.foreign.LoadedRows;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Codes of product quantization, decoded.
class CodesIndexTest {

  private static final DiskAnnOptions FLOATS = new DiskAnnOptions(ComponentType.F32, Metric.L2);

  @TempDir Path folder;

  private Path put(String name, byte[] bytes) {
    return FixtureBytes.write(folder.resolve(name), bytes);
  }

  private Path putCodes() {
    return put(
        "a_pq_compressed.bin",
        DiskAnnBytes.bytes(
            new byte[] {0, 0}, new byte[] {1, 0}, new byte[] {0, 1}, new byte[] {1, 1}));
  }

  private void assertDecodes(float[][] expected) {
    try (DiskAnnIndex index = DiskAnnIndex.open(folder.resolve("a_pq_compressed.bin"), FLOATS)) {
      assertThat(LoadedRows.floats(index.vectors())).isDeepEqualTo(expected);
      assertThat(index.links()).isNull();
      assertThat(index.isRemoved(0)).isFalse();
      assertThat(index.description().losses()).hasSize(1);
      assertThat(index.description().searchWidth()).isZero();
    }
  }

  @Test
  void decodes() {
    putCodes();
    put("a_pq_pivots.bin", PqBytes.pivots());
    assertDecodes(PqBytes.decoded());
  }

  @Test
  void decodesWithACodebookInSeveralFiles() {
    putCodes();
    put("a_pq_pivots.bin", PqBytes.centres());
    put("a_pq_pivots.bin_centroid.bin", PqBytes.mean());
    put("a_pq_pivots.bin_chunk_offsets.bin", PqBytes.chunks());
    assertDecodes(PqBytes.decoded());
    put("a_pq_pivots.bin_rearrangement_perm.bin", DiskAnnBytes.column(2, 0, 1));
    assertDecodes(new float[][] {{10, 20, 30}, {12, 20, 31}, {10, 23, 30}, {12, 23, 31}});
  }

  /// Rows of the matrix are what (1, 0, 0), (0, 1, 0) and (0, 0, 1) become when they are coded.
  @Test
  void turnsBackWhatWasTurned() {
    putCodes();
    put("a_pq_pivots.bin", PqBytes.pivots());
    put(
        "a_pq_pivots.bin_rotation_matrix.bin",
        DiskAnnBytes.floats(new float[] {0, 1, 0}, new float[] {0, 0, 1}, new float[] {1, 0, 0}));
    assertDecodes(new float[][] {{10, 20, 30}, {12, 20, 31}, {10, 23, 30}, {12, 23, 31}});
  }

  @Test
  void decodesTheFixtureToWhatIsNear() {
    Path path =
        put("pq_compressed.bin", FixtureBytes.of(CodesIndexTest.class, "pq_compressed.bin.gz"));
    put("pq_pivots.bin", FixtureBytes.of(CodesIndexTest.class, "pq_pivots.bin.gz"));
    try (DiskAnnIndex index = DiskAnnIndex.open(path, FLOATS)) {
      LoadedRows rows = new LoadedRows(index);
      float[][] expected = FixtureVectors.rows();
      double error = 0;
      double squares = 0;
      for (int row = 0; row < expected.length; row++) {
        error += rows.distance(Metric.L2, expected[row]).applyAsDouble(row);
        squares += rows.distance(Metric.L2, new float[32]).applyAsDouble(row);
      }
      assertThat(error / squares).isLessThan(0.1);
    }
  }

  @Test
  void refusesCodebooksOfAnotherShape() {
    Path codes = putCodes();
    byte[] pivots = PqBytes.pivots();
    int chunksAt = pivots.length - 20;
    for (int at : new int[] {0, 4, 4096, 4100, chunksAt, chunksAt + 8, chunksAt + 16}) {
      byte[] bytes = pivots.clone();
      bytes[at] = (byte) (bytes[at] + 3);
      put("a_pq_pivots.bin", bytes);
      assertThatThrownBy(() -> DiskAnnIndex.open(codes, FLOATS))
          .as("byte %d", at)
          .isInstanceOfAny(CorruptionException.class, NotFoundException.class);
    }
    put("a_pq_pivots.bin", Arrays.copyOf(pivots, 4000));
    assertThatThrownBy(() -> DiskAnnIndex.open(codes, FLOATS))
        .isInstanceOf(CorruptionException.class)
        .hasMessageStartingWith(folder.resolve("a_pq_pivots.bin").toString());
  }
}
