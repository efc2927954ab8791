package dev.perigee.error;

/// Bytes read back are not what was written: truncated, flipped, or another kind of file.
public final class CorruptionException extends PerigeeException {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final long offsetBytes;

  /// @param source the file, or the name given to the memory that was read
  /// @param offsetBytes position of the damage in it, in bytes from its start
  /// @param reason what was expected there and what was found
  public CorruptionException(String source, long offsetBytes, String reason) {
    super(source + " at byte " + offsetBytes + ": " + reason, null);
    this.source = source;
    this.offsetBytes = offsetBytes;
  }

  /// The file, or the name given to the memory that was read.
  public String source() {
    return source;
  }

  /// Position of the damage, in bytes from the start of [#source()].
  public long offsetBytes() {
    return offsetBytes;
  }

  @Override
  public ErrorCode code() {
    return ErrorCode.CORRUPTION;
  }
}
