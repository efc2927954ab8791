package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads rows of vectors as floats, of length 1 where the metric is cosine: what codes and matrix
/// kernels work on. Thread-safe.
///
/// @param space what a vector is
/// @param vectors rows of `space.strideBytes()` bytes
/// @param inverseNorms one float for each row; null unless `space.needsNorms()`
public record FloatRows(VectorSpace space, Rows vectors, Rows inverseNorms) {

  /// Reads one row.
  ///
  /// @param target receives `space.dimension()` floats from index `at`
  public void read(int ordinal, float[] target, int at) {
    float scale = 1;
    vectors.check(ordinal);
    if (inverseNorms != null) {
      inverseNorms.check(ordinal);
      scale = inverseNorms.chunk(ordinal).get(Kernels.FLOAT, inverseNorms.chunkOffset(ordinal));
    }
    read(vectors.chunk(ordinal), vectors.chunkOffset(ordinal), scale, target, at);
  }

  /// Reads a vector that lies elsewhere.
  ///
  /// @param scale what each component is multiplied by
  public void read(MemorySegment vector, long offset, float scale, float[] target, int at) {
    int dimension = space.dimension();
    switch (space.elementType()) {
      case F32 -> MemorySegment.copy(vector, Kernels.FLOAT, offset, target, at, dimension);
      case F16 -> {
        for (int i = 0; i < dimension; i++) {
          target[at + i] = Float.float16ToFloat(vector.get(Kernels.SHORT, offset + 2L * i));
        }
      }
      case F64 -> {
        for (int i = 0; i < dimension; i++) {
          target[at + i] = (float) vector.get(Kernels.DOUBLE, offset + 8L * i);
        }
      }
      case INT8 -> {
        for (int i = 0; i < dimension; i++) {
          target[at + i] = vector.get(ValueLayout.JAVA_BYTE, offset + i);
        }
      }
      case BIT -> {
        for (int i = 0; i < dimension; i++) {
          target[at + i] = space.component(vector, offset, i);
        }
      }
    }
    if (scale != 1) {
      for (int i = at; i < at + dimension; i++) {
        target[i] *= scale;
      }
    }
  }
}
