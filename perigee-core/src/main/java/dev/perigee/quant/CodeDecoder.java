package dev.perigee.quant;

import dev.perigee.kernel.Kernels;
import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Turns codes back into vectors, as far as they tell: less the mean, and rotated where the
/// codebook rotates. Between two of those, L2 orders as the metric of the codebook does, where that
/// is L2 or COSINE.
///
/// Owned by one thread.
public final class CodeDecoder {

  private final Codebook codebook;
  private final CodeLayout layout;
  private final byte[] packed;
  private final byte[] components;
  private final float[] decoded;

  /// @param codebook of the codes
  public CodeDecoder(Codebook codebook) {
    this.codebook = codebook;
    this.layout = codebook.layout();
    packed = new byte[layout.codeBytes()];
    components = new byte[layout.paddedComponents()];
    decoded = new float[layout.dimension()];
  }

  /// Decodes a row.
  ///
  /// @param rows that start with a code and its correction
  /// @param target receives `dimension` floats
  public void decode(Rows rows, int row, MemorySegment target, long targetOffset) {
    MemorySegment chunk = rows.chunk(row);
    long offset = rows.chunkOffset(row);
    long correction = offset + packed.length;
    float lower = chunk.get(Kernels.FLOAT, correction + CodeLayout.LOWER_OFFSET);
    float step = chunk.get(Kernels.FLOAT, correction + CodeLayout.STEP_OFFSET);
    float scale = 1 / codebook.factor();
    MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, offset, packed, 0, packed.length);
    layout.unpack(packed, components);
    if (layout.kind().isProduct()) {
      codebook.centroids().decode(components, decoded);
      for (int i = 0; i < decoded.length; i++) {
        decoded[i] *= step * scale;
      }
    } else {
      for (int i = 0; i < decoded.length; i++) {
        decoded[i] = (lower + step * (components[i] & 0xff)) * scale;
      }
    }
    MemorySegment.copy(decoded, 0, target, Kernels.FLOAT, targetOffset, decoded.length);
  }
}
