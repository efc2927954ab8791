package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import picocli.CommandLine.Option;

/// Which rows of a file are taken: all, if nobody says.
final class RowRange {

  @Option(
      names = "--rows",
      paramLabel = "FROM:TO",
      description = "Only rows FROM (0 is the first) up to but without TO; either may be left out.")
  private String rows;

  @Option(names = "--count", paramLabel = "N", description = "Only the first N rows.")
  private Long count;

  /// Whether somebody asked for some rows only.
  boolean isAsked() {
    return rows != null || count != null;
  }

  /// The first row.
  ///
  /// @throws InvalidRequestException if the range is none, or both options are given
  long from() {
    if (rows != null && count != null) {
      throw InvalidRequestException.of("--count", "none with --rows", count);
    }
    return rows == null ? 0 : part(0, 0);
  }

  /// Behind the last row.
  ///
  /// @param total how many there are
  /// @throws InvalidRequestException if the range is none of so many rows, or empty
  long to(long total) {
    long to = rows != null ? part(1, total) : count != null ? count : total;
    if (isAsked() && (from() >= to || to > total)) {
      String field = rows != null ? "--rows" : "--count";
      throw InvalidRequestException.of(
          field, "at least one of " + total + " rows", rows != null ? rows : count);
    }
    return to;
  }

  private long part(int number, long otherwise) {
    String[] parts = rows.split(":", -1);
    if (parts.length != 2 || !parts[number].matches("[0-9]{0,18}")) {
      throw InvalidRequestException.of("--rows", "FROM:TO", rows);
    }
    return parts[number].isEmpty() ? otherwise : Long.parseLong(parts[number]);
  }
}
