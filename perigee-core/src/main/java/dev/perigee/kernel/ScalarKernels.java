package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Plain Java kernels: what runs without the Vector API, and the oracle of those that use it.
///
/// Sums are kept in four independent accumulators so that additions of successive elements do not
/// wait for each other.
final class ScalarKernels implements Kernels {

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  @Override
  public float dotF32(float[] query, MemorySegment segment, long offset, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      s0 += query[i] * segment.get(FLOAT, offset + 4L * i);
      s1 += query[i + 1] * segment.get(FLOAT, offset + 4L * i + 4);
      s2 += query[i + 2] * segment.get(FLOAT, offset + 4L * i + 8);
      s3 += query[i + 3] * segment.get(FLOAT, offset + 4L * i + 12);
    }
    for (; i < length; i++) {
      s0 += query[i] * segment.get(FLOAT, offset + 4L * i);
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public float squaredL2F32(float[] query, MemorySegment segment, long offset, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      float d0 = query[i] - segment.get(FLOAT, offset + 4L * i);
      float d1 = query[i + 1] - segment.get(FLOAT, offset + 4L * i + 4);
      float d2 = query[i + 2] - segment.get(FLOAT, offset + 4L * i + 8);
      float d3 = query[i + 3] - segment.get(FLOAT, offset + 4L * i + 12);
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < length; i++) {
      float difference = query[i] - segment.get(FLOAT, offset + 4L * i);
      s0 += difference * difference;
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public float l1F32(float[] query, MemorySegment segment, long offset, int length) {
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i < length - 1; i += 2) {
      even += Math.abs(query[i] - segment.get(FLOAT, offset + 4L * i));
      odd += Math.abs(query[i + 1] - segment.get(FLOAT, offset + 4L * i + 4));
    }
    return i < length
        ? even + odd + Math.abs(query[i] - segment.get(FLOAT, offset + 4L * i))
        : even + odd;
  }

  @Override
  public void dotF32x4(float[] query, FourRows rows, int length, float[] out, int at) {
    out[at] = dotF32(query, rows.a, rows.offsetA, length);
    out[at + 1] = dotF32(query, rows.b, rows.offsetB, length);
    out[at + 2] = dotF32(query, rows.c, rows.offsetC, length);
    out[at + 3] = dotF32(query, rows.d, rows.offsetD, length);
  }

  @Override
  public void squaredL2F32x4(float[] query, FourRows rows, int length, float[] out, int at) {
    out[at] = squaredL2F32(query, rows.a, rows.offsetA, length);
    out[at + 1] = squaredL2F32(query, rows.b, rows.offsetB, length);
    out[at + 2] = squaredL2F32(query, rows.c, rows.offsetC, length);
    out[at + 3] = squaredL2F32(query, rows.d, rows.offsetD, length);
  }

  @Override
  public float dotF16(float[] query, MemorySegment segment, long offset, int length) {
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i < length - 1; i += 2) {
      even += query[i] * half(segment, offset + 2L * i);
      odd += query[i + 1] * half(segment, offset + 2L * i + 2);
    }
    return i < length ? even + odd + query[i] * half(segment, offset + 2L * i) : even + odd;
  }

  @Override
  public float squaredL2F16(float[] query, MemorySegment segment, long offset, int length) {
    float even = 0;
    float odd = 0;
    for (int i = 0; i < length; i++) {
      float difference = query[i] - half(segment, offset + 2L * i);
      if ((i & 1) == 0) {
        even += difference * difference;
      } else {
        odd += difference * difference;
      }
    }
    return even + odd;
  }

  @Override
  public float l1F16(float[] query, MemorySegment segment, long offset, int length) {
    float sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Math.abs(query[i] - half(segment, offset + 2L * i));
    }
    return sum;
  }

  @Override
  public int dotInt8(short[] query, MemorySegment segment, long offset, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += query[i] * segment.get(BYTE, offset + i);
    }
    return sum;
  }

  @Override
  public long squaredL2Int8(short[] query, MemorySegment segment, long offset, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      long difference = (long) query[i] - segment.get(BYTE, offset + i);
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public int l1Int8(short[] query, MemorySegment segment, long offset, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Math.abs(query[i] - segment.get(BYTE, offset + i));
    }
    return sum;
  }

  @Override
  public int hamming(long[] query, MemorySegment segment, long offset, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Long.bitCount(query[i] ^ segment.get(LONG, offset + 8L * i));
    }
    return sum;
  }

  @Override
  public long intersectionAndUnion(long[] query, MemorySegment segment, long offset, int length) {
    int intersection = 0;
    int union = 0;
    for (int i = 0; i < length; i++) {
      long word = segment.get(LONG, offset + 8L * i);
      intersection += Long.bitCount(query[i] & word);
      union += Long.bitCount(query[i] | word);
    }
    return (long) intersection << 32 | union;
  }

  @Override
  public String name() {
    return "scalar";
  }

  private static float half(MemorySegment segment, long offset) {
    return Float.float16ToFloat(segment.get(SHORT, offset));
  }
}
