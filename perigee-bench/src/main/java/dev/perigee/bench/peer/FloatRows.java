package dev.perigee.bench.peer;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Vectors on the heap as single-precision floats, `[count x dimension]`: what the peers take.
///
/// For the cosine every row has length 1, so that the peers can use the inner product, which is
/// faster and ranks the same.
final class FloatRows {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FloatRows() {}

  static float[][] read(VectorSource source, Metric metric) {
    int dimension = source.dimension();
    ElementType type = source.elementType();
    float[][] rows = new float[Math.toIntExact(source.count())][dimension];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(type.vectorBytes(dimension));
      for (int row = 0; row < rows.length; row++) {
        source.read(row, stored, 0);
        widen(stored, type, rows[row]);
        if (metric == Metric.COSINE) {
          normalise(rows[row]);
        }
      }
    }
    return rows;
  }

  private static void widen(MemorySegment stored, ElementType type, float[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] =
          switch (type) {
            case F32 -> stored.getAtIndex(FLOAT, i);
            case F16 -> Float.float16ToFloat(stored.getAtIndex(HALF, i));
            case INT8 -> stored.get(ValueLayout.JAVA_BYTE, i);
            case BIT, F64 -> throw new AssertionError("no peer is given vectors of " + type);
          };
    }
  }

  private static void normalise(float[] row) {
    double squares = 0;
    for (float component : row) {
      squares += (double) component * component;
    }
    float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < row.length; i++) {
      row[i] *= scale;
    }
  }
}
