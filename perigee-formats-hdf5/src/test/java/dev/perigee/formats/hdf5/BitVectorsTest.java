package dev.perigee.formats.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bits as ann-benchmarks and others keep them, sets, and files larger than a buffer.
final class BitVectorsTest {

  @TempDir private Path folder;

  private Path write(String distance, int dimension, Object train, Object... more) {
    Path path = folder.resolve("bits" + System.nanoTime() + ".hdf5");
    try (WritableHdfFile out = HdfFile.write(path)) {
      out.putDataset("train", train);
      for (int i = 0; i < more.length; i += 2) {
        out.putDataset((String) more[i], more[i + 1]);
      }
      out.putAttribute("distance", distance);
      if (dimension > 0) {
        out.putAttribute("dimension", dimension);
      }
    }
    return path;
  }

  private static String row(VectorSource source, long row) {
    byte[] bits = new byte[(source.dimension() + 7) / 8];
    source.read(row, MemorySegment.ofArray(bits), 0);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < source.dimension(); i++) {
      text.append(bits[i / 8] >> (i % 8) & 1);
    }
    return text.toString();
  }

  @Test
  void truthsAndNumbersAreBits() {
    boolean[][] truths = {{true, false, true}, {false, false, true}};
    float[][] floats = {{1, 0, 1}, {0, 0, 1}};
    byte[][] bytes = {{1, 0, 1}, {0, 0, 1}};
    for (Object train : List.of(truths, floats, bytes)) {
      try (BenchmarkFile file = BenchmarkFile.open(write("hamming", 0, train))) {
        assertThat(file.description().metric()).isEqualTo(Metric.HAMMING);
        VectorSource source = file.vectors("train");
        assertThat(source.elementType()).isEqualTo(ElementType.BIT);
        assertThat(source.dimension()).isEqualTo(3);
        assertThat(row(source, 0)).isEqualTo("101");
        assertThat(row(source, 1)).isEqualTo("001");
      }
    }
    try (BenchmarkFile file = BenchmarkFile.open(write("hamming", 0, new int[][] {{1, 7}}))) {
      assertThatThrownBy(() -> row(file.vectors("train"), 0))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("7.0 in column 1");
    }
  }

  @Test
  void packedBytesAreBits() {
    byte[][] packed = {{(byte) 0b1010_0000, (byte) 0b1100_0000}};
    try (BenchmarkFile file = BenchmarkFile.open(write("hamming", 10, packed))) {
      assertThat(row(file.vectors("train"), 0)).isEqualTo("1010000011");
    }
    try (BenchmarkFile file = BenchmarkFile.open(write("hamming", 0, packed))) {
      assertThat(row(file.vectors("train"), 0)).isEqualTo("1010000011000000");
    }
    try (BenchmarkFile file = BenchmarkFile.open(write("hamming", 9, packed))) {
      assertThatThrownBy(() -> row(file.vectors("train"), 0))
          .isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void setsAreBits() {
    Path path =
        write(
            "jaccard",
            3,
            new int[] {1, 5, 0, 2, 5},
            "size_train",
            new long[] {2, 0, 3},
            "test",
            new int[] {6},
            "size_test",
            new int[] {1},
            "neighbors",
            new int[][] {{2, 0}});
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      assertThat(file.description().metric()).isEqualTo(Metric.JACCARD);
      VectorSource train = file.vectors("train");
      assertThat(train.count()).isEqualTo(3);
      assertThat(row(train, 0)).isEqualTo("0100010");
      assertThat(row(train, 1)).isEqualTo("0000000");
      assertThat(row(train, 2)).isEqualTo("1010010");
      assertThat(row(file.vectors("test"), 0)).isEqualTo("0000001");
      assertThat(file.datasets())
          .contains(new BenchmarkDataset("train", List.of(5), "I32", "CONTIGUOUS", List.of()));
    }
    Path short1 = write("jaccard", 0, new int[] {1, 5}, "size_train", new int[] {3});
    Path large = write("jaccard", 0, new int[] {1, 65_536}, "size_train", new int[] {2});
    try (BenchmarkFile file = BenchmarkFile.open(short1);
        BenchmarkFile other = BenchmarkFile.open(large)) {
      assertThatThrownBy(() -> file.vectors("train")).isInstanceOf(CorruptionException.class);
      assertThatThrownBy(() -> other.vectors("train")).isInstanceOf(LimitExceededException.class);
    }
  }

  /// A hole in the file system: nothing of it is written.
  @Test
  void filesLargerThanABufferAreRead() throws IOException {
    Path path = write("euclidean", 0, new float[][] {{1, 2}, {3, 4}});
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(Integer.MAX_VALUE + 4097L);
    }
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      VectorSource train = file.vectors("train");
      MemorySegment row = MemorySegment.ofArray(new byte[8]);
      train.read(1, row, 0);
      assertThat(row.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4)).isEqualTo(4);
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(40);
      file.writeLong(-1);
    }
    assertThatThrownBy(() -> BenchmarkFile.open(path)).isInstanceOf(CorruptionException.class);
  }
}
