package dev.perigee.formats.record;

/// A row that is no record, while the file around it can still be read.
///
/// @param source the file
/// @param position where the row lies
/// @param reason what was expected and what came
public record RecordProblem(String source, RecordPosition position, String reason) {

  @Override
  public String toString() {
    return source + " " + position + ": " + reason;
  }
}
