package dev.perigee.quant;

import dev.perigee.kernel.CodeKernels;
import dev.perigee.vector.CodeKind;
import java.util.Arrays;

/// Where everything lies in a code and its correction.
///
/// ```
///  0                codeBytes
///  | code, packed ... | constant f32 | lower f32 | step f32 |
/// ```
///
/// The order of the components is that of [CodeKernels]. A component `u` stands for `lower + step x
/// u` of the metric's term for it: see [Codebook]. A code of sub-spaces has in their order the
/// number of a centroid for each, `step` times which is the term for the sub-space's components.
///
/// @param kind bits a component or sub-space
/// @param dimension number of components
/// @param subspaces runs of components, as even as can be, that are coded together, 1 to
///   `dimension`; 0 where each is coded by itself
public record CodeLayout(CodeKind kind, int dimension, int subspaces) {

  /// Bytes of the correction.
  public static final int CORRECTION_BYTES = 12;

  private static final int BLOCK_BYTES = CodeKernels.BLOCK_BYTES;
  private static final int BLOCK_LANES = BLOCK_BYTES / Short.BYTES;

  static final int LOWER_OFFSET = 4;
  static final int STEP_OFFSET = 8;

  /// Components for each byte of a code of sub-spaces, unless a number of these is given: a third
  /// more than one bit a component takes.
  private static final int COMPONENTS_PER_BYTE = 6;

  /// A layout with the default number of sub-spaces, where there are any.
  public CodeLayout(CodeKind kind, int dimension) {
    this(kind, dimension, defaultSubspaces(kind, dimension));
  }

  /// Sub-spaces unless others are asked for: a byte for each six components, whole words of bytes.
  public static int defaultSubspaces(CodeKind kind, int dimension) {
    if (!kind.isProduct()) {
      return 0;
    }
    int bytes = roundUp((dimension + COMPONENTS_PER_BYTE - 1) / COMPONENTS_PER_BYTE, Long.BYTES);
    return Math.min(dimension, bytes * Byte.SIZE / kind.bits());
  }

  /// Bytes of the code without its correction.
  public int codeBytes() {
    return switch (kind) {
      case NONE -> 0;
      case INT8, INT4 -> roundUp((int) (((long) dimension * kind.bits() + 7) >>> 3), Float.BYTES);
      case BINARY -> roundUp((dimension + 7) >>> 3, Long.BYTES);
      case PQ, PQ4 -> roundUp((subspaces * kind.bits() + 7) >>> 3, Long.BYTES);
    };
  }

  /// Bytes of the correction; 0 where there is no code.
  public int correctionBytes() {
    return kind == CodeKind.NONE ? 0 : CORRECTION_BYTES;
  }

  /// Bytes from one code to the next in a table of codes alone.
  public int strideBytes() {
    return codeBytes() + correctionBytes();
  }

  /// Centroids of a sub-space.
  public int centroids() {
    return 1 << kind.bits();
  }

  /// The first component of a sub-space.
  int firstComponent(int subspace) {
    return (int) ((long) subspace * dimension / subspaces);
  }

  /// Components, or sub-spaces, a code has room for; those behind the last are 0.
  int paddedComponents() {
    return codeBytes() * 8 / kind.bits();
  }

  /// Writes components of 0 to 2^bits - 1 as a code, packed.
  ///
  /// @param components at least [#paddedComponents()] values, 0 behind the last
  /// @param packed receives [#codeBytes()] bytes
  void pack(byte[] components, byte[] packed) {
    switch (kind) {
      case NONE -> {}
      case INT8 -> packBytes(components, packed);
      case INT4 -> packNibbles(components, packed);
      case BINARY -> packBits(components, packed);
      case PQ -> System.arraycopy(components, 0, packed, 0, packed.length);
      case PQ4 -> {
        for (int i = 0; i < packed.length; i++) {
          packed[i] = (byte) (components[2 * i] | components[2 * i + 1] << 4);
        }
      }
    }
  }

  /// Reads a code into components, each in place of what it stands for: the reverse of [#pack].
  ///
  /// @param values what each value of a component stands for
  /// @return the sum of the components
  int decode(byte[] packed, byte[] components, short[] values, short[] target) {
    unpack(packed, components);
    int sum = 0;
    for (int i = 0; i < dimension; i++) {
      int component = components[i] & 0xff;
      sum += component;
      target[i] = values[component];
    }
    Arrays.fill(target, dimension, target.length, (short) 0);
    spread(target);
    return sum;
  }

