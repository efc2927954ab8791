package dev.perigee.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;

/// A command that was run, as a shell sees it.
///
/// @param code the exit code
/// @param out what it printed
/// @param err what it complained of
public record CommandRun(int code, String out, String err) {

  /// Runs a command.
  public static CommandRun of(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] args = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new CommandRun(code, out.toString(), err.toString());
  }

  /// Runs a command that has to succeed and prints an object of JSON.
  public static Map<String, Object> json(Object... words) throws IOException {
    Object[] more = Arrays.copyOf(words, words.length + 1);
    more[words.length] = "--json";
    CommandRun run = of(more);
    if (run.code() != 0) {
      throw new AssertionError(run.err());
    }
    return JSON.std.mapFrom(run.out());
  }
}
