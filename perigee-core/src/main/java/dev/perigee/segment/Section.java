package dev.perigee.segment;

/// Where a section lies in a segment file.
///
/// @param type what it holds
/// @param strideBytes bytes from one row to the next
/// @param offsetBytes where it starts, a multiple of 4,096
/// @param lengthBytes its rows, without the padding behind them
public record Section(SectionType type, int strideBytes, long offsetBytes, long lengthBytes) {

  long endBytes() {
    return offsetBytes + lengthBytes;
  }
}
