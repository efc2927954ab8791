package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.arrow.BatchHeader.Node;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordProblem;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the format allows and no file at hand has.
class ArrowFormsTest {

  @TempDir Path folder;

  private final List<RecordProblem> problems = new ArrayList<>();

  private Path write(byte[] bytes) {
    return Records.write(folder.resolve("raw.arrow"), bytes);
  }

  private List<SourceRecord> read(byte[] bytes) {
    return Records.read(write(bytes), RecordOptions.DEFAULT.withBadRows(problems::add), 0);
  }

  private List<Object> ids(byte[] bytes) {
    return read(bytes).stream().map(SourceRecord::id).toList();
  }

  private List<String> notes(byte[] bytes) {
    try (RecordSource source = RecordSource.open(write(bytes))) {
      while (source.next() != null) {
        // To the end, where notes are made.
      }
      return source.notes();
    }
  }

  @Test
  void rowsComeInTheOrderOfTheFooter() {
    List<byte[]> batches =
        List.of(RawArrow.batch(1, 2), RawArrow.batch(), RawArrow.batch(3), RawArrow.batch(4, 5));
    byte[] file = RawArrow.file(RawArrow.ID, batches, 3, 0, 1, 2);
    assertThat(ids(file)).containsExactly(4L, 5L, 1L, 2L, 3L);
    for (int start = 0; start <= 6; start++) {
      assertThat(Records.read(write(file), RecordOptions.DEFAULT, start))
          .hasSize(Math.max(0, 5 - start));
    }
  }

  @Test
  void streamsMayEndWithoutAMark() {
    byte[] head = RawArrow.concatenated(RawArrow.schema(RawArrow.ID), RawArrow.batch(1, 2));
    assertThat(ids(head)).containsExactly(1L, 2L);
    assertThat(notes(head)).singleElement().asString().contains("may have been cut off");
    assertThat(notes(RawArrow.stream(head))).isEmpty();
    assertThat(notes(RawArrow.concatenated(RawArrow.stream(head), new byte[40])))
        .containsExactly("40 bytes behind the end of the stream were passed over");
  }

  @Test
  void framingBeforeTheContinuationMarkIsRead() {
    byte[] schema = RawArrow.schema(RawArrow.ID);
    byte[] batch = RawArrow.batch(7, 8, 9);
    byte[] old =
        RawArrow.concatenated(
            withoutMark(schema, schema.length), withoutMark(batch, 0), new byte[4]);
    assertThat(ids(old)).containsExactly(7L, 8L, 9L);
    assertThat(notes(old)).isEmpty();
  }

  /// A message with 4 bytes less in front of its metadata, and 4 more behind.
  private static byte[] withoutMark(byte[] message, int headBytes) {
    int head =
        headBytes > 0
            ? headBytes
            : 8 + ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    return RawArrow.concatenated(
        RawArrow.ints(head - 4),
        Arrays.copyOfRange(message, 8, head),
        new byte[4],
        Arrays.copyOfRange(message, head, message.length));
  }

  private static RawArrow.Fields vectors(int size) {
    return out -> {
      int real = FloatingPoint.createFloatingPoint(out, Precision.SINGLE);
      int item = RawArrow.field(out, "item", Type.FloatingPoint, real);
      int list = FixedSizeList.createFixedSizeList(out, size);
      return new int[] {RawArrow.field(out, "vector", Type.FixedSizeList, list, item)};
    };
  }

  private static RawArrow.Fields lists() {
    return out -> {
      int real = FloatingPoint.createFloatingPoint(out, Precision.SINGLE);
      int item = RawArrow.field(out, "item", Type.FloatingPoint, real);
      org.apache.arrow.flatbuf.List.startList(out);
      int list = org.apache.arrow.flatbuf.List.endList(out);
      return new int[] {RawArrow.field(out, "vector", Type.List, list, item)};
    };
  }

  @Test
  void offsetsNeedNotBeginAtZero() {
    byte[] batch =
        RawArrow.batch(
            3,
            List.of(new Node(3, 0), new Node(8, 0)),
            new byte[0],
            RawArrow.ints(2, 4, 4, 6),
            new byte[0],
            RawArrow.floats(0, 0, 1, 2, 3, 4, 0, 0));
    List<SourceRecord> records = read(RawArrow.stream(RawArrow.schema(lists()), batch));
    assertThat(records).hasSize(2);
    assertThat(records.get(0).vector()).containsExactly(1, 2);
    assertThat(records.get(1).vector()).containsExactly(3, 4);
    assertThat(problems)
        .singleElement()
        .hasToString(write(new byte[0]) + " row 1: vector: expected 1 to 65536 components, got 0");
  }

