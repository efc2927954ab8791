package dev.perigee.db.engine;

/// What must hold of a document for a write to be made.
///
/// @param version sequence number of its version; or one of the constants
public record Condition(long version) {

  /// Whatever there is.
  public static final Condition NONE = new Condition(-1);

  /// There is no such document.
  public static final Condition ABSENT = new Condition(0);

  /// There is such a document.
  public static final Condition PRESENT = new Condition(-2);
}
