package dev.perigee.error;

/// The request contradicts what is already stored; nothing changed.
public final class ConflictException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message what was expected and what came
  public ConflictException(String message) {
    super(message, null);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.CONFLICT;
  }
}
