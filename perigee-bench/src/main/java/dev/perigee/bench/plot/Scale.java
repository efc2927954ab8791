package dev.perigee.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Where values lie along an axis, and which of them are marked.
enum Scale {
  /// Recall by the number of nines: from .9 to .99 is as far as from .99 to .999, for it takes
  /// about as much again, and where curves differ is near 1.
  ///
  /// `-log10(1 - recall)`. A recall of 1 would be infinitely far; it lies where half of the last
  /// decimal of the lines is missing.
  RECALL {
    private static final double MISSING_MIN = 0.00005;

    @Override
    double place(double recall) {
      return -Math.log10(Math.max(MISSING_MIN, 1 - recall));
    }

    @Override
    List<Tick> allTicks() {
      return DoubleStream.of(
              0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 1)
          .mapToObj(recall -> new Tick(place(recall), trimmed(recall)))
          .toList();
    }

    private String trimmed(double recall) {
      return recall == (int) recall ? String.valueOf((int) recall) : String.valueOf(recall);
    }
  },

  /// Queries a second, each factor equally far.
  SPEED {
    private static final int DECADES = 9;

    @Override
    double place(double queriesPerSecond) {
      return Math.log10(queriesPerSecond);
    }

    @Override
    List<Tick> allTicks() {
      List<Tick> ticks = new ArrayList<>();
      for (int decade = 0; decade < DECADES; decade++) {
        for (int step : new int[] {1, 2, 5}) {
          double value = step * Math.pow(10, decade);
          ticks.add(new Tick(place(value), String.format(Locale.ROOT, "%,.0f", value)));
        }
      }
      return ticks;
    }
  };

  /// A marked value.
  ///
  /// @param place along the axis
  /// @param label what is written there
  record Tick(double place, String label) {}

  /// Where a value lies.
  abstract double place(double value);

  /// All values worth a mark, in order.
  abstract List<Tick> allTicks();

  /// The marks from the last at or before the smallest value to the first at or after the largest;
  /// at least two.
  final List<Tick> ticks(double smallest, double largest) {
    List<Tick> all = allTicks();
    int first = 0;
    while (first < all.size() - 2 && all.get(first + 1).place() <= place(smallest)) {
      first++;
    }
    int last = first + 1;
    while (last < all.size() - 1 && all.get(last).place() < place(largest)) {
      last++;
    }
    return all.subList(first, last + 1);
  }
}
