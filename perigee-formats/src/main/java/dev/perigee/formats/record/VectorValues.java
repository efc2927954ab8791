package dev.perigee.formats.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The forms in which a vector is stored in one value: numbers, bytes, text.
final class VectorValues {

  /// Shorter text is taken for text: four floats are 24 characters in base64.
  private static final int BASE64_LENGTH_MIN = 16;

  private VectorValues() {}

  /// The vector that a value stands for.
  ///
  /// @return null if the value is no vector in any form
  static float[] of(Object value) {
    return switch (value) {
      case null -> null;
      case float[] floats -> floats;
      case NumberList numbers -> numbers.toFloats();
      case List<?> list -> ofList(list);
      case byte[] bytes -> ofBytes(bytes);
      case String text -> ofText(text.strip());
      case Map<?, ?> columns -> ofColumns(columns);
      default -> null;
    };
  }

  private static float[] ofList(List<?> list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        return null;
      }
      floats[i] = number.floatValue();
    }
    return floats;
  }

  /// Single precision, little-endian, which is what everybody means who stores bytes.
  private static float[] ofBytes(byte[] bytes) {
    if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
      return null;
    }
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  private static float[] ofText(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return ofBrackets(text.substring(1, text.length() - 1));
    }
    if (text.length() < BASE64_LENGTH_MIN) {
      return null;
    }
    try {
      return ofBytes(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Numbers between commas, as JSON and Python lists are written, or between blanks, as NumPy
  /// prints them.
  private static float[] ofBrackets(String text) {
    NumberList numbers = new NumberList();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && !isBetween(text.charAt(end))) {
        end++;
      }
      if (end > at) {
        Double number = number(text.substring(at, end));
        if (number == null) {
          return null;
        }
        numbers.add(number, false);
      }
      at = end + 1;
    }
    return numbers.toFloats();
  }

  private static boolean isBetween(char character) {
    return character == ',' || character <= ' ';
  }

  private static Double number(String text) {
    // Java would also take the suffixes of its own literals.
    if (Character.isLetter(text.charAt(text.length() - 1)) && !text.equalsIgnoreCase("nan")) {
      return text.endsWith("inf") || text.endsWith("Infinity") ? Double.POSITIVE_INFINITY : null;
    }
    try {
      return text.equalsIgnoreCase("nan") ? Double.NaN : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// A struct of columns `emb_0`, `emb_1` and so on.
  private static float[] ofColumns(Map<?, ?> columns) {
    List<String> names = columns.keySet().stream().map(String::valueOf).toList();
    int[] order = NumberedColumns.order(names);
    if (order.length < 2 || order.length != names.size()) {
      return null;
    }
    return ofList(Arrays.stream(order).mapToObj(i -> columns.get(names.get(i))).toList());
  }
}
