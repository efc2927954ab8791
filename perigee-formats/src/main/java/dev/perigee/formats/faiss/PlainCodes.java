package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;

/// Vectors that are stored as they are read: floats, or halves.
///
/// @param elementType `F32` or `F16`
record PlainCodes(int dimension, ElementType elementType) implements Codes {

  @Override
  public int codeBytes() {
    return elementType.vectorBytes(dimension);
  }

  @Override
  public String name() {
    return elementType == ElementType.F32 ? "float32" : "QT_fp16";
  }

  @Override
  public String loss() {
    return "";
  }

  @Override
  public void decode(FileBytes file, long at, MemorySegment target, long targetOffset) {
    file.copy(at, codeBytes(), target, targetOffset);
  }
}
