package dev.perigee.formats.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Numbers of a list without a box for each, remembering which were written as whole numbers. Whole
/// ones are within 2^53, where a double is exact. Not thread-safe.
public final class NumberList {

  private static final long EXACT_MAX = 1L << 53;

  private double[] values = new double[16];
  private int size;
  private final BitSet whole = new BitSet(0);

  /// Whether a whole number can be kept here exactly.
  public static boolean keeps(long value) {
    return value >= -EXACT_MAX && value <= EXACT_MAX;
  }

  /// Adds a number.
  ///
  /// @param isWhole whether it was written without a fraction
  public void add(double value, boolean isWhole) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    if (isWhole) {
      whole.set(size);
    }
    values[size++] = value;
  }

  /// How many there are.
  public int size() {
    return size;
  }

  /// The numbers, each rounded to the nearest float; infinite beyond its range.
  public float[] toFloats() {
    float[] floats = new float[size];
    for (int i = 0; i < size; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /// The numbers as Long and Double, in a list that can grow.
  public List<Object> toList() {
    List<Object> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      if (whole.get(i)) {
        list.add((long) values[i]);
      } else {
        list.add(values[i]);
      }
    }
    return list;
  }
}
