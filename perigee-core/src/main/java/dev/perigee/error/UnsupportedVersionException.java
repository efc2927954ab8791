package dev.perigee.error;

/// The file is intact as far as its header tells, but its format is newer than this release reads.
public final class UnsupportedVersionException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  /// @param source the file
  /// @param offsetBytes where the version is written
  /// @param newest the newest version this release reads
  /// @param found the version in the file
  public UnsupportedVersionException(String source, long offsetBytes, int newest, int found) {
    super(
        source
            + " at byte "
            + offsetBytes
            + ": expected format version 1 to "
            + newest
            + ", got "
            + found
            + "; open it with a newer Perigee",
        null);
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.UNSUPPORTED_VERSION;
  }
}
