package dev.perigee.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// Writes one JSON object a line.
public final class Json {

  private Json() {}

  /// The object as one line, keys in the order of the map.
  public static String line(Map<String, ?> object) {
    try {
      return JSON.std.asString(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A number with so many decimals, to be written as a number.
  ///
  /// @param decimals 0 to 9
  public static Number rounded(double value, int decimals) {
    if (decimals == 0) {
      return Math.round(value);
    }
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }
}
