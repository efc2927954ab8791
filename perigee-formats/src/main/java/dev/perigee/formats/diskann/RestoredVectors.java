package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// Vectors of a build for the inner product as they were before it: the build divides all by the
/// greatest length M, and adds a component that makes each as long as 1, so that the nearest by L2
/// are those of the greatest inner product. M is in a file of its own.
///
/// Safe for several threads. Does not own the files.
///
/// @param extended the stored vectors, floats, of one component more
/// @param length M
record RestoredVectors(VectorSource extended, float length) implements VectorSource {

  /// @param norm the file that has M, a [BinBlob] of one float
  /// @throws dev.perigee.error.CorruptionException if it has no length, or nothing can be left out
  static RestoredVectors of(VectorSource extended, FileBytes norm) {
    BinBlob blob = BinBlob.whole(norm, Float.BYTES, "lengths").require(1, 1, "a length");
    float length = norm.f32(blob.at());
    if (!(length >= 0) || Float.isInfinite(length)) {
      throw norm.corruption(blob.at(), "expected a length, got " + length);
    }
    if (extended.dimension() < 2) {
      throw norm.corruption(0, "expected vectors that were extended, got ones of 1 component");
    }
    return new RestoredVectors(extended, length);
  }

  @Override
  public int dimension() {
    return extended.dimension() - 1;
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public long count() {
    return extended.count();
  }

  @Override
  public long id(long row) {
    return extended.id(row);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    MemorySegment stored = MemorySegment.ofArray(new byte[extended.dimension() * Float.BYTES]);
    extended.read(row, stored, 0);
    for (int i = 0; i < dimension(); i++) {
      long at = (long) i * Float.BYTES;
      float component = Float.intBitsToFloat(stored.get(LittleEndian.INT, at)) * length;
      target.set(LittleEndian.INT, targetOffset + at, Float.floatToRawIntBits(component));
    }
  }
}
