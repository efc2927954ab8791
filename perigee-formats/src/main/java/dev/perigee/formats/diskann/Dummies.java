package dev.perigee.formats.diskann;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileWindow;
import java.util.BitSet;

/// Points that a build with labels stored twice: text, a line each, the number of the copy, a comma
/// and the number of the point.
final class Dummies {

  /// Two numbers of ten digits, and room for spaces.
  private static final int LINE_MAX = 40;

  private Dummies() {}

  /// Marks the copies.
  ///
  /// @param file the text; nothing is marked if it is null
  /// @param count points
  /// @return how many copies there are
  /// @throws CorruptionException if a line is of another form, or names no point
  static int mark(FileBytes file, int count, BitSet removed) {
    if (file == null) {
      return 0;
    }
    int before = removed.cardinality();
    FileWindow window = new FileWindow(file);
    long at = 0;
    while (at < file.sizeBytes()) {
      String line = line(window, at);
      if (!line.isBlank()) {
        removed.set(dummy(file, at, line, count));
      }
      at += line.length() + 1L;
    }
    return removed.cardinality() - before;
  }

  private static String line(FileWindow window, long from) {
    StringBuilder line = new StringBuilder();
    for (long at = from; at < window.file().sizeBytes() && window.u8(at) != '\n'; at++) {
      line.append((char) window.u8(at));
      if (line.length() > LINE_MAX) {
        throw corruption(window.file(), from, line.toString());
      }
    }
    return line.toString();
  }

  private static int dummy(FileBytes file, long at, String line, int count) {
    int comma = line.indexOf(',');
    try {
      int dummy = Integer.parseInt(line.substring(0, Math.max(comma, 0)).strip());
      if (dummy >= 0 && dummy < count) {
        return dummy;
      }
    } catch (NumberFormatException e) {
      throw corruption(file, at, line);
    }
    throw corruption(file, at, line);
  }

  private static CorruptionException corruption(FileBytes file, long at, String line) {
    String shown = line.substring(0, Math.min(line.length(), LINE_MAX));
    return file.corruption(at, "expected the numbers of two points, got '" + shown + "'");
  }
}
