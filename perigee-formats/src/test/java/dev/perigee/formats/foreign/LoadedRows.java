package dev.perigee.formats.foreign;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Everything of an index of another library in memory, and plain answers from it.
public final class LoadedRows {

  private final ForeignIndex index;
  private final float[][] rows;

  public LoadedRows(ForeignIndex index) {
    this.index = index;
    rows = floats(index.vectors());
  }

  /// All rows of a source.
  public static float[][] floats(VectorSource source) {
    float[][] rows = new float[Math.toIntExact(source.count())][source.dimension()];
    byte[] bytes = new byte[source.elementType().vectorBytes(source.dimension())];
    for (int row = 0; row < rows.length; row++) {
      source.read(row, MemorySegment.ofArray(bytes), 0);
      if (source.elementType() == ElementType.F32) {
        FixtureBytes.littleEndian(bytes).asFloatBuffer().get(rows[row]);
      } else if (source.elementType() == ElementType.F64) {
        for (int i = 0; i < source.dimension(); i++) {
          rows[row][i] = (float) FixtureBytes.littleEndian(bytes).getDouble(8 * i);
        }
      } else {
        for (int i = 0; i < bytes.length; i++) {
          rows[row][i] = bytes[i];
        }
      }
    }
    return rows;
  }

  public float[][] rows() {
    return rows;
  }

  /// Distance of each row from a query, in double precision.
  public IntToDoubleFunction distance(Metric metric, float[] query) {
    return node -> distance(metric, query, rows[node]);
  }

  private static double distance(Metric metric, float[] a, float[] b) {
    double product = 0;
    double squares = 0;
    double differences = 0;
    double lengthsA = 0;
    double lengthsB = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      squares += difference * difference;
      differences += Math.abs(difference);
      product += (double) a[i] * b[i];
      lengthsA += (double) a[i] * a[i];
      lengthsB += (double) b[i] * b[i];
    }
    return switch (metric) {
      case L2 -> squares;
      case L1 -> differences;
      case INNER_PRODUCT -> -product;
      case COSINE -> 1 - product / Math.sqrt(lengthsA * lengthsB);
      default -> throw new AssertionError(metric);
    };
  }

  /// Ids of the nearest rows that were not removed, found by looking at all.
  public List<Long> exact(Metric metric, float[] query, int k) {
    IntToDoubleFunction distance = distance(metric, query);
    return IntStream.range(0, rows.length)
        .filter(row -> !index.isRemoved(row))
        .boxed()
        .sorted(Comparator.comparingDouble(distance::applyAsDouble))
        .limit(k)
        .map(index.vectors()::id)
        .toList();
  }

  /// Ids that a walk over the links finds.
  public List<Long> walk(LinkSource links, Metric metric, float[] query, int k, int width) {
    return new ReferenceWalk(links)
        .search(distance(metric, query), k, width, row -> !index.isRemoved(row)).stream()
            .map(index.vectors()::id)
            .toList();
  }

  /// The share of the ten nearest rows that walks of width 64 find.
  public double recall(LinkSource links, Metric metric, float[][] queries) {
    int found = 0;
    for (float[] query : queries) {
      List<Long> walked = walk(links, metric, query, 10, 64);
      found += (int) exact(metric, query, 10).stream().filter(walked::contains).count();
    }
    return found / (10.0 * queries.length);
  }
}
