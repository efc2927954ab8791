package dev.perigee.formats.diskann;

import dev.perigee.formats.foreign.FixtureBytes;
import java.nio.ByteBuffer;

/// A codebook of two chunks, `{0, 1}` and `{2}`: centre `c` is `(c, 2 c)` and `(3 c)`; the mean is
/// `(10, 20, 30)`.
final class PqBytes {

  private static final int FIRST = 4096;

  private PqBytes() {}

  static byte[] pivots() {
    byte[] centres = centres();
    byte[] mean = mean();
    byte[] chunks = chunks();
    int meanAt = FIRST + centres.length;
    int chunksAt = meanAt + mean.length;
    ByteBuffer out = FixtureBytes.littleEndian(new byte[chunksAt + chunks.length]);
    out.put(DiskAnnBytes.column(FIRST, meanAt, chunksAt, (long) out.capacity()));
    out.position(FIRST).put(centres).put(mean).put(chunks);
    return FixtureBytes.all(out);
  }

  static byte[] centres() {
    float[][] centres = new float[256][];
    for (int c = 0; c < centres.length; c++) {
      centres[c] = new float[] {c, 2 * c, 3 * c};
    }
    return DiskAnnBytes.floats(centres);
  }

  static byte[] mean() {
    return DiskAnnBytes.floats(new float[] {10}, new float[] {20}, new float[] {30});
  }

  static byte[] chunks() {
    return DiskAnnBytes.column(0, 2, 3);
  }

  /// What the codes (0, 0), (1, 0), (0, 1) and (1, 1) stand for.
  static float[][] decoded() {
    return new float[][] {{10, 20, 30}, {11, 22, 30}, {10, 20, 33}, {11, 22, 33}};
  }
}
