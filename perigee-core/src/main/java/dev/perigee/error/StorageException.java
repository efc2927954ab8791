package dev.perigee.error;

import java.io.IOException;

/// The operating system refused to read or write; the cause says why.
public final class StorageException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// What the caller can do about it.
  public enum Reason {
    /// A read or a write failed; nothing more is known.
    IO,
    /// Refused for want of space, and nothing was written: try again when there is space.
    OUT_OF_SPACE,
    /// A write or a sync failed and the state on disk is unknown: writes are refused until whoever
    /// owns the files opens them again.
    BROKEN
  }

  /// @param message what was being done, to which file
  /// @param cause the refusal of the operating system
  public StorageException(String message, IOException cause) {
    this(Reason.IO, message, cause);
  }

  /// @param reason what the caller can do about it
  /// @param message what was being done, to which file
  /// @param cause the refusal of the operating system
  public StorageException(Reason reason, String message, IOException cause) {
    super(message + ": " + cause, cause);
    this.reason = reason;
  }

  /// What the caller can do about it.
  public Reason reason() {
    return reason;
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.STORAGE;
  }
}
