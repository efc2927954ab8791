package dev.perigee.formats.file;

import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/// Appends to an [AtomicFile] what libraries write to a stream.
///
/// Closing it does nothing: whoever owns the file publishes or closes that. Failures are
/// [StorageException]s.
public final class AtomicFileStream extends OutputStream {

  private final AtomicFile file;

  /// @param file which stays the caller's
  public AtomicFileStream(AtomicFile file) {
    this.file = file;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    file.write(MemorySegment.ofArray(bytes), offset, length);
  }

  @Override
  public void close() {
    // The file is not this stream's to end.
  }
}
