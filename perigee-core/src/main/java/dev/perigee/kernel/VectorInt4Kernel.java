package dev.perigee.kernel;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/// Scores codes of 4 bits for one shape. The class itself is a template: only hidden copies of it,
/// which carry a shape as their class data, are ever initialised.
///
/// First a byte of each cache line of the whole batch is read, so that the memory system fetches
/// them side by side; what follows finds them near. Layout and ranges: [CodeKernels].
final class VectorInt4Kernel implements BulkCodeKernel {

  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final int LANES = SHORTS.length();
  private static final int BLOCK_LANES = CodeKernels.BLOCK_BYTES / Short.BYTES;

  private static final CodeShape SHAPE = shape();
  private static final int CODE_BYTES = SHAPE.codeBytes();
  private static final int STRIDE_BYTES = SHAPE.strideBytes();
  private static final int READ_BYTES = CodeKernels.readBytes(CODE_BYTES);
  private static final int LAST_BYTE = SHAPE.readBytes() - 1;
  private static final int LINE_BYTES = 64;

  /// Bytes of blocks whose products of 15 x 127, two a block and lane, fit 16 bits.
  private static final int SUM_BYTES = 8 * LANES / BLOCK_LANES * CodeKernels.BLOCK_BYTES;

  VectorInt4Kernel() {}

  private static CodeShape shape() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", CodeShape.class);
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
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
    // the rows of a file are one chunk: what is asked of a segment is then asked once a batch, and
    // more rows fit into the window in which the processor looks ahead
    return chunks.length == 1
        ? scoreInOne(query, chunks[0], ordinals, count, distances)
        : scoreInMany(query, chunks, chunkShift, chunkMask, ordinals, count, distances);
  }

  private static int scoreInOne(
      CodeQuery query, MemorySegment rows, int[] ordinals, int count, float[] distances) {
    int touched = 0;
    for (int i = 0; i < count; i++) {
      touched += touch(rows, (long) ordinals[i] * STRIDE_BYTES);
    }
    for (int i = 0; i < count; i++) {
      long at = (long) ordinals[i] * STRIDE_BYTES;
      int dot = dot(query.levels, rows, at);
      distances[i] = GeneralCodeKernel.distance(query, rows, at + CODE_BYTES, dot);
    }
    return touched;
  }

  private static int scoreInMany(
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
      touched += touch(chunk, (long) (ordinals[i] & chunkMask) * STRIDE_BYTES);
    }
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[ordinals[i] >>> chunkShift];
      long at = (long) (ordinals[i] & chunkMask) * STRIDE_BYTES;
      int dot = dot(query.levels, chunk, at);
      distances[i] = GeneralCodeKernel.distance(query, chunk, at + CODE_BYTES, dot);
    }
    return touched;
  }

  /// Reads a byte of each cache line, the last one for certain: of a file that was cut, the end is
  /// missed first, and a scalar load is the one that says so.
  private static int touch(MemorySegment chunk, long at) {
    int sum = 0;
    for (int byteAt = LAST_BYTE; byteAt >= 0; byteAt -= LINE_BYTES) {
      sum += chunk.get(BYTE, at + byteAt);
    }
    return LAST_BYTE % LINE_BYTES < LINE_BYTES / 2 ? sum : sum + chunk.get(BYTE, at);
  }

  private static int dot(short[] levels, MemorySegment chunk, long offset) {
    VectorKernels.surviveFaults(chunk, offset);
    IntVector sum = IntVector.zero(INTS);
    for (int from = 0; from < READ_BYTES; from += SUM_BYTES) {
      ShortVector even = ShortVector.zero(SHORTS);
      ShortVector odd = even;
      int end = Math.min(READ_BYTES, from + SUM_BYTES);
      for (int at = from; at < end; at += 2 * LANES) {
        // blocks of 64 bytes hold 128 components; then the lanes of the block
        int first = 2 * (at & -CodeKernels.BLOCK_BYTES) + (at & CodeKernels.BLOCK_BYTES - 1) / 2;
        IntVector words = IntVector.fromMemorySegment(INTS, chunk, offset + at, LITTLE);
        even = even.add(nibbles(words).mul(load(levels, first)));
        odd = odd.add(nibbles(words.lanewise(LSHR, 4)).mul(load(levels, first + BLOCK_LANES)));
        even =
            even.add(nibbles(words.lanewise(LSHR, 8)).mul(load(levels, first + 2 * BLOCK_LANES)));
        odd = odd.add(nibbles(words.lanewise(LSHR, 12)).mul(load(levels, first + 3 * BLOCK_LANES)));
      }
      sum = sum.add(widened(even, odd, end - from));
    }
    return sum.reduceLanes(ADD);
  }

  private static ShortVector load(short[] levels, int at) {
    return ShortVector.fromArray(SHORTS, levels, at);
  }

  private static ShortVector nibbles(IntVector words) {
    return VectorCodeKernels.nibbles(words);
  }

  private static IntVector widened(ShortVector even, ShortVector odd, int bytes) {
    return 2 * bytes <= SUM_BYTES
        ? VectorCodeKernels.widened(even.add(odd))
        : VectorCodeKernels.widened(even).add(VectorCodeKernels.widened(odd));
  }
}
