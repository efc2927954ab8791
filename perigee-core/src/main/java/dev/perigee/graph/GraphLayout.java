package dev.perigee.graph;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.kernel.CodeKernels;
import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Where everything lies in the two kinds of row a graph is made of. Little-endian.
///
/// Level 0, one row for each ordinal, so that a node's address is arithmetic:
///
/// ```
///  0            codeBytes        linkOffset                        strideBytes
///  | code ...   | correction ... | degree u16 | version u16 | upper i32 | neighbour i32 x degreeMax | 0 |
/// ```
///
/// `upper` is the row in the upper table that holds the links of level 1, or -1; level 2 is the row
/// after it, and so on. `version` is reserved for readers of rows that change under them.
///
/// Upper levels, one row for each node and level above 0:
///
/// ```
///  | degree u16 | level u16 | ordinal i32 | neighbour i32 x degreeMaxUpper | 0 |
/// ```
///
/// @param degreeMax most neighbours on level 0 (M0 in the paper), 2 to 1,024
/// @param degreeMaxUpper most neighbours on each upper level (M in the paper), 2 to 512
/// @param codeBytes bytes of the compact code in front of the links, 0 where there is none
/// @param correctionBytes bytes that belong to the code, such as its step and lower bound
public record GraphLayout(int degreeMax, int degreeMaxUpper, int codeBytes, int correctionBytes) {

  /// Most neighbours that any level may have.
  public static final int DEGREE_LIMIT = 1024;

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final int UPPER_OFFSET = 4;
  static final int NEIGHBOURS_OFFSET = 8;
  private static final int ALIGNMENT_BYTES = 4;

  /// @throws InvalidRequestException if a degree is out of range or the code is not a multiple of 4
  ///   bytes
  public GraphLayout {
    if (degreeMax < 2 || degreeMax > DEGREE_LIMIT) {
      throw InvalidRequestException.of("degreeMax", "2 to " + DEGREE_LIMIT, degreeMax);
    }
    if (degreeMaxUpper < 2 || degreeMaxUpper > DEGREE_LIMIT) {
      throw InvalidRequestException.of("degreeMaxUpper", "2 to " + DEGREE_LIMIT, degreeMaxUpper);
    }
    if (codeBytes < 0 || correctionBytes < 0 || (codeBytes + correctionBytes) % 4 != 0) {
      throw InvalidRequestException.of(
          "codeBytes", "a multiple of 4 with its correction", codeBytes + correctionBytes);
    }
  }

  /// Where the links start in a level-0 row, in bytes.
  public int linkOffset() {
    return codeBytes + correctionBytes;
  }

  /// Bytes from one level-0 row to the next.
  public int strideBytes() {
    int bytes = linkOffset() + NEIGHBOURS_OFFSET + 4 * degreeMax;
    return roundUp(Math.max(bytes, CodeKernels.readBytes(codeBytes)));
  }

  /// Bytes from one upper row to the next.
  public int upperStrideBytes() {
    return roundUp(NEIGHBOURS_OFFSET + 4 * degreeMaxUpper);
  }

  /// Makes a level-0 row that of a node without links, which is on no upper level.
  public void writeUnlinked(Rows nodes, int node) {
    long at = nodes.chunkOffset(node) + linkOffset();
    MemorySegment chunk = nodes.chunk(node);
    chunk.set(INT, at, 0);
    chunk.set(INT, at + UPPER_OFFSET, -1);
  }

  int degreeMax(int level) {
    return level == 0 ? degreeMax : degreeMaxUpper;
  }

  private static int roundUp(int bytes) {
    return (bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
  }
}
