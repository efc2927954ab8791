package dev.perigee.cli.data;

import dev.perigee.db.document.DocumentId;
import dev.perigee.error.InvalidRequestException;
import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// What an id on the command line, or in a line of JSON, is.
final class IdOptions {

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,18})");
  private static final Pattern OF_UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  @Option(names = "--string-ids", description = "Ids that look like numbers are strings too.")
  private boolean strings;

  @Option(names = "--uuid-ids", description = "Ids that look like UUIDs are UUIDs, not strings.")
  private boolean uuids;

  /// The id that a word of the command line stands for.
  DocumentId ofWord(String word) {
    if (!strings && INTEGER.matcher(word).matches()) {
      try {
        return DocumentId.of(Long.parseLong(word));
      } catch (NumberFormatException e) {
        return DocumentId.of(word); // more digits than a long has
      }
    }
    return ofString(word);
  }

  /// The id that a JSON value stands for: a string, or an integer.
  ///
  /// @throws InvalidRequestException if it is something else
  DocumentId ofJson(Object value) {
    return switch (value) {
      case Integer number -> DocumentId.of(number);
      case Long number -> DocumentId.of(number);
      case String string -> ofString(string);
      case null, default ->
          throw InvalidRequestException.of("id", "an integer or a string", JsonText.of(value));
    };
  }

  private DocumentId ofString(String text) {
    return uuids && OF_UUID.matcher(text).matches()
        ? DocumentId.of(UUID.fromString(text))
        : DocumentId.of(text);
  }
}
