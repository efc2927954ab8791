package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A bulk kernel for any shape, on the kernels for single codes.
final class GeneralCodeKernel implements BulkCodeKernel {

  private static final int CACHE_LINE_BYTES = 64;

  private final CodeKernels kernels;
  private final CodeShape shape;

  GeneralCodeKernel(CodeKernels kernels, CodeShape shape) {
    this.kernels = kernels;
    this.shape = shape;
  }

  @Override
  public int score(
      CodeQuery query,
      MemorySegment[] chunks,
      int chunkShift,
      int chunkMask,
      int[] ordinals,
      int count,
      float[] distances) {
    int touched = 0;
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[ordinals[i] >>> chunkShift];
      touched += touch(chunk, (long) (ordinals[i] & chunkMask) * shape.strideBytes());
    }
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[ordinals[i] >>> chunkShift];
      long at = (long) (ordinals[i] & chunkMask) * shape.strideBytes();
      distances[i] = distance(query, chunk, at + shape.codeBytes(), dot(query, chunk, at));
    }
    return touched;
  }

  private int dot(CodeQuery query, MemorySegment chunk, long at) {
    int bytes = shape.codeBytes();
    return switch (shape.kind()) {
      case INT8 -> kernels.dot8(query.levels, chunk, at, bytes);
      case INT4 -> kernels.dot4(query.levels, chunk, at, bytes);
      case BINARY -> kernels.dot1(query.planes, chunk, at, bytes / Long.BYTES);
      case PQ, PQ4 -> kernels.lookUp(query.tables, chunk, at, bytes);
      case NONE -> throw new AssertionError("no codes to score");
    };
  }

  private int touch(MemorySegment chunk, long at) {
    // the last byte for certain: of a file that was cut, the end is missed first, and a scalar load
    // is the one that says so
    int sum = chunk.get(ValueLayout.JAVA_BYTE, at + shape.readBytes() - 1);
    for (int line = 0; line < shape.scoredBytes(); line += CACHE_LINE_BYTES) {
      sum += chunk.get(ValueLayout.JAVA_BYTE, at + line);
    }
    return sum;
  }

  static float distance(CodeQuery query, MemorySegment chunk, long correction, int dot) {
    float constant = chunk.get(Kernels.FLOAT, correction);
    float lower = chunk.get(Kernels.FLOAT, correction + 4);
    float step = chunk.get(Kernels.FLOAT, correction + 8);
    return query.base + constant + lower * query.sum + step * (dot * query.step);
  }
}
