package dev.perigee.index;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/// Vectors that follow from a seed and an id, so that any process can say what an id stands for.
///
/// @param seed of all of them
/// @param elementType how a component is stored
/// @param dimension number of components
/// @param count rows, when read as a source
record SeededVectors(long seed, ElementType elementType, int dimension, long count)
    implements VectorSource {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /// The vector of an id, little-endian, without padding.
  byte[] bytes(long id) {
    SplittableRandom random = new SplittableRandom(seed ^ (id + 1) * GOLDEN_GAMMA);
    byte[] bytes = new byte[elementType.vectorBytes(dimension)];
    if (elementType == ElementType.INT8 || elementType == ElementType.BIT) {
      random.nextBytes(bytes);
      if (elementType == ElementType.BIT && (dimension & 7) != 0) {
        bytes[bytes.length - 1] &= (byte) ((1 << (dimension & 7)) - 1);
      }
      return bytes;
    }
    MemorySegment target = MemorySegment.ofArray(bytes);
    for (int i = 0; i < dimension; i++) {
      float value = (float) random.nextDouble(-1, 1);
      if (elementType == ElementType.F32) {
        target.set(FLOAT, 4L * i, value);
      } else {
        target.set(SHORT, 2L * i, Float.floatToFloat16(value));
      }
    }
    return bytes;
  }

  /// The same as memory.
  MemorySegment segment(long id) {
    return MemorySegment.ofArray(bytes(id));
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    MemorySegment vector = segment(row);
    MemorySegment.copy(vector, 0, target, targetOffset, vector.byteSize());
  }
}
