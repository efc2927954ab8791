package dev.perigee.kernel;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Kernels on the Vector API, at the widest shape the machine prefers.
///
/// Alone or as one of four, a row gets the same distance to the last bit: both ways add in the same
/// order.
///
/// **Faults.** A fault on a mapped file ends the JVM if it hits a vector load in a compiled method
/// that has no scalar off-heap access; where there is one, it becomes an InternalError. A tail loop
/// is no help: one that never runs is not compiled. So every kernel starts with [#surviveFaults],
/// and so does every method of ours that loads a vector: it may be compiled before its callers are.
final class VectorKernels implements Kernels {

  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorShape HALF_SHAPE = VectorShape.forBitSize(FLOATS.vectorBitSize() / 2);
  private static final VectorSpecies<Short> HALF_SHORTS = VectorSpecies.of(short.class, HALF_SHAPE);
  private static final VectorSpecies<Byte> HALF_BYTES = VectorSpecies.of(byte.class, HALF_SHAPE);
  private static final int LANES = FLOATS.length();

  /// Exponent bias difference of single and half precision, as a factor: a half whose bits are
  /// moved to the place of a single's is too small by this, subnormal or not.
  private static final float HALF_TO_SINGLE = 0x1p112f;

  private static final int HALF_BITS_IN_SINGLE = 0x8fffe000;

  /// Whether the machine has vectors worth it.
  static boolean areWorthIt() {
    return LANES >= 4;
  }

  @Override
  public float dotF32(float[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    FloatVector s0 = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      s0 = load(query, i).fma(load(segment, offset, i), s0);
    }
    return LaneSums.sum(s0) + dotTail(query, segment, offset, i, length);
  }

  @Override
  public float squaredL2F32(float[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    FloatVector s0 = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector difference = load(query, i).sub(load(segment, offset, i));
      s0 = difference.fma(difference, s0);
    }
    return LaneSums.sum(s0) + l2Tail(query, segment, offset, i, length);
  }

  @Override
  public float l1F32(float[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    FloatVector s0 = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      s0 = s0.add(load(query, i).sub(load(segment, offset, i)).abs());
    }
    float sum = LaneSums.sum(s0);
    for (; i < length; i++) {
      sum += Math.abs(query[i] - segment.get(FLOAT, offset + 4L * i));
    }
    return sum;
  }

