package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;

/// Vectors stored as the numbers of the centroids that their parts are near to.
///
/// ```
/// 0    u64   dimension
/// 8    u64   parts of a vector, all of the same length
/// 16   u64   bits of a centroid's number, 1 to 24
/// 24         array of f32: parts x 2^bits x ( dimension / parts )
/// ```
///
/// The numbers of a vector are packed as [PackedBits] takes them. Centroids are read where they
/// lie.
///
/// @param centroids as many as told above
record ProductCodes(int dimension, int parts, int bits, Elements centroids) implements Codes {

  private static final int BITS_MAX = 24;

  /// Reads the description of a quantiser.
  ///
  /// @throws dev.perigee.error.CorruptionException if the fields contradict each other
  static ProductCodes take(FileCursor cursor, int dimension) {
    FileBytes file = cursor.file();
    long at = cursor.at();
    long dimensionThere = cursor.i64();
    long parts = cursor.i64();
    long bits = cursor.i64();
    if (dimensionThere != dimension || parts < 1 || parts > dimension || dimension % parts != 0) {
      throw file.corruption(
          at,
          "expected dimension %d in equal parts, got %d in %d"
              .formatted(dimension, dimensionThere, parts));
    }
    if (bits < 1 || bits > BITS_MAX) {
      throw file.corruption(at + 16, "expected codes of 1 to " + BITS_MAX + " bits, got " + bits);
    }
    Elements centroids = Elements.take(cursor, Float.BYTES, "floats of centroids");
    centroids.require((long) dimension << bits, "floats of centroids");
    return new ProductCodes(dimension, (int) parts, (int) bits, centroids);
  }

  @Override
  public int codeBytes() {
    return (parts * bits + 7) / 8;
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public String name() {
    return "PQ" + parts + "x" + bits;
  }

  @Override
  public String loss() {
    return "Vectors are stored as product codes of kind %s; what they stand for is read, as F32."
        .formatted(name());
  }

  @Override
  public void decode(FileBytes file, long at, MemorySegment target, long targetOffset) {
    PackedBits codes = new PackedBits(file.bytes(at, codeBytes()), bits);
    long partBytes = (long) dimension / parts * Float.BYTES;
    for (int part = 0; part < parts; part++) {
      long centroid = ((long) part << bits) + codes.next();
      long from = centroids.at() + centroid * partBytes;
      file.copy(from, partBytes, target, targetOffset + part * partBytes);
    }
  }
}
