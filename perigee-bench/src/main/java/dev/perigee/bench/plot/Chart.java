package dev.perigee.bench.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// Lays curves out: recall to the right, queries a second upwards, so that whatever is further up
/// and to the right is better.
final class Chart {

  /// Colours that people who see few colours can tell apart (Okabe and Ito); a curve beyond them
  /// has one of them again, dashed.
  private static final int[] COLOURS = {
    0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xe69f00, 0x000000, 0x8c6d31
  };

  /// Not 12, which the SVG would leave to the viewer's taste.
  static final int TEXT_SIZE = 13;

  private static final int TITLE_SIZE = 16;
  private static final float LINE_WIDTH = 2;
  private static final float[] DASHES = {7, 4};
  private static final Color GRID = new Color(0xd8d8d8);

  private Chart() {}

  /// @param title above the plot
  /// @param curves at least one
  static JFreeChart of(String title, List<Curve> curves) {
    TextUtils.setUseDrawRotatedStringWorkaround(false); // it would draw letters, not text
    XYPlot plot =
        new XYPlot(
            points(curves),
            axis("recall@10", Scale.RECALL, curves, Curve.Point::recall),
            axis(
                "queries a second, one thread", Scale.SPEED, curves, Curve.Point::queriesPerSecond),
            renderer(curves.size()));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    JFreeChart chart = new JFreeChart(title, font(Font.BOLD, TITLE_SIZE), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setPosition(RectangleEdge.RIGHT);
    chart.getLegend().setItemFont(font(Font.PLAIN, TEXT_SIZE));
    return chart;
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static XYSeriesCollection points(List<Curve> curves) {
    XYSeriesCollection all = new XYSeriesCollection();
    for (Curve curve : curves) {
      // not sorted: a wider beam that finds less would be an odd thing, and is to be seen
      XYSeries series = new XYSeries(curve.label(), false);
      for (Curve.Point point : curve.points()) {
        series.add(Scale.RECALL.place(point.recall()), Scale.SPEED.place(point.queriesPerSecond()));
      }
      all.addSeries(series);
    }
    return all;
  }

  private static TickedAxis axis(
      String title, Scale scale, List<Curve> curves, ToDoubleFunction<Curve.Point> value) {
    double[] values =
        curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(value).toArray();
    double smallest = DoubleStream.of(values).min().orElseThrow();
    double largest = DoubleStream.of(values).max().orElseThrow();
    return new TickedAxis(title, scale.ticks(smallest, largest));
  }

  private static XYLineAndShapeRenderer renderer(int curves) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    renderer.setDrawSeriesLineAsPath(true); // dashes go on from one piece to the next
    for (int i = 0; i < curves; i++) {
      renderer.setSeriesPaint(i, new Color(COLOURS[i % COLOURS.length]));
      renderer.setSeriesStroke(i, stroke(i / COLOURS.length % 2 == 1));
    }
    return renderer;
  }

  private static BasicStroke stroke(boolean dashed) {
    return dashed
        ? new BasicStroke(LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
        : new BasicStroke(LINE_WIDTH, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }
}
