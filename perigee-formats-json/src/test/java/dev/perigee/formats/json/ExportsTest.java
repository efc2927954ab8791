package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import dev.perigee.testkit.SharedDatasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Exports of other databases, each in its own shape, of the same vectors.
class ExportsTest {

  @TempDir Path folder;

  private Path fixture(String name) {
    return Records.copy(ExportsTest.class, name, folder);
  }

  private static float[] vector(SourceRecord record) {
    return record.vectors().getOrDefault("dense", record.vector());
  }

  @ParameterizedTest
  @FieldSource("dev.perigee.formats.json.TextFixtures#EXPORTS")
  void vectorsAreThoseOfThePlainFile(String name) {
    List<SourceRecord> plain = Records.read(fixture("vectors.jsonl"));
    List<SourceRecord> records = Records.read(fixture(name));
    assertThat(records).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(vector(records.get(i))).containsExactly(plain.get(i).vector());
      assertThat(records.get(i).position().row()).isEqualTo(i);
    }
    assertThat(plain.getFirst().vector()).hasSize(32).startsWith(0.7340142f, 0.2492957f);
  }

  @ParameterizedTest
  @FieldSource("dev.perigee.formats.json.TextFixtures#EXPORTS")
  void readingGoesOnFromAnyRow(String name) {
    Path path = fixture(name);
    List<SourceRecord> all = Records.read(path);
    for (int start = 0; start <= 6; start++) {
      List<SourceRecord> rest = Records.read(path, RecordOptions.DEFAULT, start);
      assertThat(rest).hasSize(Math.max(0, 5 - start));
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i).position()).isEqualTo(all.get(start + i).position());
        assertThat(vector(rest.get(i))).containsExactly(vector(all.get(start + i)));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.perigee.formats.json.TextFixtures#EXPORTS")
  void gzipAndMarksChangeNothing(String name) {
    byte[] bytes = TextFixtures.bytes(name);
    byte[] marked = new byte[bytes.length + 3];
    marked[0] = (byte) 0xef;
    marked[1] = (byte) 0xbb;
    marked[2] = (byte) 0xbf;
    System.arraycopy(bytes, 0, marked, 3, bytes.length);
    List<SourceRecord> expected = Records.read(fixture(name));
    for (byte[] variant : List.of(marked, TextFixtures.gzip(bytes), TextFixtures.gzip(marked))) {
      List<SourceRecord> records = Records.read(Records.write(folder.resolve("x.dat"), variant));
      assertThat(records).hasSize(5);
      for (int i = 0; i < 5; i++) {
        assertThat(records.get(i).id()).isEqualTo(expected.get(i).id());
        assertThat(records.get(i).payload()).isEqualTo(expected.get(i).payload());
      }
    }
  }

  @Test
  void qdrantHasNumbersAndNamesAndNoPayloadAtTimes() {
    SourceRecord point = Records.read(fixture("qdrant_points.jsonl")).get(1);
    assertThat(point.id()).isEqualTo(10000000007L);
    assertThat(point.payload()).isEqualTo(Map.of("row", 1L, "parity", "odd", "title", "doc 1"));
    assertThat(point.position().line()).isEqualTo(2);
    SourceRecord scrolled = Records.read(fixture("qdrant_scroll_response.json")).get(1);
    assertThat(scrolled.id()).isEqualTo(point.id());
    assertThat(scrolled.payload()).isEqualTo(point.payload());
    try (RecordSource named = RecordSource.open(fixture("qdrant_points_named.jsonl"))) {
      SourceRecord first = named.next();
      assertThat(first.id()).isEqualTo("00000000-0000-4000-8000-000000000000");
      assertThat(first.vectors()).containsOnlyKeys("dense");
      assertThat(first.payload()).isEmpty();
      assertThat(named.notes()).containsExactly("vector.sparse: sparse vectors were passed over");
    }
  }

  @Test
  void chromaHasColumns() {
    Path get = fixture("chroma_get.json");
    SourceRecord columnar = Records.read(get).get(1);
    SourceRecord line = Records.read(fixture("chroma_cdp.jsonl")).get(1);
    assertThat(columnar.id()).isEqualTo("10000000007").isEqualTo(line.id());
    assertThat(columnar.payload())
        .isEqualTo(Map.of("document", "doc 1", "row", 1L, "parity", "odd", "title", "doc 1"));
    assertThat(line.payload())
        .isEqualTo(Map.of("text_chunk", "doc 1", "row", 1L, "parity", "odd", "title", "doc 1"));
  }

  @Test
  void pineconeAndWeaviateAndMilvusKeepTheirPayload() {
    Map<String, Object> row = Map.of("row", 2L, "parity", "even", "title", "doc 2");
    for (String name :
        List.of("pinecone_vectors.jsonl", "pinecone_fetch_response.json", "pinecone_upsert.json")) {
      try (RecordSource source = RecordSource.open(fixture(name), RecordOptions.DEFAULT, 2)) {
        SourceRecord record = source.next();
        assertThat(record.id()).isEqualTo("10000000014");
        assertThat(record.payload()).isEqualTo(row);
        assertThat(source.notes().isEmpty()).isEqualTo(!name.endsWith("upsert.json"));
      }
    }
    SourceRecord object = Records.read(fixture("weaviate_objects.jsonl")).get(2);
    assertThat(object.payload()).containsEntry("class", "Doc").containsAllEntriesOf(row);
    assertThat(Records.read(fixture("milvus_bulk.json")).get(2).payload())
        .isEqualTo(Map.of("title", "doc 2"));
  }

  @Test
  void recordsMayHaveNoVectors() {
    assertThat(Records.read(fixture("payloads.jsonl")))
        .hasSize(5)
        .allSatisfy(record -> assertThat(record.vectors()).isEmpty());
  }

  @ParameterizedTest
  @FieldSource("dev.perigee.formats.json.TextFixtures#EXPORTS")
  void wholeExportsHoldTheVectorsOfTheDataset(String name) {
    List<float[]> base = SharedDatasets.base();
    Path export = SharedDatasets.file("base.fbin").resolveSibling(name);
    List<SourceRecord> records = Records.read(export);
    assertThat(records).hasSize(100);
    for (int i = 0; i < records.size(); i++) {
      // The exports are rounded to seven decimals.
      assertThat(vector(records.get(i))).containsExactly(base.get(i), within(1e-6f));
    }
  }
}
