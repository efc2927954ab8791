package dev.perigee.formats.foreign;

import dev.perigee.error.ConflictException;
import dev.perigee.vector.VectorSource;
import java.util.Arrays;
import java.util.function.LongPredicate;

/// Ids on their way into a file where one id stands for one row.
public final class IdsToWrite {

  private IdsToWrite() {}

  /// Checks that no two rows have the same id, in eight bytes of heap a row.
  ///
  /// @param counts rows whose ids count
  /// @throws ConflictException if two have
  public static void requireUnique(VectorSource vectors, LongPredicate counts) {
    long[] ids = new long[Math.toIntExact(vectors.count())];
    int count = 0;
    for (long row = 0; row < vectors.count(); row++) {
      if (counts.test(row)) {
        ids[count++] = vectors.id(row);
      }
    }
    Arrays.sort(ids, 0, count);
    for (int i = 1; i < count; i++) {
      if (ids[i] == ids[i - 1]) {
        throw new ConflictException("ids: expected one row for each, got two for id " + ids[i]);
      }
    }
  }
}
