package dev.perigee.formats.diskann;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.LinkSource;

/// A graph of one level, however its lists are placed: a number of neighbours, then the neighbours.
///
/// ```
/// 0   u32   neighbours
/// 4         neighbours x u32
/// ```
///
/// Safe for several threads. Does not own the file.
///
/// @param file that the lists are in
/// @param count nodes
/// @param entryNode where a search begins
/// @param degreeMax neighbours that a list has at most
/// @param places where the list of each node begins
record OneLevel(FileBytes file, int count, int entryNode, int degreeMax, Places places)
    implements LinkSource {

  /// Where the list of a node begins.
  interface Places {
    long at(int node);
  }

  @Override
  public int level(int node) {
    if (node < 0 || node >= count) {
      throw InvalidRequestException.of("node", "0 to " + (count - 1), node);
    }
    return 0;
  }

  @Override
  public int degreeMaxUpper() {
    return 0;
  }

  @Override
  public int neighbours(int level, int node, int[] target) {
    if (level != level(node)) {
      throw InvalidRequestException.of("level", "0", level);
    }
    long at = places.at(node);
    long degree = file.u32(at);
    if (degree > degreeMax) {
      throw file.corruption(at, "expected at most " + degreeMax + " neighbours, got " + degree);
    }
    file.i32s(at + Integer.BYTES, (int) degree, target);
    for (int i = 0; i < degree; i++) {
      if (target[i] < 0 || target[i] >= count) {
        throw file.corruption(
            at + Integer.BYTES + (long) i * Integer.BYTES,
            "expected one of " + count + " nodes, got " + Integer.toUnsignedString(target[i]));
      }
    }
    return (int) degree;
  }
}
