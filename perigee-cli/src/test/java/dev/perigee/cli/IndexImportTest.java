package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.hdf5.BenchmarkWriter;
import dev.perigee.formats.usearch.USearchWriter;
import dev.perigee.formats.usearch.USearchWriterOptions;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexContents;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `perigee import` of an index: a collection with its graph, and the ids that are kept beside it.
final class IndexImportTest {

  private static final int COUNT = 500;
  private static final int DIMENSION = 10;
  private static final long FIRST = 1L << 40;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final float[][] rows = new float[COUNT][DIMENSION];

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  private Path data() {
    return folder.resolve("data");
  }

  /// An index of ours, with numbers from [#FIRST] on.
  private Path ours() {
    SplittableRandom random = new SplittableRandom(5);
    Path path = folder.resolve("ours.prg");
    try (IndexBuilder builder =
        VectorIndex.builder(IndexOptions.of(DIMENSION, Metric.L2).withM(6))) {
      for (int row = 0; row < COUNT; row++) {
        for (int i = 0; i < DIMENSION; i++) {
          rows[row][i] = (float) random.nextGaussian();
        }
        builder.add(FIRST + row, rows[row]);
      }
      long _ = builder.write(path);
    }
    return path;
  }

  private Path usearch(int removedEach) {
    Path path = folder.resolve("there.usearch");
    try (VectorIndex index = VectorIndex.open(ours())) {
      USearchWriter.write(
          path,
          IndexContents.vectors(index),
          IndexContents.links(index),
          USearchWriterOptions.of(Metric.L2, IndexContents.links(index))
              .withRemoved(row -> removedEach > 0 && row % removedEach == 0));
    }
    return path;
  }

  private List<Object> nearest(Collection docs, int row) {
    return docs.search(Query.near("vector", rows[row]).limit(10).ef(40)).stream()
        .map(hit -> hit.id().value())
        .toList();
  }

  private void assertFindsWhatTheIndexFinds(IntFunction<Object> id) {
    try (Database database = Database.open(data());
        VectorIndex index = VectorIndex.open(folder.resolve("ours.prg"))) {
      Collection docs = database.collection("docs");
      assertThat(docs.count()).isEqualTo(COUNT);
      for (int row = 0; row < COUNT; row += 9) {
        List<Object> expected =
            index.search(rows[row], SearchOptions.nearest(10).ef(40)).hits().stream()
                .map(hit -> id.apply((int) (hit.id() - FIRST)))
                .toList();
        assertThat(nearest(docs, row)).isEqualTo(expected);
        assertThat(docs.get(id.apply(row)).vector("vector")).isEqualTo(rows[row]);
      }
    }
  }

  @Test
  void anIndexBecomesACollectionWithItsGraph() throws IOException {
    Path there = usearch(0);
    assertThat(run("import", there, "--into", data().resolve("docs"), "--json"))
        .as("%s", err)
        .isZero();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("library", "USearch")
        .containsEntry("written", COUNT)
        .containsEntry("graph", "taken over");
    assertFindsWhatTheIndexFinds(row -> FIRST + row);
    assertThat(run("import", ours(), "--into", data().resolve("own"), "--json")).isZero();
    assertThat(JSON.std.mapFrom(out.toString())).containsEntry("library", "Perigee");
  }

