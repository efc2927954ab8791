package dev.perigee.formats.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A vector that is spread over columns of which each holds a component: `emb_0`, `emb_1` ..., or
/// from 1 on, in any order.
public final class NumberedColumns {

  private static final Pattern NUMBERED = Pattern.compile("(.*?)[_.]?(0|[1-9][0-9]{0,5})");

  private NumberedColumns() {}

  /// The columns of a table that together are vectors.
  ///
  /// @param names of all columns
  /// @param options which say what a vector may be called
  /// @return indices into `names` by the name before the number, in the order of components
  public static Map<String, int[]> groups(List<String> names, RecordOptions options) {
    Map<String, List<Integer>> byPrefix = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Matcher matcher = NUMBERED.matcher(names.get(i));
      if (matcher.matches() && RecordConventions.isVector(matcher.group(1), options)) {
        byPrefix.computeIfAbsent(matcher.group(1), prefix -> new ArrayList<>()).add(i);
      }
    }
    Map<String, int[]> groups = new LinkedHashMap<>();
    byPrefix.forEach((prefix, columns) -> {
      int[] order = order(columns.stream().map(names::get).toList());
      if (order.length == columns.size() && order.length > 1) {
        groups.put(prefix, Arrays.stream(order).map(columns::get).toArray());
      }
    });
    return groups;
  }

  /// For each component the index of the name that ends in its number; empty if the numbers do not
  /// run without a gap from 0 or 1.
  static int[] order(List<String> names) {
    int[] order = new int[names.size()];
    Arrays.fill(order, -1);
    int first = names.stream().anyMatch(name -> number(name) == 0) ? 0 : 1;
    for (int i = 0; i < order.length; i++) {
      int component = number(names.get(i)) - first;
      if (component < 0 || component >= order.length || order[component] >= 0) {
        return new int[0];
      }
      order[component] = i;
    }
    return order;
  }

  private static int number(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(2)) : -1;
  }
}
