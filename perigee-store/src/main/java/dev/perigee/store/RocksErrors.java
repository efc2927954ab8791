package dev.perigee.store;

import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import dev.perigee.error.StorageException;
import dev.perigee.error.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// The one place where RocksDB's errors become ours.
final class RocksErrors {

  /// As in `block checksum mismatch: ... in /db/000012.sst offset 4096 size 512`.
  private static final Pattern PLACE =
      Pattern.compile(
          "([^\\s:'\"]*(?:\\d+\\.(?:sst|blob|log)|MANIFEST-\\d+|CURRENT))(?:\\W+offset:? (\\d+))?");

  private static final Pattern LOCKED =
      Pattern.compile("lock hold by current process|While lock file");

  /// A failed sync: what was handed over may be on disk or not, whatever the error says.
  private static final Pattern SYNC = Pattern.compile("(?i)\\bwhile (f|fdata|range)?sync");

  /// The end of the log failed before: for want of space, or else whoever met that first knows.
  private static final Pattern FAILED_BEFORE = Pattern.compile("Writer has previous error");

  private RocksErrors() {}

  /// What is being done when nobody else can be replacing files: one that is missing is lost.
  static final String OPENING = "opening";

  private static final Pattern MISSING = Pattern.compile("No such file or directory");

  /// @param doing what was being done, to begin the message with
  /// @param folder the store, named where no file is
  static PerigeeException translate(String doing, Path folder, RocksDBException error) {
    String message = String.valueOf(error.getMessage());
    Status status = error.getStatus();
    Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
    return switch (code) {
      case Corruption -> corruption(doing, folder, message);
      case InvalidArgument, NotSupported ->
          new InvalidRequestException(doing + " " + folder + ": " + message);
      case ShutdownInProgress ->
          new ClosedException(doing + " " + folder + ": the store was closed meanwhile");
      case IOError -> refusal(doing, folder, error, status.getSubCode());
      default -> new StorageException(doing + " " + folder, cause(error));
    };
  }

  private static PerigeeException refusal(
      String doing, Path folder, RocksDBException error, Status.SubCode kind) {
    String message = String.valueOf(error.getMessage());
    if (LOCKED.matcher(message).find()) {
      return new ConflictException(
          "store: expected nobody else to write " + folder + ", but it is locked: " + message);
    }
    if (doing.equals(OPENING) && MISSING.matcher(message).find()) {
      return corruption(doing, folder, message);
    }
    boolean noSpace =
        kind == Status.SubCode.NoSpace
            ? !SYNC.matcher(message).find()
            : FAILED_BEFORE.matcher(message).find();
    return new StorageException(
        noSpace ? Reason.OUT_OF_SPACE : Reason.IO, doing + " " + folder, cause(error));
  }

  /// Whether a call failed because a file was not there.
  static boolean isMissingFile(StorageException error) {
    return error.getCause() != null
        && MISSING.matcher(String.valueOf(error.getCause().getMessage())).find();
  }

  private static CorruptionException corruption(String doing, Path folder, String message) {
    Matcher place = PLACE.matcher(message);
    if (!place.find()) {
      return new CorruptionException(folder.toString(), 0, doing + ": " + message);
    }
    // Some messages name the file alone.
    Path file = folder.resolve(Path.of(place.group(1)).getFileName());
    long offsetBytes = place.group(2) == null ? 0 : Long.parseLong(place.group(2));
    return new CorruptionException(file.toString(), offsetBytes, doing + ": " + message);
  }

  private static IOException cause(RocksDBException error) {
    return new IOException(error.getMessage(), error);
  }
}
