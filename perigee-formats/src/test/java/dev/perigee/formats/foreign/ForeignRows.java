package dev.perigee.formats.foreign;

import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Rows of any type as numbers, and plain distances between them.
public final class ForeignRows {

  private ForeignRows() {}

  /// One row as it is offered.
  public static byte[] raw(VectorSource source, long row) {
    byte[] bytes = new byte[source.elementType().vectorBytes(source.dimension())];
    source.read(row, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  /// One row as numbers.
  public static double[] row(VectorSource source, long row) {
    ByteBuffer bytes = ByteBuffer.wrap(raw(source, row)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[source.dimension()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (source.elementType()) {
            case F32 -> bytes.getFloat(4 * i);
            case F16 -> Float.float16ToFloat(bytes.getShort(2 * i));
            case F64 -> bytes.getDouble(8 * i);
            case INT8 -> bytes.get(i);
            case BIT -> (bytes.get(i / 8) >> (i % 8)) & 1;
          };
    }
    return values;
  }

  /// All rows.
  public static double[][] rows(VectorSource source) {
    double[][] rows = new double[Math.toIntExact(source.count())][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row(source, row);
    }
    return rows;
  }

  public static double l2(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  public static double cosine(double[] a, double[] b) {
    return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
