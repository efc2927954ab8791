package dev.perigee.formats.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bits of a vector in a byte: files of others have the first in the highest place, as
/// `numpy.packbits` and USearch put it, Perigee in the lowest.
public final class BitOrder {

  private BitOrder() {}

  /// Turns bytes from one order into the other, where they lie.
  public static void turn(MemorySegment bits, long offset, long lengthBytes) {
    for (long at = offset; at < offset + lengthBytes; at++) {
      byte turned = (byte) (Integer.reverse(bits.get(ValueLayout.JAVA_BYTE, at)) >>> 24);
      bits.set(ValueLayout.JAVA_BYTE, at, turned);
    }
  }
}
