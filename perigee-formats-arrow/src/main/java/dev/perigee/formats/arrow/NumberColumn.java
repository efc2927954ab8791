package dev.perigee.formats.arrow;

import dev.perigee.formats.file.LittleEndian;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.NumberList;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/// Numbers. Whole ones are Long, or BigInteger from 2^63 on; others Double. In lists they have no
/// boxes: floats and halves are a `float[]`, others a [NumberList], which is what nearly every
/// vector becomes.
final class NumberColumn extends Column {

  private final MemorySegment values;
  private final ArrowType.Fixed type;

  /// @param type of whole or floating-point numbers
  NumberColumn(Base base, MemorySegment values, ArrowType.Fixed type) {
    super(base);
    this.values = base.require(values, base.length(), (long) type.bytes() * Byte.SIZE, "numbers");
    this.type = type;
  }

  /// A whole number; what does not fit is negative.
  long whole(long row) {
    long value = BufferValues.number(values, row, type.bytes());
    return isUnsigned() && type.bytes() < Long.BYTES
        ? value & ((1L << (type.bytes() * Byte.SIZE)) - 1)
        : value;
  }

  private boolean isUnsigned() {
    return type instanceof ArrowType.Whole whole && !whole.isSigned();
  }

  private boolean isReal() {
    return type instanceof ArrowType.Real;
  }

  @Override
  Object present(long row) {
    if (isReal()) {
      return BufferValues.real(values, row, type.bytes());
    }
    long value = whole(row);
    return value < 0 && isUnsigned() ? new BigInteger(Long.toUnsignedString(value)) : (Long) value;
  }

  @Override
  Object list(long from, long count) throws BadRowException {
    if (isReal() && type.bytes() <= Float.BYTES) {
      return floats(from, count);
    }
    base().memory().charge(count, Long.BYTES);
    NumberList numbers = new NumberList();
    for (long row = from; row < from + count; row++) {
      if (isReal()) {
        numbers.add(BufferValues.real(values, row, type.bytes()), false);
      } else {
        long value = whole(row);
        if (!NumberList.keeps(value) || (value < 0 && isUnsigned())) {
          return boxed(from, count);
        }
        numbers.add((double) value, true);
      }
    }
    return numbers;
  }

  private float[] floats(long from, long count) {
    base().memory().charge(count, Float.BYTES);
    float[] floats = new float[(int) count];
    if (type.bytes() == Float.BYTES) {
      MemorySegment.copy(values, LittleEndian.FLOAT, from * Float.BYTES, floats, 0, floats.length);
    } else {
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) BufferValues.real(values, from + i, type.bytes());
      }
    }
    return floats;
  }
}