  @Override
  public void dotF32x4(float[] query, FourRows rows, int length, float[] out, int at) {
    MemorySegment a = rows.a;
    MemorySegment b = rows.b;
    MemorySegment c = rows.c;
    MemorySegment d = rows.d;
    long offsetA = rows.offsetA;
    long offsetB = rows.offsetB;
    long offsetC = rows.offsetC;
    long offsetD = rows.offsetD;
    surviveFaults(a, offsetA);
    FloatVector sumA = FloatVector.zero(FLOATS);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector q = load(query, i);
      sumA = q.fma(load(a, offsetA, i), sumA);
      sumB = q.fma(load(b, offsetB, i), sumB);
      sumC = q.fma(load(c, offsetC, i), sumC);
      sumD = q.fma(load(d, offsetD, i), sumD);
    }
    LaneSums.store(sumA, sumB, sumC, sumD, out, at);
    if (i < length) {
      out[at] += dotTail(query, a, offsetA, i, length);
      out[at + 1] += dotTail(query, b, offsetB, i, length);
      out[at + 2] += dotTail(query, c, offsetC, i, length);
      out[at + 3] += dotTail(query, d, offsetD, i, length);
    }
  }

  @Override
  public void squaredL2F32x4(float[] query, FourRows rows, int length, float[] out, int at) {
    MemorySegment a = rows.a;
    MemorySegment b = rows.b;
    MemorySegment c = rows.c;
    MemorySegment d = rows.d;
    long offsetA = rows.offsetA;
    long offsetB = rows.offsetB;
    long offsetC = rows.offsetC;
    long offsetD = rows.offsetD;
    surviveFaults(a, offsetA);
    FloatVector sumA = FloatVector.zero(FLOATS);
    FloatVector sumB = sumA;
    FloatVector sumC = sumA;
    FloatVector sumD = sumA;
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector q = load(query, i);
      FloatVector differenceA = q.sub(load(a, offsetA, i));
      FloatVector differenceB = q.sub(load(b, offsetB, i));
      FloatVector differenceC = q.sub(load(c, offsetC, i));
      FloatVector differenceD = q.sub(load(d, offsetD, i));
      sumA = differenceA.fma(differenceA, sumA);
      sumB = differenceB.fma(differenceB, sumB);
      sumC = differenceC.fma(differenceC, sumC);
      sumD = differenceD.fma(differenceD, sumD);
    }
    LaneSums.store(sumA, sumB, sumC, sumD, out, at);
    if (i < length) {
      out[at] += l2Tail(query, a, offsetA, i, length);
      out[at + 1] += l2Tail(query, b, offsetB, i, length);
      out[at + 2] += l2Tail(query, c, offsetC, i, length);
      out[at + 3] += l2Tail(query, d, offsetD, i, length);
    }
  }

  @Override
  public float dotF16(float[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    FloatVector s0 = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      s0 = load(query, i).fma(loadHalf(segment, offset, i), s0);
    }
    float sum = LaneSums.sum(s0);
    for (; i < length; i++) {
      sum += query[i] * Float.float16ToFloat(segment.get(SHORT, offset + 2L * i));
    }
    return sum;
  }

  @Override
  public float squaredL2F16(float[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    FloatVector s0 = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector difference = load(query, i).sub(loadHalf(segment, offset, i));
      s0 = difference.fma(difference, s0);
    }
    float sum = LaneSums.sum(s0);
    for (; i < length; i++) {
      float difference = query[i] - Float.float16ToFloat(segment.get(SHORT, offset + 2L * i));
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public float l1F16(float[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    FloatVector s0 = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      s0 = s0.add(load(query, i).sub(loadHalf(segment, offset, i)).abs());
    }
    float sum = LaneSums.sum(s0);
    for (; i < length; i++) {
      sum += Math.abs(query[i] - Float.float16ToFloat(segment.get(SHORT, offset + 2L * i)));
    }
    return sum;
  }

  @Override
  public int dotInt8(short[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    IntVector acc = IntVector.zero(INTS);
    int i = 0;
    for (; i <= length - SHORTS.length(); i += SHORTS.length()) {
      ShortVector q = ShortVector.fromArray(SHORTS, query, i);
      // |product| <= 2^14, so it fits the 16-bit lane it is computed in
      IntVector pairs = q.mul(loadBytes(segment, offset + i)).reinterpretAsInts();
      acc = acc.add(pairs.lanewise(LSHL, 16).lanewise(ASHR, 16)).add(pairs.lanewise(ASHR, 16));
    }
    int sum = acc.reduceLanes(ADD);
    for (; i < length; i++) {
      sum += query[i] * segment.get(BYTE, offset + i);
    }
    return sum;
  }

  @Override
  public long squaredL2Int8(short[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    IntVector acc = IntVector.zero(INTS);
    int i = 0;
    for (; i <= length - SHORTS.length(); i += SHORTS.length()) {
      ShortVector q = ShortVector.fromArray(SHORTS, query, i);
      ShortVector difference = q.sub(loadBytes(segment, offset + i));
      // a square is at most 255^2: read as unsigned it fits its 16-bit lane
      IntVector pairs = difference.mul(difference).reinterpretAsInts();
      acc = acc.add(pairs.and(0xffff)).add(pairs.lanewise(LSHR, 16));
    }
    // the sum over all lanes may pass 2^31, the halves of the lanes do not
    long sum =
        acc.and(0xffff).reduceLanes(ADD) + ((long) acc.lanewise(LSHR, 16).reduceLanes(ADD) << 16);
    for (; i < length; i++) {
      long difference = (long) query[i] - segment.get(BYTE, offset + i);
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public int l1Int8(short[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    IntVector acc = IntVector.zero(INTS);
    int i = 0;
    for (; i <= length - SHORTS.length(); i += SHORTS.length()) {
      ShortVector q = ShortVector.fromArray(SHORTS, query, i);
      IntVector pairs = q.sub(loadBytes(segment, offset + i)).abs().reinterpretAsInts();
      acc = acc.add(pairs.and(0xffff)).add(pairs.lanewise(LSHR, 16));
    }
    int sum = acc.reduceLanes(ADD);
    for (; i < length; i++) {
      sum += Math.abs(query[i] - segment.get(BYTE, offset + i));
    }
    return sum;
  }

  @Override
  public int hamming(long[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    LongVector acc = LongVector.zero(LONGS);
    int i = 0;
    for (; i <= length - LONGS.length(); i += LONGS.length()) {
      LongVector row = LongVector.fromMemorySegment(LONGS, segment, offset + 8L * i, LITTLE);
      acc = acc.add(LongVector.fromArray(LONGS, query, i).lanewise(XOR, row).lanewise(BIT_COUNT));
    }
    int sum = (int) acc.reduceLanes(ADD);
    for (; i < length; i++) {
      sum += Long.bitCount(query[i] ^ segment.get(LONG, offset + 8L * i));
    }
    return sum;
  }

  @Override
  public long intersectionAndUnion(long[] query, MemorySegment segment, long offset, int length) {
    surviveFaults(segment, offset);
    LongVector both = LongVector.zero(LONGS);
    LongVector either = both;
    int i = 0;
    for (; i <= length - LONGS.length(); i += LONGS.length()) {
      LongVector row = LongVector.fromMemorySegment(LONGS, segment, offset + 8L * i, LITTLE);
      LongVector q = LongVector.fromArray(LONGS, query, i);
      both = both.add(q.and(row).lanewise(BIT_COUNT));
      either = either.add(q.or(row).lanewise(BIT_COUNT));
    }
    long intersection = both.reduceLanes(ADD);
    long union = either.reduceLanes(ADD);
    for (; i < length; i++) {
      long word = segment.get(LONG, offset + 8L * i);
      intersection += Long.bitCount(query[i] & word);
      union += Long.bitCount(query[i] | word);
    }
    return intersection << 32 | union;
  }

  @Override
  public String name() {
    return "vector-" + FLOATS.vectorBitSize();
  }

  /// Marks the compiled method as one with a scalar off-heap access; the load itself is dropped as
  /// unused.
  static void surviveFaults(MemorySegment segment, long offset) {
    byte _ = segment.get(BYTE, offset);
  }

  private static FloatVector load(float[] query, int index) {
    return FloatVector.fromArray(FLOATS, query, index);
  }

  private static FloatVector load(MemorySegment segment, long offset, int index) {
    // compiled on its own while its callers are still interpreted
    surviveFaults(segment, offset);
    return FloatVector.fromMemorySegment(FLOATS, segment, offset + 4L * index, LITTLE);
  }

  private static FloatVector loadHalf(MemorySegment segment, long offset, int index) {
    surviveFaults(segment, offset);
    ShortVector halves =
        ShortVector.fromMemorySegment(HALF_SHORTS, segment, offset + 2L * index, LITTLE);
    IntVector wide = (IntVector) halves.convertShape(S2I, INTS, 0);
    // sign extension has copied the sign to bit 18, so one shift brings sign and magnitude into
    // place
    return wide.lanewise(LSHL, 13)
        .and(HALF_BITS_IN_SINGLE)
        .reinterpretAsFloats()
        .mul(HALF_TO_SINGLE);
  }

  private static ShortVector loadBytes(MemorySegment segment, long offset) {
    surviveFaults(segment, offset);
    ByteVector bytes = ByteVector.fromMemorySegment(HALF_BYTES, segment, offset, LITTLE);
    return (ShortVector) bytes.convertShape(B2S, SHORTS, 0);
  }

  private static float dotTail(
      float[] query, MemorySegment segment, long offset, int from, int length) {
    float sum = 0;
    for (int i = from; i < length; i++) {
      sum += query[i] * segment.get(FLOAT, offset + 4L * i);
    }
    return sum;
  }

  private static float l2Tail(
      float[] query, MemorySegment segment, long offset, int from, int length) {
    float sum = 0;
    for (int i = from; i < length; i++) {
      float difference = query[i] - segment.get(FLOAT, offset + 4L * i);
      sum += difference * difference;
    }
    return sum;
  }
}
