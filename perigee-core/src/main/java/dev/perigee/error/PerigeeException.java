package dev.perigee.error;

/// The root of everything Perigee throws on purpose. Unchecked; [#code()] says what kind it is.
public abstract sealed class PerigeeException extends RuntimeException
    permits InvalidRequestException,
        NotFoundException,
        ConflictException,
        LimitExceededException,
        CorruptionException,
        UnsupportedVersionException,
        StorageException,
        ClosedException,
        CancelledException {

  private static final long serialVersionUID = 1L;

  PerigeeException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The kind of this error.
  public abstract ErrorCode code();
}
