package dev.perigee.formats.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkFileTest {

  @TempDir Path folder;

  private static Path shared(String name) {
    Path path = Path.of(System.getProperty("perigee.shared"), "fixtures", "datasets", name);
    Assumptions.assumeTrue(Files.exists(path), "no shared data set " + name);
    return path;
  }

  private static float[] read(VectorSource source, long row) {
    float[] vector = new float[source.dimension()];
    byte[] bytes = new byte[4 * vector.length];
    source.read(row, MemorySegment.ofArray(bytes), 0);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  private static void assertBase(VectorSource train) throws IOException {
    MemorySegment base = MemorySegment.ofArray(Files.readAllBytes(shared("base.fbin")));
    ValueLayout.OfFloat layout =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    assertThat(train.count()).isEqualTo(1000);
    for (int row = 0; row < 1000; row++) {
      float[] expected = new float[32];
      for (int i = 0; i < 32; i++) {
        expected[i] = base.get(layout, 8 + 4L * (32 * row + i));
      }
      assertThat(read(train, row)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"annbench-32-euclidean-old.hdf5", "annbench-32-euclidean.hdf5"})
  void benchmarksAreRead(String name) throws IOException {
    try (BenchmarkFile file = BenchmarkFile.open(shared(name))) {
      assertThat(file.description().metric()).isEqualTo(Metric.L2);
      assertThat(file.description().attributes()).containsEntry("point_type", "float");
      VectorSource train = file.vectors("train");
      VectorSource test = file.vectors("test");
      assertBase(train);
      NeighborTable neighbors = file.table("neighbors");
      NeighborTable distances = file.table("distances");
      assertThat(neighbors.rows()).isEqualTo(50);
      assertThat(neighbors.columns()).isEqualTo(100);
      for (int row = 0; row < 50; row++) {
        float[] query = read(test, row);
        float[] nearest = read(train, neighbors.wholes(row)[0]);
        double sum = 0;
        for (int i = 0; i < 32; i++) {
          sum += (query[i] - nearest[i]) * (query[i] - nearest[i]);
        }
        assertThat(distances.numbers(row)[0]).isCloseTo(Math.sqrt(sum), within(1e-5));
      }
    }
  }

  @Test
  void chunksAreUnpacked() throws IOException {
    try (BenchmarkFile file = BenchmarkFile.open(shared("chunked_gzip.hdf5"))) {
      assertBase(file.vectors("train"));
      assertThatThrownBy(() -> file.vectors("test")).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void newSuperblocksAndOtherNumbersAreRead() {
    Path path = folder.resolve("new.hdf5");
    try (WritableHdfFile out = HdfFile.write(path)) {
      out.putDataset("train", new double[][] {{1, 2}, {3, 4.5}, {5, 6}});
      out.putDataset("neighbors", new long[][] {{2, 0}});
      out.putDataset("flat", new float[] {1, 2});
      out.putAttribute("distance", "angular");
    }
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      assertThat(file.description().metric()).isEqualTo(Metric.COSINE);
      assertThat(read(file.vectors("train"), 1)).containsExactly(3, 4.5f);
      assertThat(file.table("neighbors").wholes(0)).containsExactly(2, 0);
      assertThatThrownBy(() -> file.vectors("flat")).isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> read(file.vectors("train"), 3))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("train row: expected 0 to 2, got 3");
    }
  }

  /// Of h5py: numbers are big-endian, and the chunks of `train` shuffled and packed by LZF.
  @Test
  void otherOrdersAndPackingsAreRead() throws IOException {
    try (BenchmarkFile file = BenchmarkFile.open(resource("lzf-big.hdf5"))) {
      VectorSource train = file.vectors("train");
      assertThat(train.count()).isEqualTo(40);
      for (int row = 0; row < 40; row++) {
        float[] expected = new float[6];
        for (int i = 0; i < 6; i++) {
          expected[i] = row * 0.5f + i;
        }
        float[] odd = {3.0e-5f, -7, 1e20f, .1f, .2f, .3f};
        assertThat(read(train, row)).containsExactly(row == 5 ? odd : expected);
      }
      assertThat(read(file.vectors("test"), 0)).containsExactly(1, -2, 300, -4000, 5, 6);
      assertThat(file.table("neighbors").wholes(0)).containsExactly(39, 1L << 40);
    }
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = BenchmarkFileTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  @Test
  void otherFilesAreCorrupt() throws IOException {
    Path path = Files.writeString(folder.resolve("text.hdf5"), "no HDF5 at all");
    assertThatThrownBy(() -> BenchmarkFile.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("text.hdf5");
    assertThatThrownBy(() -> BenchmarkFile.open(folder.resolve("none")))
        .isInstanceOf(NotFoundException.class);
  }

  /// HDF5 2.0, asked for its latest format, writes chunks in a layout that jHDF does not know yet.
  @Test
  void whatIsNewerThanJhdfIsNotCalledDamaged() throws IOException {
    try (BenchmarkFile file = BenchmarkFile.open(resource("layout5.hdf5"))) {
      assertThatThrownBy(() -> file.vectors("train"))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("data layout message version detected. Detected version = 5");
    }
  }
}
