package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;

/// How one vector is stored and what becomes of it here.
sealed interface Codes permits PlainCodes, ScalarCodes, ProductCodes {

  /// Components of a vector.
  int dimension();

  /// Bytes of a stored vector.
  int codeBytes();

  /// What it is read as.
  ElementType elementType();

  /// What FAISS calls this way to store.
  String name();

  /// What is no longer as it was given, a sentence; empty if nothing.
  String loss();

  /// Reads one vector.
  ///
  /// @param at where its code begins; checked to be in the file
  /// @param target receives the vector, little-endian
  void decode(FileBytes file, long at, MemorySegment target, long targetOffset);
}
