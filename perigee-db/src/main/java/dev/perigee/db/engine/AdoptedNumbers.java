package dev.perigee.db.engine;

import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Which document each row of an index becomes a vector of, and how many vectors a document has.
/// Off the heap.
///
/// Documents are numbered in the order of their first rows. Not thread-safe while it is filled.
final class AdoptedNumbers {

  private static final int NONE = -1;

  private final int rows;
  private final MemorySegment numberOfRow;
  private final MemorySegment firstRows;
  private final MemorySegment vectors;
  private int documents;

  /// @param arena that holds the memory: ten bytes a row
  AdoptedNumbers(Arena arena, int rows) {
    this.rows = rows;
    numberOfRow = arena.allocate(ValueLayout.JAVA_INT, rows).fill((byte) NONE);
    firstRows = arena.allocate(ValueLayout.JAVA_INT, rows);
    vectors = arena.allocate(ValueLayout.JAVA_SHORT, rows);
  }

  /// Rows, removed ones included.
  int rows() {
    return rows;
  }

  /// Documents so far.
  int documents() {
    return documents;
  }

  /// Makes a document of a row.
  ///
  /// @return its number
  int add(int row) {
    int number = documents++;
    firstRows.setAtIndex(ValueLayout.JAVA_INT, number, row);
    put(number, row);
    return number;
  }

  /// Gives a document one more vector.
  ///
  /// @param field for the error
  /// @throws InvalidRequestException if it has as many as one may have
  void addTo(int number, int row, String field) {
    if (vectors(number) == VectorField.VECTORS_MAX) {
      throw InvalidRequestException.of(
          field, "at most " + VectorField.VECTORS_MAX + " vectors of a document", "one more");
    }
    put(number, row);
  }

  private void put(int number, int row) {
    numberOfRow.setAtIndex(ValueLayout.JAVA_INT, row, number);
    vectors.setAtIndex(ValueLayout.JAVA_SHORT, number, (short) (vectors(number) + 1));
  }

  /// The document of a row; -1 for a row that was removed.
  int of(int row) {
    return numberOfRow.getAtIndex(ValueLayout.JAVA_INT, row);
  }

  /// The first row of a document.
  int firstRow(int number) {
    return firstRows.getAtIndex(ValueLayout.JAVA_INT, number);
  }

  /// Vectors of a document.
  int vectors(int number) {
    return vectors.getAtIndex(ValueLayout.JAVA_SHORT, number) & 0xffff;
  }
}
