package dev.perigee.bench.plot;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads JSON lines and merges them into curves.
///
/// A line that belongs to a curve has `lib`, `ds`, `cfg`, `ef`, `recall` and `qps1`. Where a curve
/// has several measurements of one width, from one file or several, recall and speed are their
/// medians. Objects of other content are passed over.
final class LineReader {

  /// Measurements of one curve by the width of the beam, or by the recall that was asked for.
  private static final class Measurements extends TreeMap<Double, List<Curve.Point>> {
    private static final long serialVersionUID = 1L;
  }

  private final SortedMap<String, SortedMap<String, Measurements>> dataSets = new TreeMap<>();
  private int strangeLines;

  /// Adds the lines of a file.
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws StorageException if it cannot be read
  void read(Path file) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          add(line);
        }
      }
    } catch (NoSuchFileException _) {
      throw new NotFoundException(file + ": no such file");
    } catch (IOException e) {
      throw new StorageException("cannot read " + file, e);
    }
  }

  private void add(String line) {
    Map<String, Object> object;
    try {
      object = JSON.std.mapFrom(line);
    } catch (IOException _) {
      strangeLines++;
      return;
    }
    if (object.get("lib") instanceof String lib
        && object.get("ds") instanceof String ds
        && object.get("cfg") instanceof String cfg
        && object.get("ef") instanceof Number width
        && object.get("recall") instanceof Number recall
        && object.get("qps1") instanceof Number speed
        && speed.doubleValue() > 0) {
      dataSets
          .computeIfAbsent(ds, _ -> new TreeMap<>())
          .computeIfAbsent(lib + " " + cfg, _ -> new Measurements())
          .computeIfAbsent(width.doubleValue(), _ -> new ArrayList<>())
          .add(new Curve.Point(recall.doubleValue(), speed.doubleValue()));
    }
  }

  /// Lines so far that are no JSON objects.
  int strangeLines() {
    return strangeLines;
  }

  /// The data set to draw.
  ///
  /// @param wanted null for the only one
  /// @throws InvalidRequestException if there is no such data set, or none, or several to choose
  ///   from
  String dataSet(String wanted) {
    if (dataSets.isEmpty()) {
      throw InvalidRequestException.of(
          "LINES", "JSON lines with lib, ds, cfg, ef, recall and qps1", "none");
    }
    if (wanted == null && dataSets.size() > 1) {
      throw InvalidRequestException.of(
          "--name", "one of " + String.join(", ", dataSets.keySet()), "none");
    }
    if (wanted != null && !dataSets.containsKey(wanted)) {
      throw InvalidRequestException.of(
          "--name", "one of " + String.join(", ", dataSets.keySet()), wanted);
    }
    return wanted == null ? dataSets.firstKey() : wanted;
  }

  /// The curves of a data set, by label.
  List<Curve> curves(String dataSet) {
    List<Curve> curves = new ArrayList<>();
    dataSets
        .get(dataSet)
        .forEach((label, measurements) ->
            curves.add(
                new Curve(label, measurements.values().stream().map(LineReader::median).toList())));
    return curves;
  }

  private static Curve.Point median(List<Curve.Point> points) {
    return new Curve.Point(
        median(points.stream().mapToDouble(Curve.Point::recall).sorted().toArray()),
        median(points.stream().mapToDouble(Curve.Point::queriesPerSecond).sorted().toArray()));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
