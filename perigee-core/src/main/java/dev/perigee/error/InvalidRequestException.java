package dev.perigee.error;

/// An argument is outside its stated range. The refused call changed nothing.
public final class InvalidRequestException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message `field: expected X, got Y`
  public InvalidRequestException(String message) {
    super(message, null);
  }

  /// The house form of a refusal.
  ///
  /// @param field the argument as the caller knows it
  /// @param expected the range or shape that would have been accepted
  /// @param got what came instead
  public static InvalidRequestException of(String field, String expected, Object got) {
    return new InvalidRequestException(field + ": expected " + expected + ", got " + got);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.INVALID_REQUEST;
  }
}
