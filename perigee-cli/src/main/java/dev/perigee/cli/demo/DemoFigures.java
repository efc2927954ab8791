package dev.perigee.cli.demo;

import dev.perigee.error.CorruptionException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// The measured figures of one sample, kept in a file from start to start: lines `name=number`.
///
/// Each is written as soon as it is known, so that a start that was broken off loses only what it
/// had not measured. One thread at a time.
final class DemoFigures {

  private final Path file;
  private final Map<Figure, Double> earlier;
  private final Map<Figure, Double> values;

  private DemoFigures(Path file, Map<Figure, Double> earlier) {
    this.file = file;
    this.earlier = earlier;
    values = new EnumMap<>(Figure.class);
    values.putAll(earlier);
  }

  /// The figures of earlier starts, none if there was no earlier start.
  static DemoFigures load(DemoFolder folder) {
    Path file = folder.figures();
    return folder.loadOrMake(
        file, () -> new DemoFigures(file, read(file)), () -> DemoFolder.publish(file, ""));
  }

  /// The value, if it has been measured.
  OptionalDouble get(Figure figure) {
    Double value = values.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// Whether the value was measured by an earlier start.
  boolean isEarlier(Figure figure) {
    return earlier.containsKey(figure);
  }

  /// Keeps new values, on the disk as well.
  void put(Map<Figure, Double> measured) {
    values.putAll(measured);
    earlier.keySet().removeAll(measured.keySet());
    write();
  }

  /// Forgets values that are no longer true.
  void forget(Figure... figures) {
    for (Figure figure : figures) {
      values.remove(figure);
      earlier.remove(figure);
    }
    write();
  }

  private void write() {
    DemoFolder.publish(
        file,
        values.entrySet().stream()
            .map(entry -> entry.getKey().key() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  private static Map<Figure, Double> read(Path file) {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    for (String line : DemoFolder.readLines(file)) {
      String[] parts = line.split("=", 2);
      for (Figure figure : Figure.values()) {
        if (figure.key().equals(parts[0])) {
          values.put(figure, number(file, line, parts));
        }
      }
    }
    return values;
  }

  private static double number(Path file, String line, String[] parts) {
    try {
      double value = parts.length == 2 ? Double.parseDouble(parts[1]) : Double.NaN;
      if (Double.isFinite(value) && value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, like any other value that cannot be
    }
    throw new CorruptionException(file.toString(), 0, "expected name=number, got \"" + line + "\"");
  }
}
