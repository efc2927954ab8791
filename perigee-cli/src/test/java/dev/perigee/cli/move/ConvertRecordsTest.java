package dev.perigee.cli.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.cli.CommandRun;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.NpzFile;
import dev.perigee.formats.VectorFile;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records become records of another format, with the columns that all of them need.
final class ConvertRecordsTest {

  private static final String LINES =
      """
      {"id": "a", "vector": [1, 2.5], "year": 2000, "title": "x", "mixed": 1, "tags": ["p", "q"]}
      {"id": "b", "vector": [3, 4], "year": 1999.5, "title": null, "mixed": "two", "sold": true}
      {"id": 7, "vector": [5, 6], "nested": {"deep": [1, {"x": null}]}, "id2": 12345678901234567}
      """;

  @TempDir private Path folder;

  private static List<SourceRecord> read(Path path) {
    List<SourceRecord> records = new ArrayList<>();
    try (RecordSource source = RecordSource.open(path)) {
      for (SourceRecord next = source.next(); next != null; next = source.next()) {
        records.add(next);
      }
    }
    return records;
  }

  @Test
  void linesBecomeParquet() throws IOException {
    Path source = Files.writeString(folder.resolve("records"), LINES);
    Path target = folder.resolve("records.parquet");
    Map<String, Object> said = CommandRun.json("convert", source, target);
    assertThat(said).containsEntry("rows", 3).containsEntry("ids", "texts");
    assertThat(said.get("columns"))
        .isEqualTo(
            Map.of(
                "year", "NUMBER",
                "title", "TEXT",
                "mixed", "JSON",
                "tags", "TEXTS",
                "sold", "TRUTH",
                "nested", "JSON",
                "id2", "WHOLE"));
    List<SourceRecord> records = read(target);
    assertThat(records).extracting(SourceRecord::id).containsExactly("a", "b", "7");
    assertThat(records.get(0).vector()).containsExactly(1, 2.5f);
    assertThat(records.get(0).payload())
        .containsEntry("year", 2000.0)
        .containsEntry("tags", List.of("p", "q"));
    assertThat(records.get(1).payload()).containsEntry("year", 1999.5).containsEntry("sold", true);
    assertThat(String.valueOf(records.get(1).payload().get("mixed"))).contains("two");
    assertThat(String.valueOf(records.get(2).payload().get("nested"))).contains("deep");
    assertThat(records.get(2).payload()).containsEntry("id2", 12345678901234567L);
  }

  @Test
  void rowsWithoutIdsGetTheirNumber() throws IOException {
    Path source = Files.writeString(folder.resolve("r"), "[1, 2]\n[3, 4]\n[5, 6]\n");
    Path target = folder.resolve("r.parquet");
    assertThat(CommandRun.json("convert", source, target, "--rows", "1:3"))
        .containsEntry("rows", 2);
    assertThat(read(target)).extracting(SourceRecord::id).containsExactly(1L, 2L);
  }

  @Test
  void whatIsLostIsRefused() throws IOException {
    String bad = "{\"id\": 1, \"vector\": [1, 2]}\n{\"id\": 2, \"vector\": [1]}\n";
    Path source = Files.writeString(folder.resolve("bad"), bad);
    Path target = folder.resolve("bad.parquet");
    CommandRun refused = CommandRun.of("convert", source, target);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("row 1 (line 2)");
    assertThat(target).doesNotExist();
    assertThat(CommandRun.json("convert", source, target, "--allow-loss"))
        .containsEntry("rows", 1)
        .containsEntry("bad_rows", 1);
    String sparse =
        "{\"id\": 1, \"vector\": [1], \"sparse_values\": {\"indices\": [1], \"values\": [2]}}\n";
    Files.writeString(source, sparse);
    assertThat(CommandRun.of("convert", source, target).err()).contains("sparse vectors");
    assertThat(CommandRun.of("convert", source, folder.resolve("x.hdf5")).err())
        .contains("to: expected a format of records");
  }

  @Test
  void whatAFormatCannotHoldIsRefused() throws IOException {
    String deep = "{\"id\": \"a\", \"vector\": [1, 2], \"deep\": {\"x\": 1}}\n";
    Path source = Files.writeString(folder.resolve("deep"), deep);
    Path target = folder.resolve("pinecone.json");
    CommandRun refused = CommandRun.of("convert", source, target, "--to", "PINECONE");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("SOURCE: expected records that can be kept")
        .contains("deep");
    assertThat(target).doesNotExist();
    Map<String, Object> said =
        CommandRun.json("convert", source, target, "--to", "PINECONE", "--allow-loss");
    assertThat(said.get("losses").toString()).contains("deep");
  }

  @Test
  void vectorsOfRecordsBecomeADataset() throws IOException {
    String lines = "{\"id\": 7, \"vector\": [1, 2], \"x\": 1}\n{\"id\": 8, \"vector\": [3, 4]}\n";
    Path source = Files.writeString(folder.resolve("records"), lines);
    Path target = folder.resolve("x.fbin");
    assertThat(CommandRun.of("convert", source, target).err())
        .contains("FBIN has no values, and there are [x]; FBIN has no ids");
    assertThat(target).doesNotExist();
    assertThat(CommandRun.of("convert", source, target, "--allow-loss").code()).isZero();
    try (VectorFile file = VectorFile.open(target)) {
      double[] row = new double[2];
      file.readDoubles(1, row);
      assertThat(row).containsExactly(3, 4);
    }
    Path archive = folder.resolve("x.npz");
    assertThat(CommandRun.of("convert", source, archive, "--allow-loss").code()).isZero();
    try (IntMatrix ids = NpzFile.open(archive).numbers("ids")) {
      assertThat(ids.get(1, 0)).isEqualTo(8);
    }
    Files.writeString(source, "[1, 2]\n[3, 4]\n");
    assertThat(CommandRun.of("convert", source, target).code()).as("nothing to lose").isZero();
    assertThat(CommandRun.of("convert", source, folder.resolve("x.ibin")).err())
        .contains("to: expected a format of records");
  }
}
