package dev.perigee.formats.diskann;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// Points that a build with labels stored twice: text, a line each, the number of the copy, a comma
/// and the number of the point.
final class Dummies {

  private Dummies() {}

  /// Marks the copies.
  ///
  /// @param path of the text; nothing is marked if there is none
  /// @param count points
  /// @return how many copies there are
  /// @throws CorruptionException if a line is of another form, or names no point
  /// @throws StorageException if it cannot be read
  static int mark(Path path, int count, BitSet removed) {
    if (!Files.exists(path)) {
      return 0;
    }
    int before = removed.cardinality();
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      long at = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          removed.set(dummy(path, at, line, count));
        }
        at += line.length() + 1L;
      }
    } catch (IOException e) {
      throw new StorageException("cannot read " + path, e);
    }
    return removed.cardinality() - before;
  }

  private static int dummy(Path path, long at, String line, int count) {
    int comma = line.indexOf(',');
    try {
      int dummy = Integer.parseInt(line.substring(0, Math.max(comma, 0)).strip());
      if (dummy >= 0 && dummy < count) {
        return dummy;
      }
    } catch (NumberFormatException e) {
      throw corruption(path, at, line);
    }
    throw corruption(path, at, line);
  }

  private static CorruptionException corruption(Path path, long at, String line) {
    String shown = line.substring(0, Math.min(line.length(), 40));
    return new CorruptionException(
        path.toString(), at, "expected the numbers of two points, got '" + shown + "'");
  }
}
