package dev.perigee.formats.parquet;

import static dev.perigee.formats.parquet.RawParquet.field;
import static dev.perigee.formats.parquet.RawParquet.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordProblem;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Vectors as old and other writers keep them, which no shared data set has.
class VectorFormsTest {

  @TempDir Path folder;

  private final List<RecordProblem> problems = new ArrayList<>();

  private List<SourceRecord> read(String schema, List<Consumer<RecordConsumer>> rows) {
    return read(schema, rows, RecordOptions.DEFAULT);
  }

  private List<SourceRecord> read(
      String schema, List<Consumer<RecordConsumer>> rows, RecordOptions options) {
    Path path = Records.write(folder.resolve("raw.parquet"), RawParquet.of(schema, rows));
    return Records.read(path, options.withBadRows(problems::add), 0);
  }

  private static void floats(RecordConsumer out, float... values) {
    for (float value : values) {
      out.addFloat(value);
    }
  }

  @Test
  void listsMayHaveTwoLevels() {
    assertThat(
            read(
                "message m { optional group vector (LIST) { repeated float array; } }",
                List.of(out ->
                    field(
                        out,
                        "vector",
                        0,
                        () -> group(out, () -> field(out, "array", 0, () -> floats(out, 1, 2)))))))
        .singleElement()
        .satisfies(record -> assertThat(record.vector()).containsExactly(1, 2));
  }

  @Test
  void fieldsMayRepeatWithoutAList() {
    assertThat(
            read(
                "message m { repeated float emb; repeated binary tags (UTF8); }",
                List.of(out -> {
                  field(out, "emb", 0, () -> floats(out, 1, 2, 3));
                  field(out, "tags", 1, () -> out.addBinary(Binary.fromString("t")));
                })))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.vector()).containsExactly(1, 2, 3);
          assertThat(record.payload()).isEqualTo(Map.of("tags", List.of("t")));
        });
  }

  private static void bag(RecordConsumer out, Float... values) {
    field(
        out,
        "embedding",
        0,
        () ->
            group(
                out,
                () ->
                    field(
                        out,
                        "bag",
                        0,
                        () -> {
                          for (Float value : values) {
                            group(
                                out,
                                () -> {
                                  if (value != null) {
                                    field(out, "item", 0, () -> out.addFloat(value));
                                  }
                                });
                          }
                        })));
  }

  @Test
  void nullsAndRaggedListsAreBadRows() {
    String schema =
        "message m { optional group embedding (LIST) { repeated group bag { optional float item; } } }";
    assertThat(
            read(
                schema,
                List.of(
                    out -> bag(out, 1f, 2f),
                    out -> bag(out, 1f, null),
                    out -> bag(out, null, 2f),
                    out -> bag(out, 1f),
                    out -> bag(out, 1f, Float.NaN),
                    out -> {},
                    out -> bag(out, 3f, 4f))))
        .hasSize(2);
    assertThat(problems)
        .extracting(problem -> problem.position().row())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void componentsMayBeColumnsOrAStruct() {
    List<Consumer<RecordConsumer>> columns =
        List.of(
            out -> {
              field(out, "emb_0", 0, () -> out.addDouble(1));
              field(out, "emb_1", 1, () -> out.addDouble(2));
            },
            out -> field(out, "emb_0", 0, () -> out.addDouble(1)));
    String schema = "message m { optional double emb_0; optional double emb_1; }";
    assertThat(read(schema, columns).getFirst().vector()).containsExactly(1, 2);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().reason()).isEqualTo("emb_1: expected a number, got null");
    List<Consumer<RecordConsumer>> struct =
        List.of(
            out -> field(out, "vector", 0, () -> group(out, () -> columns.getFirst().accept(out))));
    assertThat(
            read(
                    "message m { required group vector { required double emb_0; required double emb_1; } }",
                    struct)
                .getFirst()
                .vector())
        .containsExactly(1, 2);
  }

  @Test
  void bytesAndTextAreVectorsWhereTheirNameSaysSo() {
    byte[] bytes =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).array();
    List<Consumer<RecordConsumer>> rows =
        List.of(out -> {
          field(out, "id", 0, () -> out.addBinary(Binary.fromString("x")));
          field(out, "v", 1, () -> out.addBinary(Binary.fromConstantByteArray(bytes)));
        });
    assertThat(
            read(
                    "message m { required binary id; required binary v; }",
                    rows,
                    RecordOptions.DEFAULT.withVectors("v"))
                .getFirst()
                .vector())
        .containsExactly(1, 2);
    assertThat(
            read(
                    "message m { required binary embedding (UTF8); }",
                    List.of(out ->
                        field(
                            out,
                            "embedding",
                            0,
                            () -> out.addBinary(Binary.fromString("[0.5, -1]")))))
                .getFirst()
                .vector())
        .containsExactly(0.5f, -1);
  }

  @Test
  void recordsOfMoreMemoryThanAllowedAreRefused() {
    List<Consumer<RecordConsumer>> rows =
        List.of(out ->
            field(
                out,
                "emb",
                0,
                () -> {
                  for (int i = 0; i < 100_000; i++) {
                    out.addFloat(i);
                  }
                }));
    assertThatThrownBy(() ->
            read(
                "message m { repeated float emb; }",
                rows,
                RecordOptions.DEFAULT.withRecordBytesMax(10_000)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("raw.parquet");
  }
}
