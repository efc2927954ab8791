package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;

/// Inner products of a query and a compact code, one implementation per instruction set.
///
/// The components of a code lie so that one shift and one mask turn whole registers of any width
/// into 16-bit lanes, and so that the query stays in its natural order. `B` counts blocks, `l` the
/// 16-bit lanes of a block:
///
/// | bits | block | place of component |
/// |---|---|---|
/// | 8 | 64 bytes | `64 B + 32 h + l`: byte `2 l + h` of block `B`, l below 32, h below 2 |
/// | 4 | 64 bytes | `128 B + 32 n + l`: bits `4 n` to `4 n + 3` of 16-bit lane `l`, n below 4 |
/// | 1 | 8 bytes | `64 B + b`: bit `b` of the 64-bit word |
///
/// A code of sub-spaces is a row of bytes, whole 64-bit words of them, each an index into a table
/// of its own.
///
/// The last block of codes of 8 and 4 bits may be shorter, of `w` lanes in place of 32: a component
/// is then at `w h + l` or `w n + l` of it. A query has whole blocks all the same, with zeros in
/// the lanes that the code has not; so kernels read the last block as a whole, and whatever lies
/// behind the code is multiplied by zero. [#readBytes] is how far they read.
///
/// Codes are unsigned, little-endian, at any alignment. Integer results are exact within the stated
/// ranges. Implementations are stateless and thread-safe.
public interface CodeKernels {

  /// Entries of the table that a byte of a code of sub-spaces is looked up in.
  int TABLE_SIZE = 256;

  /// Bytes of a block of codes of 8 or 4 bits.
  int BLOCK_BYTES = 64;

  /// Largest magnitude in a query of [#dot8]: two products of it with 255 fit 16 bits.
  int QUERY_MAX_8 = 63;

  /// Largest magnitude in a query of [#dot4].
  int QUERY_MAX_4 = 127;

  /// Largest magnitude in a query of [#dot1].
  int QUERY_MAX_1 = 7;

  /// What is added to a component of a query of [#dot1] before it is split into planes.
  int QUERY_ZERO_1 = 8;

  /// Bit planes of a query of [#dot1].
  int QUERY_PLANES_1 = 4;

  /// Inner product with a code of 8 bits a component.
  ///
  /// @param query whole blocks, each component at most [#QUERY_MAX_8] in magnitude
  /// @param codeBytes an even number; [#readBytes] of it can be read
  int dot8(short[] query, MemorySegment code, long offset, int codeBytes);

  /// Inner product with a code of 4 bits a component.
  ///
  /// @param query whole blocks, each component at most [#QUERY_MAX_4] in magnitude
  /// @param codeBytes an even number; [#readBytes] of it can be read
  int dot4(short[] query, MemorySegment code, long offset, int codeBytes);

  /// Inner product with a code of one bit a component.
  ///
  /// @param planes bit `p` of every component plus [#QUERY_ZERO_1], for each of [#QUERY_PLANES_1]
  ///   planes in turn
  /// @param words length of the code, and of a plane, in 64-bit words
  int dot1(long[] planes, MemorySegment code, long offset, int words);

  /// Sum of the table entries that the bytes of a code name.
  ///
  /// A product is estimated this way: André et al., "Cache locality is not enough", VLDB 2015,
  /// section 4, has why one byte an entry is enough. Their search in registers is for codes that
  /// are read in order; nodes of a graph are anywhere.
  ///
  /// @param tables [#TABLE_SIZE] entries for each byte of the code
  /// @param codeBytes a multiple of 8
  int lookUp(byte[] tables, MemorySegment code, long offset, int codeBytes);

  /// Inner product of floats with a code of 8 bits a component, for the last order of a search.
  ///
  /// @param query as many components as the code, the last block not padded
  /// @param codeBytes an even number; no more is read
  float dot8(float[] query, MemorySegment code, long offset, int codeBytes);

  /// Turns a code of 4 bits a component into a query: each component `u` into `(u x scale + bias) /
  /// 64`, rounded down.
  ///
  /// @param scale and `bias`: such that all 16 results are at most 128 in magnitude
  /// @param target receives whole blocks, zeros in the lanes that the code has not
  /// @return the sum of the components
  int expand4(MemorySegment code, long offset, int codeBytes, int scale, int bias, short[] target);

  /// Bytes that kernels for 8 and 4 bits read of a code: whole blocks.
  static int readBytes(int codeBytes) {
    return (codeBytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /// The fastest kernels this JVM can run.
  static CodeKernels best() {
    return KernelChoice.BEST_FOR_CODES;
  }
}
