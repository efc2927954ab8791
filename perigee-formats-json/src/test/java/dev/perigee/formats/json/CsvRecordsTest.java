package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordProblem;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecordsTest {

  @TempDir Path folder;

  private List<SourceRecord> read(String text) {
    return read(text, RecordOptions.DEFAULT, 0);
  }

  private List<SourceRecord> read(String text, RecordOptions options, long startRow) {
    return Records.read(Records.write(folder.resolve("table.txt"), text), options, startRow);
  }

  @Test
  void vectorsMayBeTextInAColumn() {
    List<SourceRecord> records =
        read("id,title,embedding\r\n1,\"a, \"\"b\"\"\nc\",\"[0.5, -1]\"\r\nx,,[1 2.5e0]\r\n");
    assertThat(records.getFirst().id()).isEqualTo(1L);
    assertThat(records.getFirst().payload()).isEqualTo(Map.of("title", "a, \"b\"\nc"));
    assertThat(records.getFirst().vector()).containsExactly(0.5f, -1);
    assertThat(records.get(1).id()).isEqualTo("x");
    assertThat(records.get(1).vector()).containsExactly(1, 2.5f);
    assertThat(records.get(1).position().line()).isEqualTo(4);
  }

  @Test
  void vectorsMayBeSpreadOverColumns() {
    String text = "emb_1;id;emb_0;emb_2;n\n2;7;1;3;x\n5;8;4;6;y\n";
    List<SourceRecord> records = read(text);
    assertThat(records.getFirst().vector()).containsExactly(1, 2, 3);
    assertThat(records.get(1).payload()).isEqualTo(Map.of("n", "y"));
    assertThat(read(text, RecordOptions.DEFAULT, 1).getFirst().id()).isEqualTo(8L);
  }

  @Test
  void valuesAreTypedAsTheyAreWritten() {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("a", 12L);
    expected.put("b", -0.5);
    expected.put("c", "007");
    expected.put("d", null);
    expected.put("e", true);
    expected.put("f", "92233720368547758080");
    expected.put("g", "+1");
    expected.put("h", "2024-01-02");
    assertThat(
            read("a\tb\tc\td\te\tf\tg\th\n12\t-0.5\t007\t\ttrue\t92233720368547758080\t+1\t2024-01-02\n")
                .getFirst()
                .payload())
        .isEqualTo(expected);
  }

  @Test
  void quotesSayTextUnlessAllNamesHaveThem() {
    SourceRecord told = read("id,\"a\",b,c\n\"7\",\"\",\"1.5\",\"true\"\n8,,1.5,true\n").getFirst();
    assertThat(told.id()).isEqualTo("7");
    assertThat(told.payload()).isEqualTo(Map.of("a", "", "b", "1.5", "c", "true"));
    List<SourceRecord> all = read("\"id\",\"b\",\"c\"\n\"7\",\"1.5\",\"true\"\n8,2,true\n");
    assertThat(all.getFirst().id()).isEqualTo(7L);
    assertThat(all.getFirst().payload()).isEqualTo(Map.of("b", 1.5, "c", true));
  }

  @Test
  void vectorsInQuotesAreVectors() {
    List<SourceRecord> records = read("id,emb_0,emb_1\n1,\"0.5\",\"2\"\n");
    assertThat(records.getFirst().vector()).containsExactly(0.5f, 2);
  }

  @Test
  void badRowsArePassedOverWhereAsked() {
    List<RecordProblem> problems = new ArrayList<>();
    String text = "id,v_0,v_1\n1,1,2\n2,1\n3,1,2,3\n4,x,2\n5,1,NaN\n6,3,4\n";
    assertThat(read(text, RecordOptions.DEFAULT.withVectors("v").withBadRows(problems::add), 0))
        .extracting(SourceRecord::id)
        .containsExactly(1L, 6L);
    assertThat(problems)
        .extracting(RecordProblem::reason)
        .containsExactly(
            "row: expected 3 fields, got 2",
            "row: expected 3 fields, got 4",
            "v_0: expected a number, got \"x\"",
            "vector[1]: expected a finite number, got NaN");
    assertThatThrownBy(() -> read("id,vector\n1,[1]\n2,\n"))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("row 1 (line 3): vector: expected a vector, got none");
  }

  @Test
  void headersAreChecked() {
    for (String text : List.of("a,a\n1,2\n", "1,2\n3,4\n")) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidRequestException.class);
    }
    assertThatThrownBy(() -> read("a,b\n", RecordOptions.DEFAULT.withVectors("c"), 0))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("expected a column c, got [a, b]");
  }

  @Test
  void damagedTextIsCorrupt() {
    byte[] bytes = "a,b\n1,xx\n".getBytes(StandardCharsets.UTF_8);
    bytes[7] = (byte) 0xff;
    Path path = Records.write(folder.resolve("bytes.csv"), bytes);
    assertThatThrownBy(() -> Records.read(path)).isInstanceOf(CorruptionException.class);
    String open = "a,b\n1,\"" + "x".repeat(200_000);
    assertThatThrownBy(() -> read(open, RecordOptions.DEFAULT.withRecordBytesMax(1000), 0))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void gzipChangesNothing() {
    byte[] bytes = "id,vector\n1,[1]\n".getBytes(StandardCharsets.UTF_8);
    Path path = Records.write(folder.resolve("x.gz"), TextFixtures.gzip(bytes));
    assertThat(Records.read(path).getFirst().vector()).containsExactly(1);
    assertThat(Arrays.equals(bytes, TextFile.text(TextFixtures.gzip(bytes)))).isTrue();
  }
}
