package dev.perigee.formats.arrow;

import java.io.IOException;

/// Unpacks single blocks of LZ4: sequences of a token, literals, and a stretch of what was unpacked
/// before, which may overlap with what it becomes.
///
/// The source is [the block format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
/// One thread.
final class Lz4Block {

  private static final int MATCH_BYTES_MIN = 4;

  private final byte[] packed;
  private final byte[] out;
  private int at;
  private int end;
  private int to;

  /// @param packed holds the block, from index 0 on
  /// @param out holds what the block may refer to, and takes what it unpacks to
  Lz4Block(byte[] packed, byte[] out) {
    this.packed = packed;
    this.out = out;
  }

  /// Unpacks a block.
  ///
  /// @param length of the block
  /// @param from where it goes in the output, behind what it may refer to
  /// @param limit end of the room for it
  /// @return end of what was unpacked
  /// @throws IOException if the block is damaged
  int unpack(int length, int from, int limit) throws IOException {
    at = 0;
    end = length;
    to = from;
    while (true) {
      int token = next();
      literals(extended(token >> 4), limit);
      if (at == end) {
        return to;
      }
      int distance = next() | next() << 8;
      match(distance, extended(token & 15) + MATCH_BYTES_MIN, limit);
    }
  }

  private int next() throws IOException {
    if (at == end) {
      throw new IOException("an LZ4 block that ends early");
    }
    return packed[at++] & 0xff;
  }

  /// A length of four bits, or more in the bytes that follow.
  private int extended(int length) throws IOException {
    if (length < 15) {
      return length;
    }
    int sum = length;
    int more = 255;
    // A block has fewer bytes than would make the sum overflow.
    while (more == 255) {
      more = next();
      sum += more;
    }
    return sum;
  }

  private void literals(int length, int limit) throws IOException {
    if (length > end - at || length > limit - to) {
      throw new IOException("an LZ4 block with literals behind its end");
    }
    System.arraycopy(packed, at, out, to, length);
    at += length;
    to += length;
  }

  private void match(int distance, int length, int limit) throws IOException {
    if (distance == 0 || distance > to || length > limit - to) {
      throw new IOException("an LZ4 block that repeats what is not there");
    }
    int source = to - distance;
    if (distance >= length) {
      System.arraycopy(out, source, out, to, length);
    } else {
      for (int i = 0; i < length; i++) {
        out[to + i] = out[source + i];
      }
    }
    to += length;
  }
}
