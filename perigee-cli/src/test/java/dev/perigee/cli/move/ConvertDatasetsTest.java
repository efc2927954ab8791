package dev.perigee.cli.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.cli.CommandRun;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.IntMatrixWriter;
import dev.perigee.formats.NpzFile;
import dev.perigee.formats.VectorFile;
import dev.perigee.formats.VectorFileWriter;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Data sets become data sets of another kind, without loss unless that is allowed.
final class ConvertDatasetsTest {

  private static final int ROWS = 40;
  private static final int COLUMNS = 9;

  @TempDir private Path folder;

  /// Whole numbers from 0 to 1 or 100, which every type holds.
  private Path vectors(String name, ComponentType type, int bound) {
    Path path = folder.resolve(name);
    SplittableRandom random = new SplittableRandom(3);
    try (VectorFileWriter writer =
        VectorFileWriter.create(path, DatasetKind.of(path), type, COLUMNS)) {
      for (int row = 0; row < ROWS; row++) {
        float[] vector = new float[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
          vector[i] = random.nextInt(bound);
        }
        writer.write(vector);
      }
      writer.finish();
    }
    return path;
  }

  private static double[][] read(Path path) {
    try (VectorFile file = VectorFile.open(path)) {
      double[][] rows = new double[(int) file.count()][file.dimension()];
      for (int row = 0; row < rows.length; row++) {
        file.readDoubles(row, rows[row]);
      }
      return rows;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.fbin, F32",
    "a.f16bin, F16",
    "a.u8bin, U8",
    "a.i8bin, I8",
    "a.fvecs, F32",
    "a.dvecs, F64",
    "a.hvecs, F16",
    "a.bvecs, U8",
    "a.npy, F64"
  })
  void everyKindBecomesEveryOther(String name, ComponentType type) throws IOException {
    Path source = vectors(name, type, 101);
    double[][] rows = read(source);
    for (String kind :
        List.of("fbin", "f16bin", "u8bin", "i8bin", "fvecs", "dvecs", "hvecs", "bvecs", "npy")) {
      Path target = folder.resolve("target." + kind);
      Map<String, Object> said = CommandRun.json("convert", source, target);
      assertThat(said).containsEntry("rows", ROWS).containsEntry("rounded", 0);
      assertThat(read(target)).isDeepEqualTo(rows);
    }
    for (String kind : List.of("ibin", "ivecs")) {
      Path target = folder.resolve("target." + kind);
      assertThat(CommandRun.of("convert", source, target).code()).isZero();
      try (IntMatrix matrix = IntMatrix.open(target)) {
        assertThat(matrix.get(7, 3)).isEqualTo((long) rows[7][3]);
      }
    }
    Path archive = folder.resolve("target.npz");
    assertThat(CommandRun.json("convert", source, archive)).containsEntry("element", type.name());
    Path back = folder.resolve("back." + DatasetKind.of(source).extension());
    assertThat(CommandRun.of("convert", archive, back).code()).isZero();
    assertThat(back).hasSameBinaryContentAs(source);
  }

  @Test
  void bitsGoOutAndComeBack() throws IOException {
    Path source = vectors("a.fbin", ComponentType.F32, 2);
    Path bits = folder.resolve("bits.bbin");
    assertThat(CommandRun.json("convert", source, bits)).containsEntry("element", "BIT");
    assertThat(Files.size(bits)).isEqualTo(8 + ROWS * 2);
    Path back = folder.resolve("back.fbin");
    assertThat(CommandRun.of("convert", bits, back).code()).isZero();
    assertThat(back).hasSameBinaryContentAs(source);
    assertThat(CommandRun.of("convert", vectors("b.fbin", ComponentType.F32, 9), bits).err())
        .contains("component")
        .contains("expected 0 or 1");
    Path index = folder.resolve("bits.prg");
    assertThat(
            CommandRun.of("index", "build", "--base", bits, "--metric", "hamming", "--out", index)
                .code())
        .isZero();
    assertThat(CommandRun.of("index", "search", index, "--query", bits, "-k", 1).out())
        .contains("score 1.000000");
    assertThat(CommandRun.of("convert", index, back).code()).isZero();
    assertThat(back).hasSameBinaryContentAs(source);
  }

  @Test
  void whatWouldBeRoundedIsRefused() throws IOException {
    Path source = folder.resolve("x.dvecs");
    try (VectorFileWriter writer = VectorFileWriter.create(source, 2)) {
      writer.write(new float[] {1, 2});
      writer.finish();
    }
    byte[] bytes = Files.readAllBytes(source);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putDouble(12, 0.1);
    Files.write(source, bytes);
    Path target = folder.resolve("x.fbin");
    CommandRun refused = CommandRun.of("convert", source, target);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("row 0 component 1: expected a number that F32 holds exactly, or --allow-loss");
    assertThat(target).doesNotExist();
    assertThat(CommandRun.json("convert", source, target, "--allow-loss"))
        .containsEntry("rounded", 1);
    assertThat(read(target)).isDeepEqualTo(new double[][] {{1, 0.1f}});
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putDouble(12, 1e40);
    Files.write(source, bytes);
    assertThat(CommandRun.of("convert", source, target, "--allow-loss").err())
        .contains("a number in the range of F32, got 1.0E40");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putDouble(12, 255.6);
    Files.write(source, bytes);
    Path small = folder.resolve("x.u8bin");
    assertThat(CommandRun.of("convert", source, small, "--allow-loss").err())
        .contains("row 0 component 1: expected a whole number from 0 to 255, got 255.6");
  }

