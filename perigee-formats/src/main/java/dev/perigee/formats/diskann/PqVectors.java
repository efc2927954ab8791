package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.function.LongUnaryOperator;

/// Vectors of which only codes are left, each decoded to what its code stands for.
///
/// Safe for several threads. Does not own the file.
///
/// @param count rows
/// @param file that the codes are in
/// @param places where the code of each row begins
/// @param codebook of the codes
record PqVectors(long count, FileBytes file, LongUnaryOperator places, PqCodebook codebook)
    implements VectorSource {

  @Override
  public int dimension() {
    return codebook.dimension();
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    long at = places.applyAsLong(PlacedVectors.requireRow(row, count));
    float[] vector = codebook.decode(file.bytes(at, codebook.chunkCount()));
    for (int i = 0; i < vector.length; i++) {
      target.set(
          LittleEndian.INT,
          targetOffset + (long) i * Float.BYTES,
          Float.floatToRawIntBits(vector[i]));
    }
  }
}
