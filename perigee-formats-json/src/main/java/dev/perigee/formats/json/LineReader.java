package dev.perigee.formats.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The lines of a text as bytes, none of them held beyond a stated length. Blank lines are passed
/// over; a line ends with a line feed, before which a carriage return belongs to the end.
///
/// Owned by one thread; owns the text.
final class LineReader implements AutoCloseable {

  private final InputStream text;
  private final int lineBytesMax;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int limit;
  private long bufferOffset;
  private byte[] line = new byte[1 << 12];
  private int length;
  private boolean tooLong;
  private long number;
  private long offset;

  /// @param offset of the first byte of the text in the file
  LineReader(InputStream text, int lineBytesMax, long offset) {
    this.text = text;
    this.lineBytesMax = lineBytesMax;
    this.bufferOffset = offset;
  }

  /// Moves to the next line that is not blank.
  ///
  /// @return false at the end
  boolean advance() throws IOException {
    while (take()) {
      if (tooLong || !isBlank()) {
        return true;
      }
    }
    return false;
  }

  /// The line, without its end; valid until the next call. Only [#length()] bytes count.
  byte[] bytes() {
    return line;
  }

  /// How many bytes of [#bytes()] are the line.
  int length() {
    return length;
  }

  /// Whether the line is longer than allowed, and cut.
  boolean tooLong() {
    return tooLong;
  }

  /// Its number from 1 on, blank ones counted.
  long number() {
    return number;
  }

  /// Where it begins.
  long offset() {
    return offset;
  }

  private boolean take() throws IOException {
    length = 0;
    tooLong = false;
    if (at == limit && !fill()) {
      return false;
    }
    offset = bufferOffset + at;
    number++;
    do {
      int end = at;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(end);
      if (end < limit) {
        at = end + 1;
        break;
      }
      at = limit;
    } while (fill());
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return true;
  }

  private boolean fill() throws IOException {
    bufferOffset += limit;
    at = 0;
    limit = Math.max(0, text.read(buffer));
    return limit > 0;
  }

  private void append(int end) {
    int count = Math.min(end - at, lineBytesMax - length);
    tooLong |= count < end - at;
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, Math.min(2 * line.length, lineBytesMax)));
    }
    System.arraycopy(buffer, at, line, length, count);
    length += count;
  }

  private boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
