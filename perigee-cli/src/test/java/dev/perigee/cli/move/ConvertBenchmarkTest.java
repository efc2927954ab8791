package dev.perigee.cli.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.cli.CommandRun;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.IntMatrixWriter;
import dev.perigee.formats.VectorFileWriter;
import dev.perigee.formats.hdf5.BenchmarkFile;
import dev.perigee.formats.hdf5.BenchmarkWriter;
import dev.perigee.formats.hdf5.NeighborTable;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vectors become a benchmark in HDF5, with queries and the truth about them.
final class ConvertBenchmarkTest {

  private static final int ROWS = 60;
  private static final int QUERIES = 7;
  private static final int COLUMNS = 9;

  @TempDir private Path folder;

  private final float[][] base = rows(ROWS, 3);
  private final float[][] queries = rows(QUERIES, 4);

  private static float[][] rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] rows = new float[count][COLUMNS];
    for (float[] row : rows) {
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = random.nextInt(-100, 101);
      }
    }
    return rows;
  }

  private Path file(String name, ComponentType type, float[][] rows) {
    Path path = folder.resolve(name);
    try (VectorFileWriter writer =
        VectorFileWriter.create(path, DatasetKind.of(path), type, COLUMNS)) {
      for (float[] row : rows) {
        writer.write(row);
      }
      writer.finish();
    }
    return path;
  }

  private Path truth(String name, int[][] rows) {
    Path path = folder.resolve(name);
    try (IntMatrixWriter writer = IntMatrixWriter.create(path, rows[0].length)) {
      for (int[] row : rows) {
        writer.write(row);
      }
      writer.finish();
    }
    return path;
  }

  private static double distance(String metric, float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < COLUMNS; i++) {
      dot += a[i] * b[i];
      squares += (a[i] - b[i]) * (a[i] - b[i]);
      ofA += a[i] * a[i];
      ofB += b[i] * b[i];
    }
    return switch (metric) {
      case "l2" -> Math.sqrt(squares);
      case "cosine" -> 1 - dot / Math.sqrt(ofA) / Math.sqrt(ofB);
      default -> -dot;
    };
  }

  private List<Integer> nearest(ToDoubleFunction<float[]> distance) {
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      order.add(row);
    }
    order.sort(Comparator.comparingDouble(row -> distance.applyAsDouble(base[row])));
    return order;
  }

  @ParameterizedTest
  @CsvSource({
    "a.fbin, F32, l2, euclidean",
    "a.i8bin, I8, cosine, angular",
    "a.npy, F64, ip, ip",
    "a.f16bin, F16, euclidean, euclidean"
  })
  void theTruthIsComputed(String name, ComponentType type, String metric, String distance)
      throws IOException {
    Path source = file(name, type, base);
    Path asked = file("query.fbin", ComponentType.F32, queries);
    Path target = folder.resolve("target.hdf5");
    assertThat(
            CommandRun.json(
                "convert", source, target, "--query", asked, "--metric", metric, "-k", 5))
        .containsEntry("rows", ROWS)
        .containsEntry("queries", QUERIES)
        .containsEntry("neighbors", 5)
        .containsEntry("element", type.name());
    String measured = metric.equals("euclidean") ? "l2" : metric;
    try (BenchmarkFile file = BenchmarkFile.open(target)) {
      assertThat(file.description().distance()).isEqualTo(distance);
      NeighborTable train = file.table("train");
      assertThat(train.storedType()).isEqualTo(type);
      assertThat(train.rows()).isEqualTo(ROWS);
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < COLUMNS; i++) {
          assertThat(train.numbers(row)[i]).isEqualTo(base[row][i]);
        }
      }
      for (int query = 0; query < QUERIES; query++) {
        float[] of = queries[query];
        assertThat(file.table("test").numbers(query)[2]).isEqualTo(of[2]);
        List<Integer> order = nearest(row -> distance(measured, of, row));
        for (int i = 0; i < 5; i++) {
          double expected = distance(measured, of, base[order.get(i)]);
          assertThat(file.table("distances").numbers(query)[i])
              .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
          int found = (int) file.table("neighbors").wholes(query)[i];
          assertThat(distance(measured, of, base[found])).isCloseTo(expected, within(1e-6));
        }
      }
    }
    Path again = folder.resolve("again.h5");
    assertThat(CommandRun.of("convert", target, again).code()).isZero();
    assertThat(again).hasSameBinaryContentAs(target);
    Path fewer = folder.resolve("fewer.h5");
    assertThat(CommandRun.json("convert", target, fewer, "--rows", "50:", "-k", 3))
        .containsEntry("rows", 10)
        .containsEntry("neighbors", 3);
    assertThat(CommandRun.json("convert", target, fewer, "--dataset", "test"))
        .containsEntry("rows", QUERIES)
        .doesNotContainKey("queries");
    Path index = folder.resolve("a.prg");
    assertThat(
            CommandRun.of("index", "build", "--base", target, "--metric", metric, "--out", index)
                .code())
        .isZero();
  }

  @Test
  void aTruthIsTakenAndChecked() throws IOException {
    Path source = file("a.fbin", ComponentType.F32, base);
    Path asked = file("query.fbin", ComponentType.F32, queries);
    Path target = folder.resolve("target.hdf5");
    int[][] rows = new int[QUERIES][];
    for (int query = 0; query < QUERIES; query++) {
      float[] of = queries[query];
      rows[query] =
          nearest(row -> distance("l2", of, row)).subList(0, 4).stream()
              .mapToInt(row -> row)
              .toArray();
    }
    List<Object> words =
        List.of("convert", source, target, "--query", asked, "--metric", "l2", "--truth");
    assertThat(CommandRun.json(with(words, truth("t.ibin", rows)))).containsEntry("neighbors", 4);
    try (BenchmarkFile file = BenchmarkFile.open(target)) {
      for (int query = 0; query < QUERIES; query++) {
        for (int i = 0; i < 4; i++) {
          assertThat(file.table("neighbors").wholes(query)[i]).isEqualTo(rows[query][i]);
        }
      }
    }
    Object[] fewer = with(words, folder.resolve("t.ibin"), "-k", 2);
    assertThat(CommandRun.json(fewer)).containsEntry("neighbors", 2);
    assertThat(CommandRun.of(with(words, folder.resolve("t.ibin"), "-k", 5)).err())
        .contains("-k: expected 1 to 4, got 5");
    int[] kept = rows[3].clone();
    rows[3][2] = ROWS;
    assertThat(CommandRun.of(with(words, truth("t.ivecs", rows))).err())
        .contains("--truth row 3 column 2: expected a row, 0 to 59, got 60");
    rows[3] = new int[] {kept[3], kept[1], kept[2], kept[0]};
    assertThat(CommandRun.of(with(words, truth("t.ivecs", rows))).err())
        .contains("--truth row 3 column 1: expected neighbours that are nearest first by L2");
    assertThat(CommandRun.of(with(words, truth("t.npy", new int[][] {{1}}))).err())
        .contains("--truth: expected 7 rows of whole numbers");
  }

  @Test
  void whatElseABenchmarkHasIsALoss() throws IOException {
    Path source = folder.resolve("more.hdf5");
    try (BenchmarkWriter writer = BenchmarkWriter.create(source)) {
      writer.describe(Metric.L2, 1, false);
      writer.attribute("source", "somewhere");
      for (String dataset : List.of("train", "learn")) {
        writer.begin(dataset, ComponentType.I8, 1);
        writer.write(MemorySegment.ofArray(new byte[] {7}));
      }
      writer.finish();
    }
    Path target = folder.resolve("target.hdf5");
    CommandRun refused = CommandRun.of("convert", source, target);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("data sets or attributes [learn, source]");
    assertThat(target).doesNotExist();
    assertThat(CommandRun.json("convert", source, target, "--allow-loss"))
        .containsEntry("losses", List.of("learn", "source"));
    assertThat(CommandRun.json("convert", source, target, "--dataset", "learn"))
        .containsEntry("rows", 1);
  }

  private static Object[] with(List<Object> words, Object... more) {
    List<Object> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void bitsAreComparedByHamming() throws IOException {
    float[][] bits = new float[ROWS][COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < COLUMNS; i++) {
        bits[row][i] = base[row][i] > 0 ? 1 : 0;
      }
    }
    Path source = file("a.bbin", ComponentType.U8, bits);
    Path target = folder.resolve("target.hdf5");
    assertThat(
            CommandRun.json(
                "convert", source, target, "--query", source, "--metric", "hamming", "-k", 1))
        .containsEntry("element", "BIT");
    try (BenchmarkFile file = BenchmarkFile.open(target)) {
      assertThat(file.description().metric()).isEqualTo(Metric.HAMMING);
      assertThat(file.vectors("train").elementType()).isEqualTo(ElementType.BIT);
      for (int row = 0; row < ROWS; row++) {
        assertThat(file.table("distances").numbers(row)).containsExactly(0);
        int found = (int) file.table("neighbors").wholes(row)[0];
        assertThat(bits[found]).isEqualTo(bits[row]);
      }
    }
    Path back = folder.resolve("back.bbin");
    assertThat(CommandRun.of("convert", target, back).code()).isZero();
    assertThat(back).hasSameBinaryContentAs(source);
    assertThat(CommandRun.of("convert", source, target, "--query", source, "--metric", "l2").err())
        .contains("--metric: expected HAMMING or JACCARD for bits, got L2");
  }

  @Test
  void wordsThatDoNotFitAreRefused() {
    Path source = file("a.fbin", ComponentType.F32, base);
    Path target = folder.resolve("target.hdf5");
    assertThat(CommandRun.of("convert", source, target).code()).as("vectors alone").isZero();
    assertThat(CommandRun.of("convert", source, target, "--query", source).err())
        .contains("--metric: expected how vectors are compared, which the source does not say");
    assertThat(CommandRun.of("convert", source, target, "-k", 3).err())
        .contains("--truth or -k: expected none");
    assertThat(CommandRun.of("convert", source, folder.resolve("a.npy"), "-k", 3).err())
        .contains("--query, --truth or -k: expected none");
    assertThat(
            CommandRun.of("convert", source, target, "--query", source, "--metric", "haversine")
                .err())
        .contains("metric: expected one of [L2, COSINE");
    Path bits = file("a.bbin", ComponentType.U8, new float[1][COLUMNS]);
    assertThat(CommandRun.of("convert", source, target, "--query", bits, "--metric", "l2").err())
        .contains("--query: expected 9 numbers in a row, got 9 bits");
    try (BenchmarkFile file = BenchmarkFile.open(target)) {
      assertThat(file.datasets()).as("what was refused changed nothing").hasSize(1);
    }
  }
}
