package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.vector.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StoredNumberTest {

  // From the tables of the OCP specifications: zero, least, greatest, negative.
  @ParameterizedTest
  @CsvSource({
    "E5M2, 00, 0",
    "E5M2, 01, 0.0000152587890625",
    "E5M2, 7b, 57344",
    "E5M2, 7c, Infinity",
    "E5M2, 7d, NaN",
    "E5M2, bc, -1",
    "E4M3, 01, 0.001953125",
    "E4M3, 08, 0.015625",
    "E4M3, 7e, 448",
    "E4M3, 7f, NaN",
    "E4M3, ff, NaN",
    "E4M3, b8, -1",
    "E3M2, 01, 0.0625",
    "E3M2, 04, 0.25",
    "E3M2, 1f, 28",
    "E3M2, 3f, -28",
    "E2M3, 01, 0.125",
    "E2M3, 08, 1",
    "E2M3, 1f, 7.5",
    "E2M3, 3f, -7.5",
    "BF16, 3f80, 1",
    "BF16, 8001, -9.1835E-41",
    "F16, 3c00, 1",
    "F16, fbff, -65504",
    "F32, 3f800000, 1",
    "F64, 3fb999999999999a, 0.1",
    "F64, 7fe0000000000000, Infinity",
    "U8, ff, 255",
    "I8, ff, -1",
    "U16, ffff, 65535",
    "I16, 8000, -32768",
    "U32, ffffffff, 4294967296",
    "I32, ffffffff, -1",
    "I64, ffffffffffffffff, -1",
    "U64, ffffffffffffffff, 18446744073709551616",
    "U64, 8000008000000001, 9223373136366403584",
    "BIT, 1, 1"
  })
  void readsNumbers(StoredNumber number, String bits, Float value) {
    assertThat(number.toFloat(Long.parseUnsignedLong(bits, 16))).isEqualTo(value);
  }

  @ParameterizedTest
  @EnumSource(
      value = StoredNumber.class,
      names = {"F16", "E5M2", "E4M3", "E3M2", "E2M3", "U8"})
  void whatIsOfferedInHalfPrecisionLosesNothing(StoredNumber number) {
    assertThat(number.offered()).isEqualTo(ElementType.F16);
    for (long stored = 0; stored < 1L << number.bits(); stored++) {
      float value = number.toFloat(stored);
      assertThat(Float.float16ToFloat(Float.floatToFloat16(value))).isEqualTo((Float) value);
    }
  }

  @Test
  void roundsAVectorOfBitsUpToBytes() {
    assertThat(StoredNumber.BIT.vectorBytes(9)).isEqualTo(2);
    assertThat(StoredNumber.F64.vectorBytes(65_536)).isEqualTo(524_288);
  }
}
