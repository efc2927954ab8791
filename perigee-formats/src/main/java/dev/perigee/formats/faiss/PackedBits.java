package dev.perigee.formats.faiss;

/// Takes small numbers of the same width, one behind the other from the lowest bit of the first
/// byte on.
///
/// Owned by one thread.
final class PackedBits {

  private final byte[] bytes;
  private final int width;
  private int next;
  private long waiting;
  private int waitingBits;

  /// @param width bits of a number, 1 to 24
  PackedBits(byte[] bytes, int width) {
    this.bytes = bytes;
    this.width = width;
  }

  /// Takes a number; there must be one left.
  int next() {
    while (waitingBits < width) {
      waiting |= (bytes[next++] & 0xFFL) << waitingBits;
      waitingBits += Byte.SIZE;
    }
    int number = (int) waiting & (1 << width) - 1;
    waiting >>>= width;
    waitingBits -= width;
    return number;
  }
}
