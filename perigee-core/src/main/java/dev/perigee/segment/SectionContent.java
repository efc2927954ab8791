package dev.perigee.segment;

import dev.perigee.memory.Rows;

/// The rows of a section that is to be written.
///
/// @param type what they are
/// @param rows where they are
/// @param count how many of them
public record SectionContent(SectionType type, Rows rows, int count) {

  long lengthBytes() {
    return count * rows.strideBytes();
  }
}
