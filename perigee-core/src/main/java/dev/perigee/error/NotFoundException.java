package dev.perigee.error;

/// The named thing does not exist.
public final class NotFoundException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message what was expected and what came
  public NotFoundException(String message) {
    super(message, null);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.NOT_FOUND;
  }
}
