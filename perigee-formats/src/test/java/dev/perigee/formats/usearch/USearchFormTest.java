package dev.perigee.formats.usearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.ForeignRows;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The forms of files of which there is none that the library wrote.
class USearchFormTest {

  @TempDir Path folder;

  // Minor version, number of the kind, two rows of two components, as what they are offered, row 1.
  @ParameterizedTest
  @CsvSource({
    "26, 4, 0000000080bf803f, F32, -1, 1, bf16",
    "26, 5, 000000bc, F16, 0, -1, e5m2",
    "26, 6, 0000b87e, F16, -1, 448, e4m3",
    "26, 7, 0000083f, F16, 1, -7.5, e2m3",
    "26, 8, 00003f04, F16, -28, 0.25, e3m2",
    "26, 10, 00000000000000000000000000000000000000000000f03f9a9999999999b93f, F64, 1, 0.1, f64",
    "9, 4, 00000000000000000000000000000000000000000000f03f9a9999999999b93f, F64, 1, 0.1, f64",
    "26, 11, 00000000000000000000803f000080bf, F32, 1, -1, f32",
    "9, 5, 00000000000000000000803f000080bf, F32, 1, -1, f32",
    "26, 12, 00000000003c00bc, F16, 1, -1, f16",
    "9, 6, 00000000003c00bc, F16, 1, -1, f16",
    "26, 14, 00000000000000000000000000000000ffffffffffffffff0100000000000000, F64, "
        + "18446744073709551616, 1, u64",
    "9, 8, 00000000000000000000000000000000ffffffffffffffff0100000000000000, F64, "
        + "18446744073709551616, 1, u64",
    "26, 15, 0000000000000000ffffffff01000000, F64, 4294967295, 1, u32",
    "9, 9, 0000000000000000ffffffff01000000, F64, 4294967295, 1, u32",
    "26, 16, 00000000ffff0100, F32, 65535, 1, u16",
    "9, 10, 00000000ffff0100, F32, 65535, 1, u16",
    "26, 17, 0000ff01, F16, 255, 1, u8",
    "9, 11, 0000ff01, F16, 255, 1, u8",
    "26, 20, 00000000000000000000000000000000ffffffffffffffff0100000000000000, F64, -1, 1, i64",
    "9, 12, 00000000000000000000000000000000ffffffffffffffff0100000000000000, F64, -1, 1, i64",
    "26, 21, 0000000000000000ffffffff01000000, F64, -1, 1, i32",
    "9, 13, 0000000000000000ffffffff01000000, F64, -1, 1, i32",
    "26, 22, 00000000ffff0100, F32, -1, 1, i16",
    "9, 14, 00000000ffff0100, F32, -1, 1, i16",
    "26, 23, 0000ff01, INT8, -1, 1, i8",
    "9, 15, 0000ff01, INT8, -1, 1, i8",
    "26, 1, 0040, BIT, 0, 1, b1x8",
    "9, 1, 00bf, BIT, 1, 0, b1x8"
  })
  void readsComponentsOfEveryKind(
      int minor,
      int code,
      String stored,
      ElementType type,
      Double first,
      Double second,
      String name)
      throws IOException {
    USearchForm form =
        USearchForm.plain().withScalar(minor, code, HexFormat.of().parseHex(stored), 2);
    try (USearchIndex index = open(form, 0)) {
      assertThat(index.description().elementName()).isEqualTo(name);
      assertThat(index.vectors().elementType()).isEqualTo(type);
      assertThat(ForeignRows.row(index.vectors(), 0)).containsExactly(0, 0);
      assertThat(ForeignRows.row(index.vectors(), 1)).containsExactly(first, second);
      assertThat(index.description().losses().toString().contains("nearest double"))
          .isEqualTo(name.matches("[ui]64"));
      assertLinked(index);
    }
  }

