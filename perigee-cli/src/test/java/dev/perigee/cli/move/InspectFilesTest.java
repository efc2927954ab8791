package dev.perigee.cli.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.cli.CommandRun;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.formats.VectorFileWriter;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of files of every kind; the name never decides alone.
final class InspectFilesTest {

  @TempDir private Path folder;

  private Path vectors(String name) {
    Path path = folder.resolve(name);
    try (VectorFileWriter writer = VectorFileWriter.create(path, 12)) {
      writer.writeAll(new GeneratedVectors(Distribution.CLUSTERED, 300, 12, 1));
      writer.finish();
    }
    return path;
  }

  @Test
  void contentTellsAndTheNameChooses() throws IOException {
    Path fbin = vectors("a.fbin");
    assertThat(CommandRun.json("inspect", fbin))
        .containsEntry("kind", "fbin")
        .containsEntry("rows", 300)
        .containsEntry("dimension", 12)
        .containsEntry("oddities", List.of());
    Path misnamed = Files.copy(fbin, folder.resolve("b.u8bin"));
    Map<String, Object> said = CommandRun.json("inspect", misnamed);
    assertThat(said).containsEntry("kind", "fbin");
    assertThat(said.get("oddities").toString())
        .contains("the name says u8bin, counts and size fit fbin");
    Path nameless = Files.copy(vectors("c.fvecs"), folder.resolve("c"));
    assertThat(CommandRun.json("inspect", nameless)).containsEntry("kind", "fvecs");
    byte[] bytes = Files.readAllBytes(fbin);
    Path cut = Files.write(folder.resolve("d.fbin"), Arrays.copyOf(bytes, bytes.length - 5));
    CommandRun run = CommandRun.of("inspect", cut);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("d.fbin at byte " + (bytes.length - 5));
    CommandRun unknown = CommandRun.of("inspect", Files.write(folder.resolve("e"), new byte[99]));
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("USearch")
        .contains("fbin")
        .contains("Parquet")
        .contains("CSV");
    assertThat(CommandRun.of("inspect", folder).code()).isEqualTo(2);
  }

  @Test
  void arraysIndexesAndRecordsAreTold() throws IOException {
    assertThat(CommandRun.json("inspect", vectors("a.npy")))
        .containsEntry("kind", "npy array")
        .containsEntry("shape", List.of(300, 12))
        .containsEntry("element", "<f4")
        .containsEntry("order", "by row");
    Path index = folder.resolve("a.prg");
    CommandRun.of("index", "build", "--base", vectors("a.fbin"), "--metric", "ip", "--out", index);
    assertThat(CommandRun.json("inspect", index))
        .containsEntry("kind", "Perigee index")
        .containsEntry("version", 1)
        .containsEntry("count", 300)
        .containsEntry("metric", "INNER_PRODUCT")
        .containsKeys("bytesBySection", "m", "codes", "header");
    String line = "{\"id\":1,\"vector\":[1,2],\"t\":\"x\"}\n";
    Path lines = Files.writeString(folder.resolve("l"), line + line);
    assertThat(CommandRun.json("inspect", lines))
        .containsEntry("kind", "JSON lines")
        .containsEntry("rows", 2)
        .containsEntry("vectors", Map.of("vector", 2))
        .containsEntry("payload", Map.of("t", "text"));
    Path parquet = folder.resolve("l.parquet");
    CommandRun.of("convert", lines, parquet);
    Map<String, Object> said = CommandRun.json("inspect", parquet);
    assertThat(said).containsEntry("kind", "Parquet").containsEntry("rows", 2);
    assertThat(said.get("columns").toString()).contains("id=", "vector=", "t=");
  }

  @Test
  void hdf5IsToldBuiltSearchedAndConverted() throws IOException {
    Path path = folder.resolve("set.hdf5");
    float[][] train = new float[200][8];
    for (int row = 0; row < 200; row++) {
      for (int i = 0; i < 8; i++) {
        train[row][i] = (float) Math.sin(row * 8 + i);
      }
    }
    try (WritableHdfFile out = HdfFile.write(path)) {
      out.putDataset("train", train);
      out.putDataset("test", new float[][] {train[3], train[9]});
      out.putDataset("neighbors", new int[][] {{3}, {9}});
      out.putDataset("distances", new double[][] {{0}, {0.1}});
      out.putAttribute("distance", "euclidean");
    }
    assertThat(CommandRun.json("inspect", path))
        .containsEntry("kind", "HDF5")
        .containsEntry("rows", 200)
        .containsEntry("metric", "L2");
    Path index = folder.resolve("set.prg");
    assertThat(
            CommandRun.of("index", "build", "--base", path, "--metric", "l2", "--out", index)
                .code())
        .isZero();
    assertThat(CommandRun.of("index", "search", index, "--query", path, "-k", 1).out())
        .containsSubsequence("id 3 ", "id 9 ");
    Path target = folder.resolve("neighbors.ivecs");
    assertThat(CommandRun.json("convert", path, target, "--dataset", "neighbors"))
        .containsEntry("rows", 2);
    Path distances = folder.resolve("distances.fbin");
    assertThat(CommandRun.of("convert", path, distances, "--dataset", "distances").err())
        .contains("row 1 component 0")
        .contains("--allow-loss");
    CommandRun none = CommandRun.of("convert", path, distances, "--dataset", "x");
    assertThat(none.err()).contains("expected a data set x, found");
    CommandRun bench = CommandRun.of("bench", "--base", path, "--metric", "l2");
    assertThat(bench.code()).as(bench.err()).isEqualTo(0);
  }

  /// DiskANN writes neither how vectors are compared nor what a component is.
  @Test
  void diskAnnIsToldWithoutWhatItDoesNotSay() throws IOException {
    ByteBuffer graph = ByteBuffer.allocate(24 + 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    graph.putLong(graph.capacity()).putInt(1).putInt(0).putLong(0);
    for (int node = 0; node < 3; node++) {
      graph.putInt(1).putInt((node + 1) % 3);
    }
    Path index = Files.write(folder.resolve("ann"), graph.array());
    for (int width : new int[] {4, 1}) {
      ByteBuffer data = ByteBuffer.allocate(8 + 3 * 5 * width).order(ByteOrder.LITTLE_ENDIAN);
      Files.write(folder.resolve("ann.data"), data.putInt(3).putInt(5).array());
      assertThat(CommandRun.json("inspect", index))
          .containsEntry("library", "DiskANN")
          .containsEntry("count", 3)
          .containsEntry("dimension", 5)
          .containsEntry("element", width == 4 ? "float" : "uint8")
          .containsEntry("metric", "not in the file, --metric says it");
    }
    assertThat(CommandRun.json("inspect", index, "--metric", "l2", "--element", "I8"))
        .containsEntry("metric", "l2")
        .containsEntry("element", "int8");
    assertThat(CommandRun.of("convert", index, folder.resolve("a.prg")).err())
        .contains("metric: expected one, which DiskANN does not write, got none");
  }
}
