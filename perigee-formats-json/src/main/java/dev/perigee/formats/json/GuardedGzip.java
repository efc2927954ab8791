package dev.perigee.formats.json;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordOptions;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The text in a gzip file, read no further once it is out of proportion to the file.
///
/// Vectors as text pack to a half or a third; deflate can go to a thousandth.
final class GuardedGzip extends FilterInputStream {

  /// What may be unpacked before the proportion counts.
  private static final long FREE_BYTES = 1 << 24;

  private final Counted packed;
  private final String name;
  private final int unpackedPerPackedMax;
  private long unpackedBytes;

  GuardedGzip(InputStream packed, String name, RecordOptions options) throws IOException {
    this(new Counted(packed), name, options.unpackedPerPackedMax());
  }

  private GuardedGzip(Counted packed, String name, int unpackedPerPackedMax) throws IOException {
    super(opened(packed, name));
    this.packed = packed;
    this.name = name;
    this.unpackedPerPackedMax = unpackedPerPackedMax;
  }

  private static InputStream opened(Counted packed, String name) throws IOException {
    try {
      return new GZIPInputStream(packed, 1 << 15);
    } catch (ZipException | EOFException e) {
      throw damaged(packed, name, e);
    }
  }

  private static CorruptionException damaged(Counted packed, String name, IOException cause) {
    return new CorruptionException(
        name, packed.bytes, "expected gzip, got " + JsonErrors.reason(cause));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int length = read(one, 0, 1);
    return length < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(target, offset, length);
    } catch (ZipException | EOFException e) {
      throw damaged(packed, name, e);
    }
    unpackedBytes += Math.max(0, read);
    if (unpackedBytes > FREE_BYTES && unpackedBytes / packed.bytes > unpackedPerPackedMax) {
      throw new LimitExceededException(
          name
              + ": expected gzip of at most "
              + unpackedPerPackedMax
              + " to 1, got "
              + unpackedBytes
              + " bytes of "
              + packed.bytes);
    }
    return read;
  }

  /// How much of the file has been taken.
  private static final class Counted extends FilterInputStream {

    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      bytes += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