  @Test
  void bitsBehindTheLastComponentAreCleared() throws IOException {
    byte[] stored = HexFormat.of().parseHex("0000ffff");
    try (USearchIndex index = open(USearchForm.plain().withScalar(26, 1, stored, 11), 0)) {
      assertThat(ForeignRows.raw(index.vectors(), 1)).containsExactly(0xff, 0x07);
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 15, 2", "26, 15, 8", "26, 23, 2"})
  void theBytesOfARowTellTheTwoKindsOfOneNumberApart(int minor, int code, int rowBytes)
      throws IOException {
    USearchForm right = USearchForm.plain().withScalar(minor, code, new byte[2 * rowBytes], 2);
    open(right, 0).close();
    USearchForm wrong =
        USearchForm.plain().withScalar(minor, code, new byte[2 * (10 - rowBytes)], 2);
    assertThatThrownBy(() -> open(wrong, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected " + rowBytes + " bytes for 2 x");
  }

  @ParameterizedTest
  @CsvSource({
    "i, 11, INNER_PRODUCT",
    "c, 11, COSINE",
    "e, 11, L2",
    "p, 11, PEARSON",
    "h, 11,",
    "d, 11, JENSEN_SHANNON",
    "b, 11,",
    "t, 11,",
    "s, 11,",
    "j, 11,",
    "?, 11,",
    "b, 1, HAMMING",
    "t, 1, JACCARD",
    "j, 1, JACCARD",
    "s, 1, SORENSEN",
    "c, 1,",
    "e, 1,",
    "p, 1,",
    "d, 1,"
  })
  void knowsMetrics(char letter, int code, Metric metric) throws IOException {
    int dimension = code == 1 ? 96 : 3;
    USearchForm form =
        USearchForm.plain().withMetric(letter).withScalar(26, code, new byte[24], dimension);
    try (USearchIndex index = open(form, 0)) {
      assertThat(index.description().metric()).isEqualTo(metric);
      assertThat(index.description().losses()).hasSize(metric == null ? 1 : 0);
    }
  }

  @Test
  void aGlobeHasTwoDimensions() throws IOException {
    USearchForm form = USearchForm.plain().withMetric('h').withScalar(26, 11, new byte[16], 2);
    try (USearchIndex index = open(form, 0)) {
      assertThat(index.description().metric()).isEqualTo(Metric.HAVERSINE);
    }
  }

  @ParameterizedTest
  @CsvSource({"26, i, 1", "26, c, 2", "26, e, 1", "12, e, 1", "26, p, 1", "26, ?, 0"})
  void saysThatFloatsLostTheirLengthAsBytes(int minor, char letter, int oddities)
      throws IOException {
    USearchForm form = USearchForm.plain().withMetric(letter).withScalar(minor, 23, new byte[6], 3);
    try (USearchIndex index = open(form, 0)) {
      assertThat(index.description().oddities()).hasSize(oddities);
    }
  }

  // The second key is that of a removed row.
  @ParameterizedTest
  @CsvSource({
    "14, 8, -2, -1",
    "15, 4, 4294967294, -1",
    "16, 2, 65534, -1",
    "17, 1, 254, -1",
    "2, 5, 1099511627774, -1",
    "20, 8, -2, 9223372036854775807",
    "21, 4, -2, 2147483647",
    "22, 2, -2, 32767",
    "23, 1, -2, 127"
  })
  void readsKeysOfEveryKind(int code, int lengthBytes, long key, long free) throws IOException {
    try (USearchIndex index = open(USearchForm.plain().withKeys(code, lengthBytes, key, free), 1)) {
      assertThat(index.vectors().id(0)).isEqualTo(key);
      assertThat(index.isRemoved(0)).isFalse();
      assertThat(index.isRemoved(1)).isTrue();
      assertLinked(index);
    }
  }

  @Test
  void readsSlotsOfFortyBits() throws IOException {
    USearchForm form = USearchForm.plain().withWideSlots().withKeys(2, 5, 7, 8);
    try (USearchIndex index = open(form, 0)) {
      assertThat(index.description().parameters()).containsEntry("slot_kind", "u40");
      assertLinked(index);
    }
  }

  @Test
  void readsAMatrixToldInSixtyFourBits() throws IOException {
    try (USearchIndex index = open(USearchForm.plain().withWideMatrix(), 0)) {
      assertThat(ForeignRows.row(index.vectors(), 1)).containsExactly(0, 0, 0);
      assertThat(index.vectors().id(1)).isEqualTo(8);
    }
  }

  @Test
  void readsKeysThatStandForSeveralRows() throws IOException {
    try (USearchIndex index = open(USearchForm.plain().withMulti().withKeys(14, 8, 7, 7), 0)) {
      assertThat(index.vectors().id(1)).isEqualTo(7);
      assertThat(index.description().parameters()).containsEntry("multi", "true");
      assertThat(index.description().oddities()).hasSize(1);
    }
  }

  @Test
  void describesAFileWithoutVectorsAndRefusesToReadThem() throws IOException {
    try (USearchIndex index = open(USearchForm.plain().withScalar(26, 11, null, 3), 0)) {
      assertThat(index.description().count()).isEqualTo(2);
      assertThat(index.description().dimension()).isEqualTo(3);
      assertThat(index.description().losses()).singleElement().asString().contains("without");
      assertLinked(index);
      assertThatThrownBy(index::vectors)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("form.usearch")
          .hasMessageContaining("a graph without vectors");
    }
  }

  private static void assertLinked(USearchIndex index) {
    int[] target = new int[5];
    assertThat(index.links().entryNode()).isEqualTo(1);
    assertThat(index.links().neighbours(0, 0, target)).isEqualTo(1);
    assertThat(target[0]).isEqualTo(1);
    assertThat(index.links().neighbours(0, 1, target)).isEqualTo(1);
    assertThat(target[0]).isZero();
    assertThat(index.links().neighbours(1, 1, target)).isZero();
  }

  private USearchIndex open(USearchForm form, int removed) throws IOException {
    return USearchIndex.open(Files.write(folder.resolve("form.usearch"), form.bytes(removed)));
  }
}
