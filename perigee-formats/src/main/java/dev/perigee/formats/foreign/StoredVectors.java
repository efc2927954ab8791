package dev.perigee.formats.foreign;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.BitOrder;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongUnaryOperator;

/// Vectors that lie in a file at equal distances, read where they lie and turned into a type of
/// Perigee's.
///
/// Safe for several threads. Lives as long as the file, which it does not own.
public final class StoredVectors implements VectorSource {

  /// Where the vectors are.
  ///
  /// @param firstAt where the first begins
  /// @param strideBytes from one to the next
  /// @param count how many there are
  public record Place(long firstAt, long strideBytes, long count) {}

  private final FileBytes file;
  private final Place place;
  private final StoredNumber number;
  private final int dimension;
  private final LongUnaryOperator ids;

  /// @param place was compared with the length of the file
  /// @param number how a component is stored
  /// @param ids the caller's id of a row
  public StoredVectors(
      FileBytes file, Place place, StoredNumber number, int dimension, LongUnaryOperator ids) {
    this.file = file;
    this.place = place;
    this.number = number;
    this.dimension = dimension;
    this.ids = ids;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public ElementType elementType() {
    return number.offered();
  }

  @Override
  public long count() {
    return place.count();
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range
  /// @throws dev.perigee.error.CorruptionException if the file has been truncated since it was
  ///   opened
  /// @throws dev.perigee.error.ClosedException if the file is closed
  @Override
  public long id(long row) {
    requireRow(row);
    return ids.applyAsLong(row);
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range or does not fit the target
  /// @throws dev.perigee.error.CorruptionException if the file has been truncated since it was
  ///   opened
  /// @throws dev.perigee.error.ClosedException if the file is closed
  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    requireRow(row);
    int offeredBytes = elementType().vectorBytes(dimension);
    requireRoom(offeredBytes, target, targetOffset);
    long at = place.firstAt() + row * place.strideBytes();
    switch (number) {
      case F32, F16, I8, F64 -> file.copy(at, offeredBytes, target, targetOffset);
      case BIT -> {
        file.copy(at, offeredBytes, target, targetOffset);
        turnBits(target, targetOffset, offeredBytes);
      }
      case BF16, E5M2, E4M3, E3M2, E2M3, U8, U16, I16, I32, U32, I64, U64 ->
          convert(at, target, targetOffset);
    }
  }

  private void requireRow(long row) {
    if (row < 0 || row >= count()) {
      throw InvalidRequestException.of("row", "0 to " + (count() - 1), row);
    }
  }

  private static void requireRoom(int neededBytes, MemorySegment target, long targetOffset) {
    if (targetOffset < 0 || targetOffset > target.byteSize() - neededBytes) {
      throw InvalidRequestException.of(
          "target",
          "room for " + neededBytes + " bytes",
          target.byteSize() + " bytes, to be written from byte " + targetOffset);
    }
  }

  /// Puts the first component into the least significant bit, and clears what is behind the last.
  private void turnBits(MemorySegment target, long targetOffset, int lengthBytes) {
    BitOrder.turn(target, targetOffset, lengthBytes);
    int used = dimension % Byte.SIZE;
    if (used > 0) {
      long last = targetOffset + lengthBytes - 1;
      byte bits = target.get(ValueLayout.JAVA_BYTE, last);
      target.set(ValueLayout.JAVA_BYTE, last, (byte) (bits & ((1 << used) - 1)));
    }
  }

  private void convert(long at, MemorySegment target, long targetOffset) {
    byte[] bytes = file.bytes(at, (int) number.vectorBytes(dimension));
    MemorySegment stored = MemorySegment.ofArray(bytes);
    for (int i = 0; i < dimension; i++) {
      long value = component(stored, i);
      switch (number.offered()) {
        case F16 -> {
          short half = Float.floatToFloat16(number.toFloat(value));
          target.set(LittleEndian.SHORT, targetOffset + 2L * i, half);
        }
        case F32 -> target.set(LittleEndian.FLOAT, targetOffset + 4L * i, number.toFloat(value));
        case F64 -> target.set(LittleEndian.DOUBLE, targetOffset + 8L * i, number.toDouble(value));
        case INT8, BIT -> throw new AssertionError(number + " is not converted");
      }
    }
  }

  private long component(MemorySegment stored, long i) {
    return switch (number.bits()) {
      case Byte.SIZE -> stored.get(ValueLayout.JAVA_BYTE, i);
      case Short.SIZE -> stored.get(LittleEndian.SHORT, 2 * i);
      case Integer.SIZE -> stored.get(LittleEndian.INT, 4 * i);
      default -> stored.get(LittleEndian.LONG, 8 * i);
    };
  }
}
