package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordOptions.VectorRule;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns of all types, written by pyarrow 25, apache-arrow 21 for JavaScript and polars 1.44.
class ArrowTypesTest {

  @TempDir Path folder;

  private List<SourceRecord> read(String name) {
    return Records.read(
        Records.copy(ArrowTypesTest.class, name, folder),
        RecordOptions.DEFAULT.withVectorRule(VectorRule.OPTIONAL),
        0);
  }

  private List<Object> column(List<SourceRecord> records, String name) {
    return records.stream().map(record -> record.payload().get(name)).toList();
  }

  private static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_types.arrows", "pyarrow_types_lz4.arrow"})
  void columnsAreToldAsArrowWritesThem(String name) {
    Path path = Records.copy(ArrowTypesTest.class, name, folder);
    try (RecordSource source = RecordSource.open(path)) {
      assertThat(source.columns())
          .containsEntry("vector", "fixed_size_list<float>[2]")
          .containsEntry("uint16", "uint16")
          .containsEntry("f16", "halffloat")
          .containsEntry("tz_ms", "timestamp[ms] of a time zone")
          .containsEntry("dec256", "decimal256[2]")
          .containsEntry("liststruct", "list<struct<x: int8>>")
          .containsEntry("listdict", "list<dictionary<int32, string>>")
          .containsEntry("dunion", "dense_union<0: int64, 1: string>")
          .containsEntry("uuid", "arrow.uuid<fixed_size_binary[16]>");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_types.arrows", "pyarrow_types_lz4.arrow"})
  void numbersAreKept(String name) {
    List<SourceRecord> records = read(name);
    assertThat(records).extracting(SourceRecord::id).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(records.get(1).vector()).containsExactly(3, 4);
    assertThat(records.get(2).vectors()).isEmpty();
    for (int bits = 8; bits <= 64; bits *= 2) {
      assertThat(column(records, "int" + bits)).containsExactly(1L, null, 0L, 100L, 7L);
      assertThat(column(records, "uint" + bits)).containsExactly(1L, null, 0L, 100L, 7L);
    }
    assertThat(column(records, "u64big")).containsExactly(0x1p64, 0x1p63, Long.MAX_VALUE, 0L, null);
    assertThat(column(records, "f16")).containsExactly(1.5, 2.0, 3.0, 4.0, 5.0);
    assertThat(column(records, "f32")).containsExactly(0.5, null, 1.0, 2.0, 3.0);
    assertThat(column(records, "f64"))
        .containsExactly(.1, .2, null, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(column(records, "b")).containsExactly(true, null, false, true, true);
    assertThat(column(records, "bool8")).containsExactly(true, false, null, true, false);
    assertThat(column(records, "null")).containsOnlyNulls();
    for (int bits = 32; bits <= 256; bits *= 2) {
      assertThat(column(records, "dec" + bits))
          .containsExactly("1.50", null, "-0.01", "99999.99", "0.00");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_types.arrows", "pyarrow_types_lz4.arrow"})
  void textsAndBytesAreKept(String name) {
    List<SourceRecord> records = read(name);
    assertThat(column(records, "utf8")).containsExactly("a", null, "", "ü€😀", "e".repeat(20));
    assertThat(column(records, "lutf8")).containsExactly("a", null, "", "ü", "e");
    assertThat(column(records, "vutf8"))
        .containsExactly("a", null, "", "a string longer than twelve", "e");
    for (String column : List.of("bin", "lbin")) {
      assertThat(column(records, column))
          .containsExactly(new byte[] {'a'}, null, new byte[0], new byte[] {-1}, new byte[] {'e'});
    }
    byte[] long30 = new byte[30];
    Arrays.fill(long30, (byte) -1);
    assertThat(records.get(3).payload().get("vbin")).isEqualTo(long30);
    assertThat(records.get(3).payload().get("fsb")).isEqualTo(new byte[] {-1, 0});
    assertThat(records.get(2).payload()).containsEntry("fsb", new byte[] {'c', 'd'});
    assertThat(records.get(3).payload())
        .containsEntry("uuid", "00000000-0000-0003-0000-000000000007");
    assertThat(column(records, "json")).containsExactly("{}", null, "[1]", "2", "\"\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_types.arrows", "pyarrow_types_lz4.arrow"})
  void timesAreText(String name) {
    List<SourceRecord> records = read(name);
    List<String> days = Arrays.asList("2020-01-02", null, "1969-12-31", "0001-01-01", "9999-12-31");
    assertThat(column(records, "d32")).isEqualTo(days);
    assertThat(column(records, "d64")).isEqualTo(days);
    assertThat(column(records, "ts_s"))
        .startsWith("1970-01-01T00:00", null, "1969-12-31T23:59:59", "2023-11-14T22:13:20");
    assertThat(column(records, "tz_us"))
        .startsWith("1970-01-01T00:00:00Z", null, "1969-12-31T23:59:59.999999Z");
    assertThat(column(records, "ts_ns")).contains("1969-12-31T23:59:59.999999999");
    assertThat(column(records, "dur_ms")).startsWith("PT0S", null, "PT-0.001S", "PT472H13M20S");
    assertThat(column(records, "t32s")).startsWith("00:00", null, "00:00:01", "23:59:59");
    assertThat(column(records, "t64ns")).contains("23:59:59.999999999");
    assertThat(column(records, "mdn"))
        .containsExactly("P1Y2M3DT4S", null, "P0D", "P1M-1DT-0.000000001S", "P0DT0.000000005S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_types.arrows", "pyarrow_types_lz4.arrow"})
  void nestedColumnsAreListsAndMaps(String name) {
    List<SourceRecord> records = read(name);
    List<Object> lists =
        Arrays.asList(List.of(1L, 2L), null, List.of(), Arrays.asList(null, 3L), List.of(4L));
    assertThat(column(records, "list")).isEqualTo(lists);
    assertThat(column(records, "listview")).isEqualTo(lists);
    assertThat(column(records, "llistview")).isEqualTo(lists);
    assertThat(column(records, "llist"))
        .containsExactly(
            List.of(1.5, 2.0), null, List.of(), Arrays.asList(null, 3.0), List.of(4.0));
    assertThat(column(records, "struct"))
        .containsExactly(
            map("a", 1L, "b", "x"),
            null,
            map("a", null, "b", "y"),
            map("a", 3L, "b", null),
            map("a", 4L, "b", ""));
    assertThat(column(records, "map"))
        .containsExactly(map("k", 1L), null, map(), map("a", null, "b", 2L), map("z", 3L));
    assertThat(column(records, "listlist"))
        .containsExactly(
            List.of(List.of("a"), List.of()),
            null,
            List.of(),
            Arrays.asList(null, List.of("b")),
            List.of(List.of("c", "d")));
    assertThat(column(records, "liststruct"))
        .startsWith(List.of(map("x", 1L)), null, List.of(), Arrays.asList(map("x", 2L), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_types.arrows", "pyarrow_types_lz4.arrow"})
  void dictionariesUnionsAndRunsAreLookedUp(String name) {
    List<SourceRecord> records = read(name);
    assertThat(column(records, "dict")).containsExactly("x", null, "y", "x", "z");
    assertThat(column(records, "dict8")).containsExactly(1.5, null, null, null, 1.5);
    assertThat(column(records, "listdict"))
        .containsExactly(List.of("p"), List.of(), List.of("q", "p"), List.of(), List.of("r"));
    assertThat(column(records, "sunion")).containsExactly(1L, "b", 3L, "d", null);
    assertThat(column(records, "dunion")).containsExactly(1L, "a", 2L, "b", null);
    assertThat(column(records, "ree")).containsExactly("r", "r", "s", "s", "s");
  }

  @Test
  void slicesAreRead() {
    List<SourceRecord> records = read("pyarrow_sliced.arrow");
    assertThat(records).extracting(SourceRecord::id).containsExactly(2L, 3L, 4L);
    assertThat(records.get(0).vector()).containsExactly(3, 4);
    assertThat(records.get(2).vector()).containsExactly(5, 6);
    assertThat(column(records, "list")).containsExactly(null, List.of(), Arrays.asList(null, 3L));
    assertThat(column(records, "struct"))
        .containsExactly(null, map("a", null, "b", "y"), map("a", 3L, "b", null));
    assertThat(column(records, "map")).containsExactly(null, map(), map("a", null, "b", 2L));
    assertThat(column(records, "dict")).containsExactly(null, "y", "x");
    assertThat(column(records, "b")).containsExactly(null, false, true);
    assertThat(column(records, "ree")).containsExactly("r", "s", "s");
    assertThat(column(records, "dunion")).containsExactly("a", 2L, "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_v4.arrow", "pyarrow_v4_legacy.arrows"})
  void oldMetadataAndFramingIsRead(String name) {
    List<SourceRecord> records = read(name);
    assertThat(records).hasSize(5);
    assertThat(records.get(4).vector()).containsExactly(7, 8);
    assertThat(column(records, "sunion")).containsExactly(1L, "b", 3L, "d", null);
    assertThat(column(records, "dict")).containsExactly("x", null, "y", "x", "z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow_delta.arrow", "pyarrow_delta.arrows", "pyarrow_replaced.arrows"})
  void dictionariesGrowAndAreReplaced(String name) {
    List<SourceRecord> records = read(name);
    assertThat(column(records, "c")).startsWith("a", "b", "c", null, "d");
    if (name.contains("replaced")) {
      assertThat(column(records, "c")).endsWith("q", "r");
    }
    Path path = Records.copy(ArrowTypesTest.class, name, folder);
    for (int start = 0; start < records.size(); start++) {
      assertThat(column(Records.read(path, RecordOptions.DEFAULT, start), "c"))
          .isEqualTo(column(records.subList(start, records.size()), "c"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"js_types.arrows", "js_legacy.arrows"})
  void whatJavaScriptWritesIsRead(String name) {
    List<SourceRecord> records = read(name);
    assertThat(records).hasSize(7);
    assertThat(records.get(6).id()).isEqualTo("k6");
    assertThat(records.get(6).vector()).containsExactly(6, 3);
    assertThat(records.get(3).vectors()).isEmpty();
    Map<String, Object> payload = records.get(5).payload();
    assertThat(payload)
        .containsEntry("Int8", 15L)
        .containsEntry("Uint64", 15L)
        .containsEntry("f16", 5.5)
        .containsEntry("bool", false)
        .containsEntry("lutf8", null)
        .containsEntry("dday", "2020-02-06")
        .containsEntry("dms", "2020-02-06")
        .containsEntry("tsms", "1970-01-01T00:00:05.001Z")
        .containsEntry("dur", "PT7.5S")
        .containsEntry("iv", "P5DT0.05S")
        .containsEntry("dec", "6.25")
        .containsEntry("list", List.of(0L, 1L, 2L, 3L, 4L))
        .containsEntry("flist", Arrays.asList(5.0, null, 2.0))
        .containsEntry("struct", map("a", 5L, "b", "s5"))
        .containsEntry("map", map("a", 5L, "b", 10L))
        .containsEntry("dict", "y")
        .containsEntry("listlist", List.of(List.of("a5"), List.of()));
  }

  @Test
  void whatPolarsWritesIsRead() {
    List<SourceRecord> records = read("polars_types_zstd.arrow");
    assertThat(records).hasSize(6);
    assertThat(records.get(5).id()).isEqualTo("k5");
    assertThat(records.get(5).vector()).containsExactly(5, 2.5f, 1);
    assertThat(column(records, "cat")).containsExactly("a", "b", null, "a", "b", "c");
    assertThat(records.get(4).payload())
        .containsEntry("ts", "2020-01-05T03:00")
        .containsEntry("dec", "1.50")
        .containsEntry("s", map("a", 4L, "b", "x".repeat(20)))
        .containsEntry("bin", "x".repeat(20).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tensorsOfManyDimensionsAreTakenRowByRow() {
    List<SourceRecord> records = read("pyarrow_tensor.feather");
    assertThat(records.get(1).vector()).containsExactly(7, 8, 9, 1, 2, 3);
  }

  @Test
  void linkedBlocksAreUnpacked() {
    List<SourceRecord> records = read("pyarrow_linked_blocks.feather");
    assertThat(records).hasSize(60_000);
    // What was written repeats itself from one block to the next.
    for (int row = 2000; row < records.size(); row++) {
      assertThat(records.get(row).payload()).isEqualTo(records.get(row % 2000).payload());
    }
    assertThat(column(records, "x").subList(0, 2000).stream().distinct().count())
        .isBetween(800L, 1000L);
  }

  @Test
  void version1IsRefused() {
    assertThatThrownBy(() -> read("pyarrow_version1.feather"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("expected Feather of version 2, got version 1");
  }
}
