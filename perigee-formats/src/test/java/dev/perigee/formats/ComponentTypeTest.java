package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Stored numbers as floats.
class ComponentTypeTest {

  @Test
  void numbersAreSignedOrNotAsTheirTypeSays() {
    assertThat(ComponentType.U8.toFloat(-1)).isEqualTo(255);
    assertThat(ComponentType.I8.toFloat(-1)).isEqualTo(-1);
    assertThat(ComponentType.U32.toFloat(-1)).isEqualTo(0x1p32f);
    assertThat(ComponentType.I64.toFloat(-1)).isEqualTo(-1);
    assertThat(ComponentType.U64.toFloat(5)).isEqualTo(5);
  }

  @Test
  void unsignedNumbersAboveTheSignedOnesAreRoundedToTheNearest() {
    assertThat(ComponentType.U64.toFloat(-1)).isEqualTo(0x1p64f);
    assertThat(ComponentType.U64.toFloat(Long.MIN_VALUE)).isEqualTo(0x1p63f);
    // Halfway between two floats and one more.
    assertThat(ComponentType.U64.toFloat(Long.MIN_VALUE + (1L << 39) + 1))
        .isEqualTo(0x1.000002p63f);
    assertThat(ComponentType.U64.toFloat(Long.MIN_VALUE + (1L << 39))).isEqualTo(0x1p63f);
  }
}
