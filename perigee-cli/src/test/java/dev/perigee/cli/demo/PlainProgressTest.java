package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlainProgressTest {

  private final StringWriter out = new StringWriter();
  private long nowNanos = -7;

  @Test
  void aLineNowAndThenTellsRateAndTimeLeft() {
    PlainProgress progress =
        new PlainProgress(new PrintWriter(out), "Embedding 10,000 glosses", () -> nowNanos);
    passAndUpdate(progress, 4, 2000);
    assertThat(out.toString()).isEmpty();
    passAndUpdate(progress, 1, 2500);
    passAndUpdate(progress, 1, 3000);
    assertThat(out.toString().lines())
        .containsExactly("Embedding 10,000 glosses: 2,500 of 10,000 (25 %), 500/s, 15 s left");
  }

  private void passAndUpdate(PlainProgress progress, int seconds, long done) {
    nowNanos += Duration.ofSeconds(seconds).toNanos();
    progress.update(done, 10_000);
  }
}
