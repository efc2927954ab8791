package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import java.util.Arrays;

/// Rows in lists, each with the id that its caller gave it; taken list by list.
///
/// ```
/// 0    'ilar'
/// 4    u64      lists
/// 12   u64      bytes of a vector
/// 20   'full'   then an array of u64: the length of each list
///      'sprs'   then an array of u64: number and length of each list that is not empty
///               for each list that is not empty: its vectors, then an i64 id for each
/// ```
///
/// Memory: 16 bytes for each list that is not empty.
final class InvertedLists implements RowPlaces {

  private final FileBytes file;
  private final int codeBytes;
  // Of list i the rows begin with firstRows[i] and lie at starts[i]; firstRows has one more.
  private final long[] firstRows;
  private final long[] starts;

  private InvertedLists(FileBytes file, int codeBytes, long[] firstRows, long[] starts) {
    this.file = file;
    this.codeBytes = codeBytes;
    this.firstRows = firstRows;
    this.starts = starts;
  }

  /// Reads where lists lie.
  ///
  /// @param listCount how many the index has
  /// @param codeBytes bytes of a vector
  /// @param rows how many vectors there are in all
  /// @throws dev.perigee.error.CorruptionException if the fields contradict that or each other
  static InvertedLists take(FileCursor cursor, long listCount, int codeBytes, long rows) {
    FileBytes file = cursor.file();
    long at = cursor.at();
    requireLetters(cursor, "ilar");
    long lists = cursor.i64();
    long codeBytesThere = cursor.i64();
    if (lists != listCount || codeBytesThere != codeBytes) {
      throw file.corruption(
          at,
          "expected %d lists of vectors of %d bytes, got %d of %d"
              .formatted(listCount, codeBytes, lists, codeBytesThere));
    }
    long[] lengths = lengths(cursor, lists);
    long[] firstRows = new long[lengths.length + 1];
    long[] starts = new long[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = cursor.skip(lengths[i], codeBytes, "vectors of a list");
      cursor.skip(lengths[i], Long.BYTES, "ids of a list");
      firstRows[i + 1] = firstRows[i] + lengths[i];
    }
    if (firstRows[lengths.length] != rows) {
      throw file.corruption(
          at, "expected " + rows + " vectors in lists, got " + firstRows[lengths.length]);
    }
    return new InvertedLists(file, codeBytes, firstRows, starts);
  }

  private static void requireLetters(FileCursor cursor, String expected) {
    long at = cursor.at();
    String letters = FourLetters.take(cursor);
    if (!letters.equals(expected)) {
      throw FourLetters.refusal(cursor.file(), at, letters, "'" + expected + "'");
    }
  }

  /// Lengths of the lists that are not empty.
  private static long[] lengths(FileCursor cursor, long lists) {
    FileBytes file = cursor.file();
    long at = cursor.at();
    String letters = FourLetters.take(cursor);
    Elements numbers = Elements.take(cursor, Long.BYTES, "lengths of lists");
    return switch (letters) {
      case "full" -> nonEmpty(numbers.require(lists, "lengths of lists"));
      case "sprs" -> listed(numbers, lists);
      default -> throw FourLetters.refusal(file, at, letters, "'full' or 'sprs'");
    };
  }

  private static long[] nonEmpty(Elements numbers) {
    long[] lengths = new long[Math.toIntExact(numbers.count())];
    int count = 0;
    for (int i = 0; i < lengths.length; i++) {
      long length = numbers.i64(i);
      if (length != 0) {
        lengths[count++] = length;
      }
    }
    return Arrays.copyOf(lengths, count);
  }

  private static long[] listed(Elements numbers, long lists) {
    FileBytes file = numbers.file();
    if (numbers.count() % 2 != 0) {
      throw file.corruption(
          numbers.at(), "expected pairs of list and length, got " + numbers.count() + " numbers");
    }
    long[] lengths = new long[Math.toIntExact(numbers.count() / 2)];
    long previous = -1;
    for (int i = 0; i < lengths.length; i++) {
      long list = numbers.i64(2L * i);
      lengths[i] = numbers.i64(2L * i + 1);
      if (list <= previous || list >= lists || lengths[i] == 0) {
        throw file.corruption(
            numbers.at() + 16L * i,
            "expected a list after %d of %d that is not empty, got list %d of length %d"
                .formatted(previous, lists, list, lengths[i]));
      }
      previous = list;
    }
    return lengths;
  }

  @Override
  public long codeAt(long row) {
    int list = list(row);
    return starts[list] + (row - firstRows[list]) * codeBytes;
  }

  @Override
  public long id(long row) {
    int list = list(row);
    long idsAt = starts[list] + (firstRows[list + 1] - firstRows[list]) * codeBytes;
    return file.i64(idsAt + (row - firstRows[list]) * Long.BYTES);
  }

  private int list(long row) {
    int found = Arrays.binarySearch(firstRows, row);
    return found >= 0 ? found : -found - 2;
  }
}
