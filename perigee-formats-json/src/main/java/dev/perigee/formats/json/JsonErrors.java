package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/// What a parser's refusals become.
final class JsonErrors {

  private static final int REASON_LENGTH_MAX = 200;

  private JsonErrors() {}

  /// The error for a file that cannot be read on.
  ///
  /// @param failure of Jackson or of the file system
  /// @param offsetBytes where the reading stood; negative if nobody knows, as within a long number
  /// @throws IOException if the failure is one of the operating system
  static RuntimeException damaged(String name, long offsetBytes, IOException failure)
      throws IOException {
    long at = Math.max(0, offsetBytes);
    if (failure instanceof StreamConstraintsException) {
      return new LimitExceededException(
          name + " at byte " + at + ": expected JSON within limits, got " + reason(failure));
    }
    if (isDamage(failure)) {
      return new CorruptionException(name, at, "expected JSON, got " + reason(failure));
    }
    throw failure;
  }

  /// Whether a failure tells of the bytes, not of the operating system.
  static boolean isDamage(IOException failure) {
    return failure instanceof JacksonException
        || failure instanceof CharConversionException
        || failure instanceof CharacterCodingException;
  }

  /// The first line of what a library says.
  static String reason(Exception failure) {
    String message =
        failure instanceof JacksonException json ? json.getOriginalMessage() : failure.getMessage();
    String line = String.valueOf(message).lines().findFirst().orElse("nothing");
    return line.substring(0, Math.min(line.length(), REASON_LENGTH_MAX));
  }
}
