package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import io.jhdf.exceptions.UnsupportedHdfException;
import java.util.function.Supplier;

/// What the refusals of jHDF become.
///
/// It follows the pointers of a file wherever they lead. Where they lead back to themselves its
/// recursion ends in a stack overflow, which says no more than that the file is damaged. An
/// internal error is what a load behind the end of a file gives that was cut after it was mapped.
final class HdfErrors {

  private static final int REASON_LENGTH_MAX = 200;
  private static final int DEPTH_MAX = 16;

  private HdfErrors() {}

  /// Reads something by jHDF.
  ///
  /// @throws InvalidRequestException if it says that it does not know what it found
  /// @throws CorruptionException if it refuses otherwise; the position is not known
  static <T> T translated(String name, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (PerigeeException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | InternalError e) {
      Throwable unknown = unknown(e);
      if (unknown != null) {
        throw InvalidRequestException.of(
            name, "what jHDF knows of HDF5", shown(String.valueOf(unknown.getMessage())));
      }
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing").strip();
      String got = e.getClass().getSimpleName() + " " + reason;
      throw damaged(name, "HDF5", shown(got));
    }
  }

  /// The error of a part that is newer than jHDF, or that it leaves out; null if it is another.
  private static Throwable unknown(Throwable error) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < DEPTH_MAX; depth++) {
      if (at instanceof UnsupportedHdfException) {
        return at;
      }
      at = at.getCause();
    }
    return null;
  }

  private static String shown(String reason) {
    return reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX));
  }

  static CorruptionException damaged(String name, String expected, String got) {
    return new CorruptionException(name, 0, "expected " + expected + ", got " + got);
  }
}
