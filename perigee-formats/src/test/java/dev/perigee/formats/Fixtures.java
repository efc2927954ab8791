package dev.perigee.formats;

import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that NumPy and other writers made, and plain readings of them to compare with.
///
/// `base.*` hold the same 1000 x 32 vectors, `query*` the same 50 x 32; `base.u8bin` is round((x +
/// 1.5) * 85), `base.i8bin` round(x * 84), clamped. `groundtruth.ivecs` and `gt_*` hold the 100
/// nearest rows of `base.fbin` for each query, by squared Euclidean distance.
final class Fixtures {

  static final int DIMENSION = 32;

  private Fixtures() {}

  static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies a fixture into a folder, under its name.
  static Path copy(String name, Path folder) {
    return write(folder.resolve(name), bytes(name));
  }

  static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The vectors of an fbin, read without the code under test.
  static float[][] floats(String fbin) {
    ByteBuffer bytes = littleEndian(bytes(fbin));
    float[][] rows = new float[bytes.getInt()][bytes.getInt()];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = bytes.getFloat();
      }
    }
    return rows;
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// All rows of a source of single-precision floats.
  static float[][] read(VectorSource source) {
    float[][] rows = new float[Math.toIntExact(source.count())][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = read(source, row);
    }
    return rows;
  }

  static float[] read(VectorSource source, long row) {
    ByteBuffer bytes = littleEndian(raw(source, row));
    float[] vector = new float[source.dimension()];
    bytes.asFloatBuffer().get(vector);
    return vector;
  }

  /// One row as stored bytes.
  static byte[] raw(VectorSource source, long row) {
    byte[] bytes = new byte[source.elementType().vectorBytes(source.dimension())];
    source.read(row, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }
}
