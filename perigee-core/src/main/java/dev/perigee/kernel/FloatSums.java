package dev.perigee.kernel;

/// Sums over the components of one vector, in four chains: in one, each addition would wait for the
/// last, and a query would take longer to prepare than many a distance.
public final class FloatSums {

  private FloatSums() {}

  /// The sum of the squares of the first `count` values, in double precision. Not finite only if
  /// one of the values is not.
  public static double squares(float[] values, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < count; i++) {
      a += (double) values[i] * values[i];
    }
    return (a + b) + (c + d);
  }

  /// The sum of the first `count` values.
  public static float sum(float[] values, int count) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < count; i++) {
      a += values[i];
    }
    return (a + b) + (c + d);
  }

  /// The largest magnitude among the first `count` values; 0 for none.
  public static float largest(float[] values, int count) {
    float a = 0;
    float b = 0;
    int i = 0;
    for (; i < count - 1; i += 2) {
      a = Math.max(a, Math.abs(values[i]));
      b = Math.max(b, Math.abs(values[i + 1]));
    }
    if (i < count) {
      a = Math.max(a, Math.abs(values[i]));
    }
    return Math.max(a, b);
  }
}
