package dev.perigee.bench.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/// An axis with marks at given places, from a little before the first mark to a little behind the
/// last, so that a point on either is seen whole.
final class TickedAxis extends NumberAxis {

  private static final long serialVersionUID = 1L;

  private static final double MARGIN = 0.015;

  private final double[] places;
  private final String[] labels;

  /// @param title what the axis says
  /// @param ticks in order, at least two
  TickedAxis(String title, List<Scale.Tick> ticks) {
    super(title);
    places = ticks.stream().mapToDouble(Scale.Tick::place).toArray();
    labels = ticks.stream().map(Scale.Tick::label).toArray(String[]::new);
    double first = places[0];
    double last = places[places.length - 1];
    double margin = MARGIN * (last - first);
    setRange(first - margin, last + margin);
    setLabelFont(Chart.font(Font.PLAIN, Chart.TEXT_SIZE));
    setTickLabelFont(Chart.font(Font.PLAIN, Chart.TEXT_SIZE));
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    TextAnchor anchor =
        RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<NumberTick> ticks = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      ticks.add(new NumberTick(places[i], labels[i], anchor, TextAnchor.CENTER, 0));
    }
    return ticks;
  }
}
