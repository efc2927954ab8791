package dev.perigee.kernel;

import dev.perigee.vector.CodeKind;

/// The size of codes and of the rows they are in.
///
/// @param kind bits a component
/// @param codeBytes bytes of a code
/// @param strideBytes bytes from one row to the next
public record CodeShape(CodeKind kind, int codeBytes, int strideBytes) {

  /// Bytes of a code and its correction.
  int scoredBytes() {
    return codeBytes + BulkCodeKernel.CORRECTION_BYTES;
  }

  /// Bytes of a row that a kernel may read: vector registers take codes of 8 and 4 bits in whole
  /// blocks.
  int readBytes() {
    return kind.isFine()
        ? Math.max(scoredBytes(), CodeKernels.readBytes(codeBytes))
        : scoredBytes();
  }
}
