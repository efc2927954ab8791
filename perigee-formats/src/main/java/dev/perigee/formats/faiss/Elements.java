package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// An array in the file, left where it lies.
///
/// ```
/// 0   u64   count
/// 8         count elements
/// ```
///
/// @param at where the first element lies
/// @param count how many, all of them in the file
record Elements(FileBytes file, long at, long count) {

  /// Passes over an array.
  ///
  /// @param what the elements are, in the plural, for the error
  /// @throws dev.perigee.error.CorruptionException if they are not all in the file
  static Elements take(FileCursor cursor, int bytesEach, String what) {
    long count = cursor.i64();
    return new Elements(cursor.file(), cursor.skip(count, bytesEach, what), count);
  }

  /// The same, if there are as many as other fields say.
  ///
  /// @throws dev.perigee.error.CorruptionException if not
  Elements require(long expected, String what) {
    if (count != expected) {
      throw file.corruption(
          at - Long.BYTES, "expected " + expected + " " + what + ", got " + count);
    }
    return this;
  }

  /// A number of eight bytes.
  ///
  /// @param index 0 to `count - 1`
  long i64(long index) {
    return file.i64(at + index * Long.BYTES);
  }

  /// Floats.
  ///
  /// @param from index of the first, the last of them below `count`
  float[] floats(long from, int length) {
    float[] floats = new float[length];
    bytes(from * Float.BYTES, Math.multiplyExact(length, Float.BYTES)).asFloatBuffer().get(floats);
    return floats;
  }

  /// Bytes of the elements, little-endian.
  ///
  /// @param from where to begin, in bytes behind the first element
  ByteBuffer bytes(long from, int lengthBytes) {
    return ByteBuffer.wrap(file.bytes(at + from, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