  @Test
  void removedRowsStayBehind() throws IOException {
    Path there = usearch(4);
    assertThat(run("import", there, "--into", data().resolve("docs"), "--json")).isZero();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("written", COUNT - COUNT / 4)
        .containsEntry("removed", COUNT / 4);
    try (Database database = Database.open(data())) {
      assertThat(database.collection("docs").get(FIRST)).isNull();
      assertThat(nearest(database.collection("docs"), 1).getFirst()).isEqualTo(FIRST + 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%d,doc-%d|",
        "%d;\"doc-%d\"|",
        "{\"internal\": %d, \"id\": \"doc-%d\"}|",
        "{\"id\": \"doc-%2$d\", \"row\": \"%1$d\", \"more\": 1}|",
        "%d,doc-%d|number,id",
        "%d,doc-%d|id,title"
      })
  void idsComeFromAMapOfTheApplication(String line, String header) throws IOException {
    String lines =
        IntStream.range(0, COUNT)
            .mapToObj(row -> line.formatted(FIRST + row, row))
            .collect(Collectors.joining("\n", header == null ? "" : header + "\n", ""));
    Path map = Files.writeString(folder.resolve("map"), lines);
    Path there = usearch(0);
    assertThat(run("import", there, "--into", data().resolve("docs"), "--id-map", map))
        .as("%s", err)
        .isZero();
    assertFindsWhatTheIndexFinds(row -> "doc-" + row);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1099511627776,a|none for 1099511627777",
        "1,a\\n1,b|expected each number once, got 1 again",
        "1,a\\nx,b|map line 2: expected a number, a comma and an id, got x,b",
        "{\"internal\": 1.5, \"id\": \"a\"}|expected a whole number, got 1.5",
        "{\"internal\": 1}|expected an id, got none"
      })
  void aMapThatDoesNotFitMakesNothing(String lines, String reason) throws IOException {
    byte[] bytes = lines.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
    Path map = Files.write(folder.resolve("map"), bytes);
    Path there = usearch(0);
    assertThat(run("import", there, "--into", data().resolve("docs"), "--id-map", map))
        .isPositive();
    assertThat(err.toString()).contains(reason);
    assertThat(data()).doesNotExist();
  }

  @Test
  void intoACollectionThatIsThereGoTheVectors() throws IOException {
    Path there = usearch(0);
    assertThat(run("create", data(), "docs", "--vector", "vector:10:l2")).isZero();
    assertThat(run("import", there, "--into", data().resolve("docs"), "--json"))
        .as("%s", err)
        .isZero();
    assertThat(JSON.std.mapFrom(out.toString()).get("graph").toString()).contains("left behind");
    try (Database database = Database.open(data())) {
      Collection docs = database.collection("docs");
      assertThat(docs.count()).isEqualTo(COUNT);
      List<Hit> hits = docs.search(Query.near("vector", rows[3]).limit(1));
      assertThat(hits.getFirst().id()).isEqualTo(DocumentId.of(FIRST + 3));
    }
    assertThat(run("create", data(), "other", "--vector", "vector:11:l2")).isZero();
    assertThat(run("import", there, "--into", data().resolve("other"))).isEqualTo(2);
    assertThat(err.toString()).contains("vector: expected 11 x F32, got 10 x F32");
  }

  @Test
  void aDataSetBecomesACollectionToo() throws IOException {
    Path ours = ours();
    Path base = folder.resolve("base.fbin");
    assertThat(run("convert", ours, base)).as("%s", err).isZero();
    assertThat(run("import", base, "--into", data().resolve("docs"), "--metric", "l2", "--json"))
        .as("%s", err)
        .isZero();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("written", COUNT)
        .containsEntry("graph", "built");
    try (Database database = Database.open(data())) {
      assertThat(nearest(database.collection("docs"), 7).getFirst()).isEqualTo(7L);
    }
  }

  @Test
  void whatADataSetSaysCounts() throws IOException {
    Path path = folder.resolve("set.hdf5");
    MemorySegment row = MemorySegment.ofArray(new byte[16]);
    try (BenchmarkWriter writer = BenchmarkWriter.create(path)) {
      writer.describe(Metric.L2, 2, false);
      writer.begin("train", ComponentType.F64, 2);
      for (int i = 0; i < 20; i++) {
        row.set(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 8, i / 10.0);
        writer.write(row);
      }
      writer.finish();
    }
    Path docs = data().resolve("docs");
    assertThat(run("import", path, "--into", docs)).isEqualTo(2);
    assertThat(err.toString())
        .contains("row 1 component 1: expected a number that F32 holds exactly, or --allow-loss");
    assertThat(run("import", path, "--into", docs, "--allow-loss", "--json"))
        .as("%s", err)
        .isZero();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("losses", List.of("numbers become the nearest floats"));
    try (Database database = Database.open(data())) {
      assertThat(database.collection("docs").schema().vectors().getFirst().options().metric())
          .isEqualTo(Metric.L2);
    }
  }

  @Test
  void anIdMapIsForAnIndex() throws IOException {
    Path records = Files.writeString(folder.resolve("r"), "{\"id\": 1, \"vector\": [1, 2]}\n");
    assertThat(run("import", records, "--into", data().resolve("docs"), "--id-map", records))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--id-map: expected an index for SOURCE");
  }
}
