package dev.perigee.store;

import dev.perigee.error.InvalidRequestException;

/// A table: a named ordered map from bytes to bytes. Keys are compared as unsigned bytes.
///
/// @param name 1 to 64 of the characters a-z, 0-9 and `-`; `default` is taken
/// @param usage how it is read and written, by which it is laid out on disk
public record Table(String name, Usage usage) {

  /// How a table is read and written.
  public enum Usage {
    /// Looked up by whole keys, often by ones that are not there.
    POINTS,
    /// Scanned in order; small values.
    RANGES,
    /// Values of kilobytes, written once, read in order, deleted in ranges.
    BULK
  }

  /// @throws InvalidRequestException for another name, or without a usage
  public Table {
    Arguments.given("table.name", name);
    Arguments.given("table.usage", usage);
    if (!name.matches("[a-z0-9-]{1,64}") || name.equals("default")) {
      throw InvalidRequestException.of(
          "table.name", "1 to 64 of a-z, 0-9 and -, but not default", name);
    }
  }
}
