package dev.perigee.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementTypeTest {

  /// Files hold these numbers.
  @Test
  void tagsNeverChange() {
    assertThat(ElementType.F32.tag()).isEqualTo(1);
    assertThat(ElementType.F16.tag()).isEqualTo(2);
    assertThat(ElementType.INT8.tag()).isEqualTo(3);
    assertThat(ElementType.BIT.tag()).isEqualTo(4);
    assertThat(ElementType.F64.tag()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsTag(ElementType type) {
    assertThat(ElementType.ofTag(type.tag())).isEqualTo(type);
  }

  @Test
  void thereIsNoneForOtherTags() {
    for (int tag : new int[] {Integer.MIN_VALUE, -1, 0, 6, Integer.MAX_VALUE}) {
      assertThat(ElementType.ofTag(tag)).as("tag %d", tag).isNull();
    }
  }

  @Test
  void vectorsHaveNoPadding() {
    for (int dimension = 1; dimension <= 65_536; dimension++) {
      assertThat(ElementType.F32.vectorBytes(dimension)).isEqualTo(4 * dimension);
      assertThat(ElementType.F16.vectorBytes(dimension)).isEqualTo(2 * dimension);
      assertThat(ElementType.F64.vectorBytes(dimension)).isEqualTo(8 * dimension);
      assertThat(ElementType.INT8.vectorBytes(dimension)).isEqualTo(dimension);
      assertThat(ElementType.BIT.vectorBytes(dimension))
          .isEqualTo(dimension / 8 + (dimension % 8 == 0 ? 0 : 1));
    }
  }
}
