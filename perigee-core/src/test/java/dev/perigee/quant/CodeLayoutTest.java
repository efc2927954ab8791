package dev.perigee.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.kernel.CodeKernels;
import dev.perigee.vector.CodeKind;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Components come back from codes, and meet those of the query in the kernels.
final class CodeLayoutTest {

  private static final long SEED = 20_250_820;
  private static final int DIMENSION_MAX = 300;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private byte[] components(CodeLayout layout) {
    byte[] components = new byte[layout.paddedComponents()];
    int coded = layout.kind().isProduct() ? layout.subspaces() : layout.dimension();
    for (int i = 0; i < coded; i++) {
      components[i] = (byte) random.nextInt(1 << layout.kind().bits());
    }
    return components;
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void whatIsPackedIsUnpacked(CodeKind kind) {
    for (int dimension = 1; dimension <= DIMENSION_MAX; dimension++) {
      CodeLayout layout = new CodeLayout(kind, dimension);
      byte[] components = components(layout);
      byte[] packed = new byte[layout.codeBytes()];
      random.nextBytes(packed);
      layout.pack(components, packed);
      byte[] unpacked = new byte[components.length];
      random.nextBytes(unpacked);
      layout.unpack(packed, unpacked);
      assertThat(unpacked).as("dimension %d, seed %d", dimension, SEED).isEqualTo(components);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void codesTakeTheirBitsRoundedUp(CodeKind kind) {
    for (int dimension : new int[] {1, 63, 64, 65, 2100, 65_536}) {
      CodeLayout layout = new CodeLayout(kind, dimension);
      int coded = kind.isProduct() ? layout.subspaces() : dimension;
      int bytes = (coded * kind.bits() + 7) / 8;
      assertThat(layout.codeBytes()).isBetween(bytes, bytes + 7);
      assertThat(layout.codeBytes() % 4).isZero();
      assertThat(layout.strideBytes()).isEqualTo(layout.codeBytes() + 12);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void aSpreadQueryMeetsItsComponents(CodeKind kind) {
    for (int dimension = 1; dimension <= DIMENSION_MAX; dimension++) {
      CodeLayout layout = new CodeLayout(kind, dimension);
      byte[] components = components(layout);
      short[] query = new short[layout.queryComponents()];
      int expected = 0;
      for (int i = 0; i < dimension; i++) {
        query[i] = (short) random.nextInt(-CodeKernels.QUERY_MAX_8, CodeKernels.QUERY_MAX_8 + 1);
        expected += query[i] * (components[i] & 0xff);
      }
      layout.spread(query);
      assertThat(dot(layout, query, components))
          .as("dimension %d, seed %d", dimension, SEED)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void decodingIsUnpackingAndSpreading(CodeKind kind) {
    for (int dimension = 1; dimension <= DIMENSION_MAX; dimension++) {
      CodeLayout layout = new CodeLayout(kind, dimension);
      byte[] components = components(layout);
      byte[] packed = new byte[layout.codeBytes()];
      layout.pack(components, packed);
      short[] values = new short[1 << kind.bits()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (short) random.nextInt(-63, 64);
      }
      short[] expected = new short[layout.queryComponents()];
      int expectedSum = 0;
      for (int i = 0; i < dimension; i++) {
        expected[i] = values[components[i] & 0xff];
        expectedSum += components[i] & 0xff;
      }
      layout.spread(expected);
      short[] decoded = new short[layout.queryComponents()];
      Arrays.fill(decoded, (short) -77);
      int sum = layout.decode(packed, new byte[layout.paddedComponents()], values, decoded);
      assertThat(sum).isEqualTo(expectedSum);
      assertThat(decoded).as("dimension %d, seed %d", dimension, SEED).isEqualTo(expected);
    }
  }

  /// The product as a kernel computes it, with bytes behind the code that must not count.
  private int dot(CodeLayout layout, short[] query, byte[] components) {
    byte[] packed = new byte[layout.codeBytes()];
    layout.pack(components, packed);
    byte[] memory = new byte[CodeKernels.readBytes(packed.length)];
    random.nextBytes(memory);
    System.arraycopy(packed, 0, memory, 0, packed.length);
    MemorySegment code = MemorySegment.ofArray(memory);
    return layout.kind() == CodeKind.INT8
        ? CodeKernels.best().dot8(query, code, 0, packed.length)
        : CodeKernels.best().dot4(query, code, 0, packed.length);
  }
}
