package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/// Runs commands as a shell does, and keeps what they print.
abstract class ShellTest {

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  void succeed(Object... args) {
    assertThat(run(args)).as(() -> err.toString()).isZero();
  }

  void refuse(String message, Object... args) {
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }
}
