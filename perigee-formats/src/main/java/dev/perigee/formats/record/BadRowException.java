package dev.perigee.formats.record;

/// Says that one row is no record. Never leaves a [RecordSource]: it becomes a [RecordProblem] or,
/// if the reading ends there, a `CorruptionException`.
public final class BadRowException extends Exception {

  private static final long serialVersionUID = 1L;

  /// @param reason what was expected and what came
  public BadRowException(String reason) {
    // Bad rows can come by the million; where in our code they were found interests nobody.
    super(reason, null, false, false);
  }

  /// The house form of a refusal.
  ///
  /// @param field the column or key
  public static BadRowException of(String field, String expected, Object got) {
    String text = String.valueOf(got);
    return new BadRowException(
        field
            + ": expected "
            + expected
            + ", got "
            + text.substring(0, Math.min(80, text.length())));
  }
}
