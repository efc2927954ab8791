package dev.perigee.error;

/// The object was used after it was closed.
public final class ClosedException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message what was expected and what came
  public ClosedException(String message) {
    super(message, null);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.CLOSED;
  }
}
