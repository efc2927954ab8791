package dev.perigee.error;

/// The caller asked for the work to stop, and it stopped at a consistent point.
public final class CancelledException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message what was expected and what came
  public CancelledException(String message) {
    super(message, null);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.CANCELLED;
  }
}
