package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Distance arithmetic on raw rows, one implementation per instruction set.
///
/// A row is read from `segment` at byte `offset`, little-endian, at any alignment. Lengths are in
/// elements; queries are heap arrays at least as long. No argument is checked beyond the bounds
/// check of the memory access itself. Implementations are stateless and thread-safe.
public interface Kernels {

  /// Little-endian float at any alignment.
  ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Little-endian double at any alignment.
  ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Little-endian short at any alignment; also the bits of a half float.
  ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Little-endian long at any alignment; also 64 bits of a bit vector.
  ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Inner product of a query and one f32 row.
  float dotF32(float[] query, MemorySegment segment, long offset, int length);

  /// Squared Euclidean distance of a query and one f32 row.
  float squaredL2F32(float[] query, MemorySegment segment, long offset, int length);

  /// L1 distance of a query and one f32 row.
  float l1F32(float[] query, MemorySegment segment, long offset, int length);

  /// Inner products with four f32 rows at once: the query is loaded once for all, and the memory
  /// system works on four rows at a time.
  ///
  /// @param out receives four values from index `at`
  void dotF32x4(float[] query, FourRows rows, int length, float[] out, int at);

  /// Squared Euclidean distances to four f32 rows at once.
  ///
  /// @param out receives four values from index `at`
  void squaredL2F32x4(float[] query, FourRows rows, int length, float[] out, int at);

  /// Inner product of a query and one f16 row.
  float dotF16(float[] query, MemorySegment segment, long offset, int length);

  /// Squared Euclidean distance of a query and one f16 row.
  float squaredL2F16(float[] query, MemorySegment segment, long offset, int length);

  /// L1 distance of a query and one f16 row.
  float l1F16(float[] query, MemorySegment segment, long offset, int length);

  /// Inner product of a query of 8-bit values, widened, and one int8 row. Exact for up to 65,536
  /// elements.
  int dotInt8(short[] query, MemorySegment segment, long offset, int length);

  /// Squared Euclidean distance of a query of 8-bit values and one int8 row. Exact.
  long squaredL2Int8(short[] query, MemorySegment segment, long offset, int length);

  /// L1 distance of a query of 8-bit values and one int8 row. Exact.
  int l1Int8(short[] query, MemorySegment segment, long offset, int length);

  /// Number of bits that differ.
  ///
  /// @param length in 64-bit words
  int hamming(long[] query, MemorySegment segment, long offset, int length);

  /// Bits set in both in the upper half, bits set in either in the lower half.
  ///
  /// @param length in 64-bit words
  long intersectionAndUnion(long[] query, MemorySegment segment, long offset, int length);

  /// Which instructions these kernels use, such as `vector-512` or `scalar`.
  String name();

  /// The fastest kernels this JVM can run.
  static Kernels best() {
    return KernelChoice.BEST;
  }
}
