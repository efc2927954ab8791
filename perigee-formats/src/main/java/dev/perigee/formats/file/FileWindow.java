package dev.perigee.formats.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A stretch of a file in memory, for a pass that looks at many small numbers one after another.
///
/// [FileBytes] asks the operating system at each read whether the file is still whole; here that is
/// done once a stretch. A number outside the stretch moves it there, so that any position may be
/// asked for, but forward is fast.
///
/// Owned by one thread; does not own the file.
public final class FileWindow {

  private static final int BYTES = 1 << 16;
  private final FileBytes file;
  private final MemorySegment window = MemorySegment.ofArray(new byte[BYTES]);
  private long from;
  private long end;

  /// @param file to read
  public FileWindow(FileBytes file) {
    this.file = file;
  }

  /// The file.
  public FileBytes file() {
    return file;
  }

  /// An unsigned byte.
  ///
  /// @throws dev.perigee.error.CorruptionException if it lies behind the end of the file
  public int u8(long at) {
    return window.get(ValueLayout.JAVA_BYTE, place(at, 1)) & 0xff;
  }

  /// A signed number of four bytes.
  ///
  /// @throws dev.perigee.error.CorruptionException if it lies behind the end of the file
  public int i32(long at) {
    return window.get(LittleEndian.INT, place(at, Integer.BYTES));
  }

  /// An unsigned number of four bytes.
  ///
  /// @throws dev.perigee.error.CorruptionException if it lies behind the end of the file
  public long u32(long at) {
    return i32(at) & 0xffffffffL;
  }

  /// A signed number of eight bytes.
  ///
  /// @throws dev.perigee.error.CorruptionException if it lies behind the end of the file
  public long i64(long at) {
    return window.get(LittleEndian.LONG, place(at, Long.BYTES));
  }

  /// Where in the window a number lies, after the window was moved there if need be.
  private long place(long at, int lengthBytes) {
    if (at < from || at > end - lengthBytes) {
      file.require(at, 1, lengthBytes, "numbers");
      long bytes = Math.min(BYTES, file.sizeBytes() - at);
      file.copy(at, bytes, window, 0);
      from = at;
      end = at + bytes;
    }
    return at - from;
  }
}
