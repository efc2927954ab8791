package dev.perigee.formats.faiss;

import dev.perigee.formats.foreign.ReferenceWalk;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Searches an open index as FAISS does, with nothing of Perigee's engine: a walk over the links
/// where there are some, else a look at every row; a float query against decoded vectors.
final class FaissAnswers {

  private FaissAnswers() {}

  /// Ids of the nearest vectors, nearest first, by the metric that the description tells.
  static List<Long> nearest(FaissIndex index, float[] query, int k) {
    Metric metric = index.description().metric();
    return nearest(index, query, k, (a, b) -> distance(metric, a, b));
  }

  /// Ids of the nearest vectors, nearest first.
  static List<Long> nearest(FaissIndex index, float[] query, int k, Distance distance) {
    VectorSource vectors = index.vectors();
    float[] asked = index.transformQuery(query);
    IntToDoubleFunction toRow = row -> distance.between(asked, floats(vectors, row));
    LinkSource links = index.links();
    List<Integer> rows;
    if (links == null) {
      rows = nearestOfAll(toRow, (int) vectors.count(), k);
    } else {
      int width = Math.max(index.description().searchWidth(), k);
      rows = new ReferenceWalk(links).search(toRow, k, width, row -> !index.isRemoved(row));
    }
    return rows.stream().map(row -> vectors.id(row)).toList();
  }

  /// What a library compares by.
  interface Distance {
    double between(float[] query, float[] vector);
  }

  private static List<Integer> nearestOfAll(IntToDoubleFunction distance, int count, int k) {
    double[] distances = IntStream.range(0, count).mapToDouble(distance).toArray();
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> distances[row]))
        .limit(k)
        .toList();
  }

  /// A distance, lower for nearer vectors.
  static double distance(Metric metric, float[] a, float[] b) {
    double products = 0;
    double squares = 0;
    double absolutes = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      products += (double) a[i] * b[i];
      squares += difference * difference;
      absolutes += Math.abs(difference);
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return switch (metric) {
      case L2 -> squares;
      case L1 -> absolutes;
      case INNER_PRODUCT -> -products;
      case COSINE -> 1 - products / Math.sqrt(squaresOfA * squaresOfB);
      default -> throw new AssertionError("FAISS has no floats by " + metric);
    };
  }

  /// A vector as floats, whatever it is stored as.
  static float[] floats(VectorSource source, long row) {
    byte[] bytes = new byte[source.elementType().vectorBytes(source.dimension())];
    source.read(row, MemorySegment.ofArray(bytes), 0);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] vector = new float[source.dimension()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] =
          source.elementType() == ElementType.F32
              ? buffer.getFloat()
              : source.elementType() == ElementType.F16
                  ? Float.float16ToFloat(buffer.getShort())
                  : buffer.get();
    }
    return vector;
  }
}
