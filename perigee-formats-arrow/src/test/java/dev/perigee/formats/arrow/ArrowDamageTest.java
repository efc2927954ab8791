package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.PerigeeException;
import dev.perigee.formats.arrow.BatchHeader.Node;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Claims of files that are not true, each of which must end in an error that says so, in little
/// memory and time.
class ArrowDamageTest {

  @TempDir Path folder;

  private List<SourceRecord> read(byte[] bytes) {
    return Records.read(Records.write(folder.resolve("raw.arrow"), bytes));
  }

  @Test
  void noTruncationOfAFileIsRead() {
    byte[] whole = Records.bytes(ArrowDamageTest.class, "polars_types_zstd.arrow");
    for (int length = 6; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("raw.arrow");
    }
  }

  @Test
  void aTruncatedStreamGivesTheRowsOfItsWholeBatches() {
    byte[] whole = Records.bytes(ArrowDamageTest.class, "pyarrow_delta.arrows");
    int[] counts = new int[6];
    for (int length = 0; length < whole.length; length++) {
      try {
        counts[read(Arrays.copyOf(whole, length)).size()]++;
      } catch (PerigeeException e) {
        assertThat(e).hasMessageContaining("raw.arrow");
      }
    }
    // Only where a message ends does the stream seem to.
    assertThat(counts).containsExactly(2, 0, 2, 0, 2, 1);
  }

