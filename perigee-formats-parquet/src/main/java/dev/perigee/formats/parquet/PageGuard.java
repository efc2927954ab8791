package dev.perigee.formats.parquet;

import java.io.IOException;
import org.apache.parquet.column.Encoding;

/// Compares what a page says of itself with its bytes, before a decoder allocates for it.
///
/// Two encodings name a count and let the decoder make room for it: runs of bit-packed values
/// (levels, dictionary indices) and deltas (numbers, lengths of text). Both are walked through
/// here, header by header, without decoding a value.
final class PageGuard {

  private static final int VALUES_PER_GROUP = 8;
  private static final int WIDTH_BITS_MAX = 64;

  private final byte[] bytes;
  private final int end;
  private int at;

  private PageGuard(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// Checks levels or indices in runs.
  ///
  /// @param widthBits of a value
  /// @throws IOException if a run is longer than the bytes
  static void requireRuns(byte[] bytes, int from, int end, int widthBits) throws IOException {
    if (widthBits < 0 || widthBits > Integer.SIZE) {
      throw new IOException("values of " + widthBits + " bits");
    }
    PageGuard guard = new PageGuard(bytes, from, end);
    while (guard.at < end) {
      guard.run(widthBits);
    }
  }

  private void run(int widthBits) throws IOException {
    long header = varint();
    if ((header & 1) == 0) {
      at += (widthBits + 7) / 8;
      return;
    }
    long groups = header >>> 1;
    long left = end - (long) at;
    // Writers may leave out what the last group has beyond the last value.
    if (groups * Math.max(1, widthBits) > left + widthBits + VALUES_PER_GROUP) {
      throw new IOException("a run of " + groups + " groups in " + left + " bytes");
    }
    at = (int) Math.min(end, at + groups * widthBits);
  }

  /// Checks the values of a page.
  ///
  /// @param from where they begin, behind the levels
  /// @param values how many at most
  /// @throws IOException if they claim more
  static void requireValues(byte[] bytes, int from, Encoding encoding, int values)
      throws IOException {
    switch (encoding) {
      case RLE_DICTIONARY, PLAIN_DICTIONARY -> {
        if (from < bytes.length) {
          requireRuns(bytes, from + 1, bytes.length, bytes[from] & 0xff);
        }
      }
      case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> {
        if (from < bytes.length) {
          new PageGuard(bytes, from, bytes.length).deltas(values);
        }
      }
      case DELTA_BYTE_ARRAY -> {
        if (from < bytes.length) {
          PageGuard guard = new PageGuard(bytes, from, bytes.length);
          guard.deltas(values);
          guard.deltas(values);
        }
      }
      case RLE -> {
        if (from + Integer.BYTES <= bytes.length) {
          requireRuns(bytes, from + Integer.BYTES, bytes.length, 1);
        }
      }
      case PLAIN, BYTE_STREAM_SPLIT -> {
        // Nothing is allocated beyond the bytes that are there.
      }
      case BIT_PACKED -> throw new IOException("values in an encoding of levels");
    }
  }

  /// Walks over a sequence of deltas.
  private void deltas(int valuesMax) throws IOException {
    long blockValues = varint();
    long parts = varint();
    long values = varint();
    varint();
    if (values > valuesMax
        || parts < 1
        || parts > 1 << 10
        || blockValues > 1 << 20
        || blockValues % (parts * VALUES_PER_GROUP) != 0
        || blockValues == 0) {
      throw new IOException(
          "%d deltas in blocks of %d, %d parts".formatted(values, blockValues, parts));
    }
    long left = values - 1;
    while (left > 0) {
      left -= block((int) parts, blockValues / parts, left);
    }
  }

  private long block(int parts, long partValues, long left) throws IOException {
    varint();
    int widths = at;
    at += parts;
    long taken = 0;
    for (int i = 0; i < parts && taken < left; i++) {
      if (at > end || widths + i >= end || (bytes[widths + i] & 0xff) > WIDTH_BITS_MAX) {
        throw new IOException("a block of deltas that does not fit");
      }
      at = (int) Math.min(end + 1L, at + (bytes[widths + i] & 0xff) * partValues / 8);
      taken += partValues;
    }
    return taken;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < WIDTH_BITS_MAX; shift += 7) {
      if (at >= end) {
        throw new IOException("the end of a page inside a number");
      }
      byte part = bytes[at++];
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }
}
