package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.fail;

/// What a sum of floats must come to: its value in double, and how far rounding may lead from it.
///
/// The worst case is one unit of rounding for each term. Kernels keep several sums and most errors
/// cancel, but those of equal terms do not, so a sixteenth of it is granted: far below one term of
/// all but the longest rows.
///
/// @param value the sum
/// @param magnitude the sum of the absolute terms
/// @param terms number of terms
record FloatSum(double value, double magnitude, int terms) {

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /// One term: a component of the query and the component of the row it meets.
  interface Term {
    double of(double query, double row);
  }

  static final Term DOT = (query, row) -> query * row;
  static final Term SQUARED_L2 = (query, row) -> (query - row) * (query - row);
  static final Term L1 = (query, row) -> Math.abs(query - row);

  static FloatSum of(Term term, float[] query, float[] row, int from, int length) {
    double value = 0;
    double magnitude = 0;
    for (int i = 0; i < length; i++) {
      double next = term.of(query[i], row[from + i]);
      value += next;
      magnitude += Math.abs(next);
    }
    return new FloatSum(value, magnitude, length);
  }

  double tolerance() {
    return UNIT_ROUNDOFF * (8 + terms / 16.0) * magnitude + terms * Float.MIN_VALUE;
  }

  /// Fails unless a computed sum is this one, up to rounding.
  void check(float actual, String what, Object context) {
    if (!(Math.abs(actual - value) <= tolerance())) {
      fail(
          "%s, length %d, %s: expected %s within %s, got %s",
          what, terms, context, value, tolerance(), actual);
    }
  }
}
