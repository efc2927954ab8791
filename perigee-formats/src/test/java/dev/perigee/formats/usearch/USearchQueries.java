package dev.perigee.formats.usearch;

import dev.perigee.formats.foreign.StoredNumber;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// What USearch makes of a query of floats before it compares it with what is stored.
///
/// That the same rules turn the 1,000 vectors into what the files hold was checked component by
/// component.
final class USearchQueries {

  private USearchQueries() {}

  static UnaryOperator<double[]> of(String kind) {
    return switch (kind) {
      case "f32", "f64" -> UnaryOperator.identity();
      case "f16" -> query -> each(query, USearchQueries::half);
      case "i8" -> query -> scaled(query, 127, -127);
      case "u8" -> query -> scaled(query, 255, 0);
      case "b1" -> query -> each(query, value -> value > 0 ? 1 : 0);
      case "e5m2" -> query -> each(query, value -> nearest(StoredNumber.E5M2, 8, value));
      case "e4m3" -> query -> each(query, value -> nearest(StoredNumber.E4M3, 8, value));
      case "e3m2" -> query -> each(query, value -> nearest(StoredNumber.E3M2, 6, value));
      case "e2m3" -> query -> each(query, value -> nearest(StoredNumber.E2M3, 6, value));
      default -> throw new AssertionError(kind);
    };
  }

  private static double[] each(double[] query, DoubleUnaryOperator change) {
    return Arrays.stream(query).map(change).toArray();
  }

  private static double half(double value) {
    return Float.float16ToFloat(Float.floatToFloat16((float) value));
  }

  /// Divided by the length, times the largest number there is, cut towards zero.
  private static double[] scaled(double[] query, int max, int min) {
    double square = 0;
    for (double value : query) {
      square += value * value;
    }
    double length = Math.sqrt(square);
    return each(query, value -> Math.clamp((long) (value * max / length), min, max));
  }

  /// The nearest of all numbers there are.
  private static double nearest(StoredNumber number, int bits, double value) {
    double nearest = 0;
    for (int stored = 0; stored < 1 << bits; stored++) {
      double candidate = number.toFloat(stored);
      nearest = Math.abs(candidate - value) < Math.abs(nearest - value) ? candidate : nearest;
    }
    return nearest;
  }
}