  @Test
  void rowsAreCut() throws IOException {
    Path source = vectors("a.fbin", ComponentType.F32, 101);
    double[][] rows = read(source);
    Path target = folder.resolve("cut.fvecs");
    assertThat(CommandRun.json("convert", source, target, "--rows", "5:8"))
        .containsEntry("rows", 3);
    assertThat(read(target)).isDeepEqualTo(new double[][] {rows[5], rows[6], rows[7]});
    assertThat(CommandRun.json("convert", source, target, "--count", 2)).containsEntry("rows", 2);
    assertThat(CommandRun.json("convert", source, target, "--rows", "38:"))
        .containsEntry("rows", 2);
    for (String wrong : List.of("8:5", "x", "1:41", "5:5", ":")) {
      CommandRun run = CommandRun.of("convert", source, target, "--rows", wrong);
      assertThat(run.code()).as(wrong).isEqualTo(wrong.equals(":") ? 0 : 2);
    }
  }

  @Test
  void anIndexGivesItsVectorsAndIds() throws IOException {
    Path index = folder.resolve("a.prg");
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(2, Metric.L2))) {
      builder.add(1L << 40, new float[] {1, 2});
      builder.add(-3, new float[] {3, 4});
      long _ = builder.write(index);
    }
    Path target = folder.resolve("a.npy");
    Path ids = folder.resolve("ids.npy");
    assertThat(CommandRun.of("convert", index, target, "--ids", ids).code()).isZero();
    assertThat(read(target)).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
    try (IntMatrix matrix = IntMatrix.open(ids)) {
      assertThat(matrix.get(0, 0)).isEqualTo(1L << 40);
      assertThat(matrix.get(1, 0)).isEqualTo(-3);
    }
    Path archive = folder.resolve("a.npz");
    assertThat(CommandRun.json("convert", index, archive)).containsEntry("rows", 2);
    try (IntMatrix kept = NpzFile.open(archive).numbers("ids");
        VectorFile vectors = NpzFile.open(archive).vectors("vectors")) {
      assertThat(kept.get(0, 0)).isEqualTo(1L << 40);
      assertThat(kept.get(1, 0)).isEqualTo(-3);
      assertThat(vectors.count()).isEqualTo(2);
    }
    assertThat(CommandRun.of("convert", index, target, "--ids", folder.resolve("i.ibin")).err())
        .contains("--ids: expected an npy");
    assertThat(CommandRun.of("convert", target, folder.resolve("b.prg")).err())
        .contains("perigee index build");
  }

  @Test
  void distancesOfTheTruthAreALoss() throws IOException {
    Path truth = folder.resolve("truth.bin");
    ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(2).putInt(3);
    for (int i = 0; i < 6; i++) {
      bytes.putInt(i);
    }
    Files.write(truth, bytes.array());
    Path target = folder.resolve("truth.ivecs");
    assertThat(CommandRun.of("convert", truth, target).err()).contains("--allow-loss");
    assertThat(CommandRun.of("convert", truth, target, "--allow-loss").code()).isZero();
    try (IntMatrix matrix = IntMatrix.open(target)) {
      assertThat(matrix.get(1, 2)).isEqualTo(5);
    }
    Path wide = folder.resolve("wide.npy");
    try (IntMatrixWriter writer =
        IntMatrixWriter.create(wide, DatasetKind.NPY, ComponentType.I64, 1)) {
      writer.write(new long[] {1L << 33});
      writer.finish();
    }
    assertThat(CommandRun.of("convert", wide, target).err())
        .contains("row 0 component 0: expected a number of 32 bits, got 8589934592");
  }

  @Test
  void numbersBeyondTheSignAreRefused() throws IOException {
    Path signed = folder.resolve("signed.npy");
    try (IntMatrixWriter writer =
        IntMatrixWriter.create(signed, DatasetKind.NPY, ComponentType.I64, 1)) {
      writer.write(new long[] {-1});
      writer.finish();
    }
    byte[] bytes = Files.readAllBytes(signed);
    String head = new String(bytes, 0, 128, StandardCharsets.ISO_8859_1).replace("<i8", "<u8");
    System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, 128);
    Path unsigned = Files.write(folder.resolve("unsigned.npy"), bytes);
    for (String target : List.of("a.npy", "a.npz", "a.hdf5")) {
      assertThat(CommandRun.of("convert", unsigned, folder.resolve(target)).err())
          .contains("row 0 column 0: expected at most 2^63 - 1, got 18446744073709551615");
    }
  }
}
