package dev.perigee.error;

import java.io.IOException;

/// The operating system refused to read or write; the cause says why.
public final class StorageException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param message what was being done, to which file
  /// @param cause the refusal of the operating system
  public StorageException(String message, IOException cause) {
    super(message + ": " + cause, cause);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.STORAGE;
  }
}