  /// Reads a code into components; the reverse of [#pack].
  void unpack(byte[] packed, byte[] components) {
    switch (kind) {
      case NONE -> {}
      case INT8 -> unpackBytes(packed, components);
      case INT4 -> unpackNibbles(packed, components);
      case BINARY -> {
        for (int i = 0; i < components.length; i++) {
          components[i] = (byte) (packed[i >>> 3] >>> (i & 7) & 1);
        }
      }
      case PQ -> System.arraycopy(packed, 0, components, 0, packed.length);
      case PQ4 -> {
        for (int i = 0; i < packed.length; i++) {
          components[2 * i] = (byte) (packed[i] & 15);
          components[2 * i + 1] = (byte) (packed[i] >>> 4 & 15);
        }
      }
    }
  }

  private static void packBytes(byte[] components, byte[] packed) {
    for (int block = 0; block < packed.length; block += BLOCK_BYTES) {
      int lanes = lanes(packed, block);
      for (int lane = 0; lane < lanes; lane++) {
        packed[block + 2 * lane] = components[block + lane];
        packed[block + 2 * lane + 1] = components[block + lanes + lane];
      }
    }
  }

  private static void unpackBytes(byte[] packed, byte[] components) {
    for (int block = 0; block < packed.length; block += BLOCK_BYTES) {
      int lanes = lanes(packed, block);
      for (int lane = 0; lane < lanes; lane++) {
        components[block + lane] = packed[block + 2 * lane];
        components[block + lanes + lane] = packed[block + 2 * lane + 1];
      }
    }
  }

  private static void packNibbles(byte[] components, byte[] packed) {
    for (int block = 0; block < packed.length; block += BLOCK_BYTES) {
      int lanes = lanes(packed, block);
      for (int lane = 0; lane < lanes; lane++) {
        int from = 2 * block + lane;
        packed[block + 2 * lane] = (byte) (components[from] | components[from + lanes] << 4);
        packed[block + 2 * lane + 1] =
            (byte) (components[from + 2 * lanes] | components[from + 3 * lanes] << 4);
      }
    }
  }

  private static void unpackNibbles(byte[] packed, byte[] components) {
    for (int block = 0; block < packed.length; block += BLOCK_BYTES) {
      int lanes = lanes(packed, block);
      for (int lane = 0; lane < lanes; lane++) {
        int from = 2 * block + lane;
        int low = packed[block + 2 * lane];
        int high = packed[block + 2 * lane + 1];
        components[from] = (byte) (low & 15);
        components[from + lanes] = (byte) (low >>> 4 & 15);
        components[from + 2 * lanes] = (byte) (high & 15);
        components[from + 3 * lanes] = (byte) (high >>> 4 & 15);
      }
    }
  }

  /// Components of a query, in whole blocks.
  int queryComponents() {
    return switch (kind) {
      case NONE, BINARY -> paddedComponents();
      case PQ, PQ4 -> 0;
      case INT8, INT4 -> CodeKernels.readBytes(codeBytes()) * 8 / kind.bits();
    };
  }

  /// Moves the last block of a query from the order of the components to that of whole blocks.
  ///
  /// @param query [#queryComponents()] values, the components in front
  void spread(short[] query) {
    int tailBytes = codeBytes() % BLOCK_BYTES;
    if (kind == CodeKind.BINARY || tailBytes == 0) {
      return;
    }
    int lanes = tailBytes / Short.BYTES;
    int groups = Short.SIZE / kind.bits();
    int start = query.length - groups * BLOCK_LANES;
    for (int group = groups - 1; group > 0; group--) {
      System.arraycopy(query, start + group * lanes, query, start + group * BLOCK_LANES, lanes);
    }
    for (int group = 0; group < groups; group++) {
      int from = start + group * BLOCK_LANES;
      Arrays.fill(query, from + lanes, from + BLOCK_LANES, (short) 0);
    }
  }

  private static void packBits(byte[] components, byte[] packed) {
    for (int i = 0; i < packed.length; i++) {
      int bits = 0;
      for (int bit = 0; bit < 8; bit++) {
        bits |= components[8 * i + bit] << bit;
      }
      packed[i] = (byte) bits;
    }
  }

  private static int lanes(byte[] packed, int block) {
    return Math.min(BLOCK_BYTES, packed.length - block) / Short.BYTES;
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
