package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.PerigeeException;
import java.util.function.Supplier;

/// What the refusals of jHDF become.
///
/// It follows the pointers of a file wherever they lead. Where they lead back to themselves its
/// recursion ends in a stack overflow, which says no more than that the file is damaged. An
/// internal error is what a load behind the end of a file gives that was cut after it was mapped.
final class HdfErrors {

  private static final int REASON_LENGTH_MAX = 200;

  private HdfErrors() {}

  /// Reads something by jHDF.
  ///
  /// @throws CorruptionException if it refuses; the position is not known
  static <T> T translated(String name, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (PerigeeException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | InternalError e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing").strip();
      String got = e.getClass().getSimpleName() + " " + reason;
      throw damaged(name, "HDF5", got.substring(0, Math.min(got.length(), REASON_LENGTH_MAX)));
    }
  }

  static CorruptionException damaged(String name, String expected, String got) {
    return new CorruptionException(name, 0, "expected " + expected + ", got " + got);
  }
}
