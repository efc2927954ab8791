package dev.perigee.cli;

import dev.perigee.vector.Metric;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A metric as somebody writes it: its name in any case, or what others call it. The distance of a
/// caller's own has no words.
public final class MetricWord implements ITypeConverter<Metric>, Iterable<String> {

  private static final Map<String, Metric> OTHERS =
      Map.of(
          "IP", Metric.INNER_PRODUCT,
          "DOT", Metric.INNER_PRODUCT,
          "EUCLIDEAN", Metric.L2,
          "ANGULAR", Metric.COSINE);

  private static List<String> names() {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric != Metric.CUSTOM)
        .map(Metric::name)
        .toList();
  }

  @Override
  public Metric convert(String word) {
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    if (names().contains(name)) {
      return Metric.valueOf(name);
    }
    Metric metric = OTHERS.get(name);
    if (metric == null) {
      throw new TypeConversionException("expected one of " + names() + ", got " + word);
    }
    return metric;
  }

  @Override
  public Iterator<String> iterator() {
    return names().iterator();
  }
}
