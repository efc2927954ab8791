package dev.perigee.formats.record;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values of a row as a payload holds them: no compact forms of ours inside.
final class PlainValues {

  private PlainValues() {}

  /// The value with plain lists for compact ones, at any depth; readers bound the depth.
  static Object of(Object value) {
    return switch (value) {
      case NumberList numbers -> numbers.toList();
      case float[] floats -> ofFloats(floats);
      case List<?> list -> ofList(list);
      case Map<?, ?> map -> ofMap(map);
      case BigInteger whole -> whole.doubleValue();
      case null -> null;
      default -> value;
    };
  }

  private static List<Object> ofFloats(float[] floats) {
    List<Object> list = new ArrayList<>(floats.length);
    for (float component : floats) {
      list.add((double) component);
    }
    return list;
  }

  private static List<Object> ofList(List<?> list) {
    List<Object> plain = new ArrayList<>(list.size());
    list.forEach(entry -> plain.add(of(entry)));
    return plain;
  }

  private static Map<String, Object> ofMap(Map<?, ?> map) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((key, entry) -> plain.put(String.valueOf(key), of(entry)));
    return plain;
  }
}
