package dev.perigee.formats.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchmarkWriterTest {

  private static final int ROWS = 100;

  @TempDir Path folder;

  private final Random random = new Random(7);

  private byte[] numbers(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Vectors of which any bytes are made, but no bits behind the last.
  private VectorSource vectors(ElementType type, int dimension) {
    int vectorBytes = type.vectorBytes(dimension);
    byte[] bytes = numbers(ROWS * vectorBytes);
    if (type == ElementType.BIT && dimension % 8 != 0) {
      for (int end = vectorBytes - 1; end < bytes.length; end += vectorBytes) {
        bytes[end] &= (byte) ((1 << dimension % 8) - 1);
      }
    }
    return new VectorSource() {
      @Override
      public ElementType elementType() {
        return type;
      }

      @Override
      public int dimension() {
        return dimension;
      }

      @Override
      public long count() {
        return ROWS;
      }

      @Override
      public void read(long row, MemorySegment target, long targetOffset) {
        MemorySegment source = MemorySegment.ofArray(bytes);
        MemorySegment.copy(source, row * vectorBytes, target, targetOffset, vectorBytes);
      }
    };
  }

  private static byte[] bytes(VectorSource source) {
    int vectorBytes = source.elementType().vectorBytes(source.dimension());
    byte[] all = new byte[Math.toIntExact(source.count()) * vectorBytes];
    for (int row = 0; row < source.count(); row++) {
      source.read(row, MemorySegment.ofArray(all), (long) row * vectorBytes);
    }
    return all;
  }

  private static MemorySegment row(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    return MemorySegment.ofArray(bytes.array());
  }

  @Test
  void aBenchmarkIsReadBack() {
    Path path = folder.resolve("mine.hdf5");
    VectorSource train = vectors(ElementType.INT8, 19);
    VectorSource test = vectors(ElementType.INT8, 19);
    try (BenchmarkWriter writer = BenchmarkWriter.create(path)) {
      writer.describe(Metric.COSINE, 19, false);
      writer.attribute("made of", "gräu");
      writer.write("train", train);
      writer.write("test", test);
      writer.begin("neighbors", ComponentType.I32, 3);
      for (int i = 0; i < ROWS; i++) {
        writer.write(row(i, -1, Integer.MAX_VALUE));
      }
      writer.begin("none", ComponentType.F64, 5);
      writer.finish();
    }
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      assertThat(file.description().metric()).isEqualTo(Metric.COSINE);
      assertThat(file.description().attributes())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "distance", "angular",
                  "dimension", "19",
                  "type", "dense",
                  "point_type", "float",
                  "made of", "gräu"));
      assertThat(file.datasets())
          .contains(
              new BenchmarkDataset("train", List.of(ROWS, 19), "I8", "CONTIGUOUS", List.of()),
              new BenchmarkDataset("neighbors", List.of(ROWS, 3), "I32", "CONTIGUOUS", List.of()),
              new BenchmarkDataset("none", List.of(0, 5), "F64", "CONTIGUOUS", List.of()))
          .hasSize(4);
      assertThat(file.table("none").rows()).isZero();
      assertSameNumbers(file.table("train"), train);
      assertSameNumbers(file.table("test"), test);
      assertThat(file.table("neighbors").wholes(99)).containsExactly(99, -1, Integer.MAX_VALUE);
    }
  }

  private static void assertSameNumbers(NeighborTable table, VectorSource source) {
    byte[] expected = bytes(source);
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < table.columns(); i++) {
        assertThat(table.numbers(row)[i]).isEqualTo(expected[row * table.columns() + i]);
      }
    }
  }

  @Test
  void bitsAreReadBack() {
    Path path = folder.resolve("bits.hdf5");
    VectorSource train = vectors(ElementType.BIT, 67);
    try (BenchmarkWriter writer = BenchmarkWriter.create(path)) {
      writer.describe(Metric.HAMMING, 67, true);
      writer.write("train", train);
      writer.finish();
    }
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      VectorSource read = file.vectors("train");
      assertThat(read.elementType()).isEqualTo(ElementType.BIT);
      assertThat(bytes(read)).isEqualTo(bytes(train));
    }
  }

  /// What jHDF reads by itself, with nothing of ours between.
  @ParameterizedTest
  @EnumSource(
      value = ComponentType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BF16", "U64"})
  void everyTypeIsDescribed(ComponentType type) {
    Path path = folder.resolve("type.hdf5");
    byte[] content = {0, 0x3c, 0x10, 0x40, 0, 0x7b, 0x12, (byte) 0xc0};
    try (BenchmarkWriter writer = BenchmarkWriter.create(path)) {
      writer.begin("numbers", type, 8 / type.widthBytes());
      writer.write(MemorySegment.ofArray(content));
      writer.finish();
    }
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    Object expected =
        switch (type) {
          case F16 ->
              new float[][] {
                {
                  Float.float16ToFloat(bytes.getShort(0)),
                  Float.float16ToFloat(bytes.getShort(2)),
                  Float.float16ToFloat(bytes.getShort(4)),
                  Float.float16ToFloat(bytes.getShort(6))
                }
              };
          case F32 -> new float[][] {{bytes.getFloat(0), bytes.getFloat(4)}};
          case F64 -> new double[][] {{bytes.getDouble(0)}};
          case I8 -> new byte[][] {content};
          case U8 -> new int[][] {{0, 0x3c, 0x10, 0x40, 0, 0x7b, 0x12, 0xc0}};
          case I16 -> new short[][] {{0x3c00, 0x4010, 0x7b00, (short) 0xc012}};
          case U16 -> new int[][] {{0x3c00, 0x4010, 0x7b00, 0xc012}};
          case I32 -> new int[][] {{0x40103c00, 0xc0127b00}};
          case U32 -> new long[][] {{0x40103c00L, 0xc0127b00L}};
          case I64 -> new long[][] {{bytes.getLong(0)}};
          case BF16, U64 -> throw new AssertionError("not written");
        };
    try (HdfFile file = new HdfFile(path)) {
      assertThat(file.getDatasetByPath("numbers").getData()).isEqualTo(expected);
    }
  }

  @Test
  void badInputIsRefused() throws IOException {
    Path path = folder.resolve("bad.hdf5");
    try (BenchmarkWriter writer = BenchmarkWriter.create(path)) {
      assertThatThrownBy(() -> writer.write(row(1)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("row: expected a data set that was begun, got none");
      assertThatThrownBy(() -> writer.begin("a/b", ComponentType.F32, 1))
          .hasMessage("dataset: expected up to 255 letters of ASCII without a slash, got a/b");
      assertThatThrownBy(() -> writer.begin("a", ComponentType.U64, 1))
          .hasMessage("type: expected any but BF16 and U64, got U64");
      assertThatThrownBy(() -> writer.begin("a", ComponentType.F32, 0))
          .hasMessage("columns: expected 1 to 65536, got 0");
      writer.begin("a", ComponentType.F32, 1);
      assertThatThrownBy(() -> writer.begin("a", ComponentType.F32, 1))
          .hasMessage("dataset: expected a new name, got a");
      assertThatThrownBy(() -> writer.write(row(1, 2))).hasMessage("row: expected 4 bytes, got 8");
      writer.attribute("b", 1);
      assertThatThrownBy(() -> writer.attribute("b", "x"))
          .hasMessage("attribute: expected a new name, got b");
      assertThatThrownBy(() -> writer.describe(Metric.HAVERSINE, 2, false))
          .hasMessageContaining("metric: expected one of [L2, COSINE,");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("what was not finished").isEmpty();
    }
    BenchmarkWriter finished = BenchmarkWriter.create(path);
    finished.finish();
    assertThatThrownBy(finished::finish).isInstanceOf(ClosedException.class);
    finished.close();
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      assertThat(file.datasets()).isEmpty();
    }
  }

  @Test
  void distancesAreThoseOfAnnBenchmarks() {
    double[] a = {3, 0, 4};
    double[] b = {0, 0, 2};
    double[] zero = new double[3];
    assertThat(BenchmarkDistance.of(Metric.L2).between(a, b))
        .isCloseTo(Math.sqrt(13), within(1e-12));
    assertThat(BenchmarkDistance.of(Metric.COSINE).between(a, b)).isCloseTo(0.2, within(1e-12));
    assertThat(BenchmarkDistance.of(Metric.COSINE).between(a, zero)).isEqualTo(1);
    assertThat(BenchmarkDistance.of(Metric.INNER_PRODUCT).between(a, b)).isEqualTo(-8);
    double[] set = {1, 0, 1};
    double[] other = {1, 1, 0};
    assertThat(BenchmarkDistance.of(Metric.HAMMING).between(set, other))
        .isCloseTo(2 / 3.0, within(1e-12));
    assertThat(BenchmarkDistance.of(Metric.JACCARD).between(set, other))
        .isCloseTo(2 / 3.0, within(1e-12));
    assertThat(BenchmarkDistance.of(Metric.JACCARD).between(zero, zero)).isEqualTo(1);
  }
}
