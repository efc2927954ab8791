package dev.perigee.formats.faiss;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// The vectors of an index as it stores them, decoded one at a time.
///
/// Safe for several threads. Does not own the file.
///
/// @param codes how a vector is stored
/// @param places where each lies
record FaissRows(FileBytes file, Codes codes, RowPlaces places, long count)
    implements VectorSource {

  @Override
  public int dimension() {
    return codes.dimension();
  }

  @Override
  public ElementType elementType() {
    return codes.elementType();
  }

  @Override
  public long id(long row) {
    requireRow(row, count);
    return places.id(row);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    requireRow(row, count);
    requireRoom(this, target, targetOffset);
    codes.decode(file, places.codeAt(row), target, targetOffset);
  }

  /// @throws InvalidRequestException if there is no such row
  static void requireRow(long row, long count) {
    if (row < 0 || row >= count) {
      throw InvalidRequestException.of("row", "0 to " + (count - 1), row);
    }
  }

  /// @throws InvalidRequestException if a vector does not fit there
  static void requireRoom(VectorSource source, MemorySegment target, long targetOffset) {
    int vectorBytes = source.elementType().vectorBytes(source.dimension());
    if (targetOffset < 0 || targetOffset > target.byteSize() - vectorBytes) {
      throw InvalidRequestException.of(
          "target",
          "room for " + vectorBytes + " bytes",
          target.byteSize() + " bytes, to be written from byte " + targetOffset);
    }
  }
}
