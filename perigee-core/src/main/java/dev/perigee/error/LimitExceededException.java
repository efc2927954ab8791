package dev.perigee.error;

/// A stated limit of size or number would be exceeded; nothing changed.
public final class LimitExceededException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message what was expected and what came
  public LimitExceededException(String message) {
    super(message, null);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.LIMIT_EXCEEDED;
  }
}