  @Test
  void nullsAtAnyLevelMakeBadRows() {
    byte[] batch =
        RawArrow.batch(
            4,
            List.of(new Node(4, 1), new Node(8, 1)),
            new byte[] {0b1101},
            new byte[] {(byte) 0b11011111},
            RawArrow.floats(1, 2, 9, 9, 3, 4, Float.NaN, 1));
    List<SourceRecord> records = read(RawArrow.stream(RawArrow.schema(vectors(2)), batch));
    assertThat(records)
        .singleElement()
        .satisfies(r -> assertThat(r.vector()).containsExactly(1, 2));
    assertThat(problems)
        .extracting(problem -> problem.position().row())
        .containsExactly(1L, 2L, 3L);
    assertThat(problems.get(0).reason()).isEqualTo("vector: expected a vector, got none");
    assertThatThrownBy(() -> Records.read(folder.resolve("raw.arrow")))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("row 1: vector: expected a vector, got none");
  }

  @Test
  void bitmapsOfColumnsWithoutNullsAreNotLookedAt() {
    byte[] batch = RawArrow.batch(2, List.of(new Node(2, 0)), new byte[] {0}, RawArrow.ints(5, 6));
    assertThat(ids(RawArrow.stream(RawArrow.schema(RawArrow.ID), batch))).containsExactly(5L, 6L);
  }

  @Test
  void componentsMayBeColumns() {
    RawArrow.Fields fields =
        out -> new int[] {RawArrow.ints(out, "emb_0"), RawArrow.ints(out, "emb_1")};
    byte[] batch =
        RawArrow.batch(
            2,
            List.of(new Node(2, 0), new Node(2, 1)),
            new byte[0],
            RawArrow.ints(1, 2),
            new byte[] {1},
            RawArrow.ints(3, 4));
    List<SourceRecord> records = read(RawArrow.stream(RawArrow.schema(fields), batch));
    assertThat(records)
        .singleElement()
        .satisfies(r -> assertThat(r.vector()).containsExactly(1, 3));
    assertThat(problems)
        .singleElement()
        .extracting(RecordProblem::reason)
        .isEqualTo("emb_1: expected a number, got null");
  }

  @Test
  void columnsOfOneNameAreToldApart() {
    RawArrow.Fields fields = out -> new int[] {RawArrow.ints(out, "a"), RawArrow.ints(out, "a")};
    byte[] batch =
        RawArrow.batch(
            1,
            List.of(new Node(1, 0), new Node(1, 0)),
            new byte[0],
            RawArrow.ints(1),
            new byte[0],
            RawArrow.ints(2));
    byte[] stream = RawArrow.stream(RawArrow.schema(fields), batch);
    assertThat(read(stream).getFirst().payload()).containsEntry("a", 1L).containsEntry("a (2)", 2L);
    assertThat(notes(stream)).containsExactly("a: another column of this name is called a (2)");
  }

  @Test
  void bytesThatAreNoTextMakeABadRow() {
    RawArrow.Fields fields =
        out -> {
          Utf8.startUtf8(out);
          return new int[] {RawArrow.field(out, "id", Type.Utf8, Utf8.endUtf8(out))};
        };
    byte[] text = "a\ufffdb".getBytes(StandardCharsets.UTF_8);
    byte[] batch =
        RawArrow.batch(
            2,
            List.of(new Node(2, 0)),
            new byte[0],
            RawArrow.ints(0, text.length, text.length + 2),
            RawArrow.concatenated(text, new byte[] {-1, -2}));
    assertThat(ids(RawArrow.stream(RawArrow.schema(fields), batch))).containsExactly("a\ufffdb");
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().reason()).startsWith("id: expected text in UTF-8");
  }

  @Test
  void otherByteOrdersAndVersionsAreRefusedClearly() {
    byte[] big = RawArrow.schema(MetadataVersion.V5, Endianness.Big, RawArrow.ID);
    assertThatThrownBy(() -> read(RawArrow.stream(big)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("expected little-endian columns, got big-endian ones");
    byte[] old = RawArrow.schema(MetadataVersion.V3, Endianness.Little, RawArrow.ID);
    assertThatThrownBy(() -> read(RawArrow.stream(old)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("expected metadata of version 4 or 5, got version 3");
  }

  @Test
  void streamsWithLongSchemasAreRecognised() {
    RawArrow.Fields fields =
        out -> {
          int[] columns = new int[3000];
          for (int i = 0; i < columns.length; i++) {
            columns[i] = RawArrow.ints(out, "a column of a long name " + i);
          }
          return columns;
        };
    byte[] schema = RawArrow.schema(fields);
    assertThat(schema.length).isGreaterThan(1 << 17);
    assertThat(read(RawArrow.stream(schema))).isEmpty();
  }

  @Test
  void otherFilesAreNotTakenForStreams() {
    ArrowFormat format = new ArrowFormat();
    for (byte[] bytes :
        List.of(
            new byte[0],
            new byte[4],
            new byte[1 << 16],
            RawArrow.ints(-1, 0),
            RawArrow.ints(-1, 24, 16, 0, 0, 0, 0, 0),
            RawArrow.ints(28, 16, 0, 0, 0, 0, 0, 0),
            RawArrow.batch(1, 2, 3),
            "{\"id\": 1}\n".repeat(100).getBytes(StandardCharsets.UTF_8))) {
      assertThat(format.recognises(bytes)).isFalse();
    }
    assertThat(format.recognises(RawArrow.schema(RawArrow.ID))).isTrue();
  }
}
