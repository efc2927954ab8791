package dev.perigee.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ScaleTest {

  @Test
  void everyNineIsAsWide() {
    double nine = Scale.RECALL.place(0.99) - Scale.RECALL.place(0.9);
    assertThat(Scale.RECALL.place(0.999) - Scale.RECALL.place(0.99)).isCloseTo(nine, within(1e-9));
    assertThat(Scale.RECALL.place(1)).isFinite().isGreaterThan(Scale.RECALL.place(0.9999));
  }

  @Test
  void ticksEnfoldTheValues() {
    assertThat(Scale.RECALL.ticks(0.93, 0.985))
        .extracting(Scale.Tick::label)
        .containsExactly("0.9", "0.95", "0.98", "0.99");
    assertThat(Scale.SPEED.ticks(1999, 20_000))
        .extracting(Scale.Tick::label)
        .containsExactly("1,000", "2,000", "5,000", "10,000", "20,000");
  }

  @Test
  void aSingleValueStillHasAnAxis() {
    assertThat(Scale.RECALL.ticks(1, 1))
        .extracting(Scale.Tick::label)
        .containsExactly("0.9999", "1");
    assertThat(Scale.RECALL.ticks(0, 0)).hasSize(2);
    assertThat(Scale.SPEED.ticks(1000, 1000)).hasSize(2);
    assertThat(Scale.SPEED.ticks(0.1, 0.1)).hasSize(2);
  }
}