  @Test
  void buffersLieInTheirBodies() {
    byte[] head = RawArrow.batchHead(2, List.of(new Node(2, 0)), 0, 1L << 40);
    assertThatThrownBy(() -> read(RawArrow.stream(RawArrow.schema(RawArrow.ID), head)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected the body of a message");
    byte[] small =
        RawArrow.batch(1000, List.of(new Node(1000, 0)), new byte[0], RawArrow.ints(1, 2));
    assertThatThrownBy(() -> read(RawArrow.stream(RawArrow.schema(RawArrow.ID), small)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("column id: expected numbers of 1000 times 32 bits, got 8 bytes");
  }

  @Test
  void listsOfAnySizeTakeOnlyWhatIsThere() {
    RawArrow.Fields fields =
        out -> {
          int real = FloatingPoint.createFloatingPoint(out, Precision.SINGLE);
          int item = RawArrow.field(out, "item", Type.FloatingPoint, real);
          int list = FixedSizeList.createFixedSizeList(out, Integer.MAX_VALUE);
          return new int[] {RawArrow.field(out, "vector", Type.FixedSizeList, list, item)};
        };
    byte[] batch =
        RawArrow.batch(
            1, List.of(new Node(1, 0), new Node(2, 0)), new byte[0], new byte[0], new byte[8]);
    assertThatThrownBy(() -> read(RawArrow.stream(RawArrow.schema(fields), batch)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected 2147483647 rows from 0 on, got 2 in all");
  }

  @Test
  void rowsWithoutBytesAreBounded() {
    RawArrow.Fields fields =
        out -> {
          Null.startNull(out);
          return new int[] {RawArrow.field(out, "n", Type.Null, Null.endNull(out))};
        };
    byte[] batch = RawArrow.batch(1L << 40, List.of(new Node(1L << 40, 0)));
    assertThatThrownBy(() -> read(RawArrow.stream(RawArrow.schema(fields), batch)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected as many rows as the file has bits at most");
  }

  @Test
  void nestingIsBounded() {
    RawArrow.Fields deep =
        out -> {
          int field = RawArrow.ints(out, "leaf");
          for (int depth = 0; depth <= RecordOptions.DEPTH_MAX; depth++) {
            Struct_.startStruct_(out);
            field = RawArrow.field(out, "s", Type.Struct_, Struct_.endStruct_(out), field);
          }
          return new int[] {field};
        };
    assertThatThrownBy(() -> read(RawArrow.stream(RawArrow.schema(deep))))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("fields nested 64 deep at most");
  }

  @Test
  void fieldsThatShareChildrenAreBounded() {
    RawArrow.Fields wide =
        out -> {
          int field = RawArrow.ints(out, "leaf");
          // 10 to the 12th fields, of a few hundred bytes.
          for (int depth = 0; depth < 12; depth++) {
            int[] children = new int[10];
            Arrays.fill(children, field);
            Struct_.startStruct_(out);
            field = RawArrow.field(out, "s", Type.Struct_, Struct_.endStruct_(out), children);
          }
          return new int[] {field};
        };
    assertThatThrownBy(() -> read(RawArrow.stream(RawArrow.schema(wide))))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("fields and");
  }

  @Test
  void aTableThatContainsItselfIsNotFollowedForEver() {
    RawArrow.Fields one =
        out -> {
          int leaf = RawArrow.ints(out, "leaf");
          Struct_.startStruct_(out);
          return new int[] {
            RawArrow.field(out, "loop", Type.Struct_, Struct_.endStruct_(out), leaf)
          };
        };
    byte[] schema = RawArrow.schema(one);
    int refused = 0;
    // Any word becomes an offset to anything before or behind it.
    for (int at = 8; at < schema.length - 4; at += 4) {
      for (int offset = -64; offset <= 64; offset += 4) {
        byte[] changed = schema.clone();
        System.arraycopy(RawArrow.ints(offset), 0, changed, at, 4);
        try {
          read(RawArrow.stream(changed));
        } catch (PerigeeException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void whatUnpacksToTooMuchIsRefusedBeforeItIsUnpacked() {
    byte[] lz4 = Records.bytes(ArrowDamageTest.class, "pyarrow_linked_blocks.feather");
    int prefix = indexOf(lz4, RawArrow.concatenated(RawArrow.ints(240_000, 0)));
    for (long claim : new long[] {-2, 239_999, 240_001, 1L << 30, 1L << 40, Long.MAX_VALUE}) {
      byte[] changed = lz4.clone();
      System.arraycopy(
          RawArrow.ints((int) claim, (int) (claim >>> 32)), 0, changed, prefix, Long.BYTES);
      assertThatThrownBy(() -> read(changed))
          .as("a claim of %d", claim)
          .isInstanceOf(claim > 1 << 20 ? LimitExceededException.class : CorruptionException.class);
    }
  }

  private static int indexOf(byte[] whole, byte[] part) {
    return Stream.iterate(0, at -> at + 1)
        .filter(at -> Arrays.equals(whole, at, at + part.length, part, 0, part.length))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void batchesOfGigabytesAreReadWhereTheyLie() throws IOException {
    int rows = 1_000_000;
    int dimension = 384;
    RawArrow.Fields fields =
        out -> {
          int real = FloatingPoint.createFloatingPoint(out, Precision.SINGLE);
          int item = RawArrow.field(out, "item", Type.FloatingPoint, real);
          int list = FixedSizeList.createFixedSizeList(out, dimension);
          return new int[] {RawArrow.field(out, "vector", Type.FixedSizeList, list, item)};
        };
    long valueBytes = 4L * rows * dimension;
    byte[] head =
        RawArrow.batchHead(
            rows,
            List.of(new Node(rows, 0), new Node((long) rows * dimension, 0)),
            0,
            0,
            valueBytes);
    byte[] schema = RawArrow.schema(fields);
    Path path = folder.resolve("large.arrows");
    // A hole in the file: it takes no room.
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(schema);
      file.write(head);
      file.seek(schema.length + head.length + valueBytes - 4);
      file.write(RawArrow.floats(7));
      file.write(RawArrow.ints(-1, 0));
    }
    List<SourceRecord> records = Records.read(path, RecordOptions.DEFAULT, rows - 2);
    assertThat(records).hasSize(2);
    assertThat(records.get(0).vector()).hasSize(dimension).containsOnly(0);
    assertThat(records.get(1).vector()).endsWith(0, 7);
  }
}
