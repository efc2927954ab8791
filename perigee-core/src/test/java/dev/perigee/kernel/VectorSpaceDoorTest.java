package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The door every vector passes: what is let in as which bytes, and what is refused in which words.
class VectorSpaceDoorTest {

  private static final List<Metric> FLOAT_METRICS =
      List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT, Metric.L1);

  @Test
  void writesFloatsLittleEndian() {
    byte[] target = new byte[12];
    space(Metric.L2, ElementType.F32, 2)
        .encode("vector", new float[] {1, -2.5f}, MemorySegment.ofArray(target), 3);
    assertThat(target).containsExactly(0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0, 0);
  }

  @Test
  void writesHalvesLittleEndianRoundedToNearest() {
    byte[] target = new byte[7];
    space(Metric.L2, ElementType.F16, 3)
        .encode("vector", new float[] {1, -65_504, 1.0004f}, MemorySegment.ofArray(target), 1);
    assertThat(target).containsExactly(0, 0, 0x3c, 0xff, 0xfb, 0, 0x3c);
  }

  @Test
  void writesBytesAsTheyCome() {
    byte[] vector = {-128, 0, 127};
    for (VectorSpace space :
        List.of(
            space(Metric.L2, ElementType.INT8, 3), space(Metric.HAMMING, ElementType.BIT, 24))) {
      byte[] target = new byte[5];
      space.encode("vector", vector, MemorySegment.ofArray(target), 1);
      assertThat(target).as("%s", space).containsExactly(0, -128, 0, 127, 0);
    }
  }

  @Test
  void readsBackEachComponent() {
    MemorySegment memory = MemorySegment.ofArray(new byte[16]);
    VectorSpace floats = space(Metric.L2, ElementType.F32, 2);
    floats.encode("vector", new float[] {1, -2.5f}, memory, 1);
    assertThat(floats.component(memory, 1, 1)).isEqualTo(-2.5f);
    VectorSpace halves = space(Metric.L2, ElementType.F16, 2);
    halves.encode("vector", new float[] {1, 0.1f}, memory, 1);
    assertThat(halves.component(memory, 1, 1)).isEqualTo(0.099975586f);
    VectorSpace int8 = space(Metric.L2, ElementType.INT8, 2);
    int8.encode("vector", new byte[] {1, -128}, memory, 1);
    assertThat(int8.component(memory, 1, 1)).isEqualTo(-128);
    VectorSpace bits = space(Metric.HAMMING, ElementType.BIT, 10);
    bits.encode("vector", new byte[] {(byte) 0b1000_0001, 0b10}, memory, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(bits.component(memory, 1, i))
          .as("bit %d", i)
          .isEqualTo(i == 0 || i == 7 || i == 9 ? 1 : 0);
    }
  }

  @Test
  void refusesTheWrongDimension() {
    assertRefused(
        floats(Metric.L2, ElementType.F32, 3, 1, 2), "query: expected dimension 3, got 2");
    assertRefused(
        floats(Metric.L2, ElementType.F16, 3, 1, 2, 3, 4), "query: expected dimension 3, got 4");
    assertRefused(floats(Metric.L2, ElementType.F32, 3), "query: expected dimension 3, got 0");
    assertRefused(
        bytes(Metric.L2, ElementType.INT8, 3, 1, 2),
        "query: expected 3 bytes for dimension 3, got 2");
    assertRefused(
        bytes(Metric.HAMMING, ElementType.BIT, 9, 1),
        "query: expected 2 bytes for dimension 9, got 1");
    assertRefused(
        bytes(Metric.HAMMING, ElementType.BIT, 8, 1, 2),
        "query: expected 1 bytes for dimension 8, got 2");
  }

  @Test
  void refusesTheWrongKindOfArray() {
    assertRefused(
        floats(Metric.L2, ElementType.INT8, 2, 1, 2),
        "query: expected INT8 values as bytes, got floats");
    assertRefused(
        floats(Metric.HAMMING, ElementType.BIT, 2, 1, 0),
        "query: expected BIT values as bytes, got floats");
    assertRefused(
        bytes(Metric.L2, ElementType.F32, 2, 1, 2),
        "query: expected F32 values as floats, got bytes");
    assertRefused(
        bytes(Metric.L2, ElementType.F16, 2, 1, 2),
        "query: expected F16 values as floats, got bytes");
  }

  @Test
  void refusesNull() {
    MemorySegment target = MemorySegment.ofArray(new byte[16]);
    assertRefused(
        () -> space(Metric.L2, ElementType.F32, 2).encode("query", (float[]) null, target, 0),
        "query: expected 2 floats, got null");
    assertRefused(
        () -> space(Metric.L2, ElementType.INT8, 2).encode("query", (byte[]) null, target, 0),
        "query: expected 2 bytes, got null");
  }

  @Test
  void refusesNanAndInfinityAnywhere() {
    for (Metric metric : FLOAT_METRICS) {
      for (ElementType type : List.of(ElementType.F32, ElementType.F16)) {
        for (float bad :
            new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
          for (int at : new int[] {0, 16, 36}) {
            float[] vector = new float[37];
            Arrays.fill(vector, 1);
            vector[at] = bad;
            assertRefused(
                floats(metric, type, 37, vector),
                "query[" + at + "]: expected a finite value, got " + bad);
          }
        }
      }
    }
  }

  @Test
  void refusesWhatIsTooLargeForAHalf() {
    check(Metric.L2, ElementType.F16, 65_504, 1);
    // rounds to infinity from the middle between the largest half and the next power
    check(Metric.L2, ElementType.F16, Math.nextDown(65_520f), 1);
    assertRefused(
        floats(Metric.L2, ElementType.F16, 2, 65_520f, 1),
        "query[0]: expected a value that a half can hold, up to 65504, got 65520.0");
  }

  @Test
  void letsInNormsUpToTheLimit() {
    float largest = (float) VectorSpace.NORM_MAX;
    assertThat(largest).isLessThanOrEqualTo((float) VectorSpace.NORM_MAX);
    for (Metric metric : FLOAT_METRICS) {
      check(metric, ElementType.F32, largest);
      check(metric, ElementType.F32, 0.6f * largest, 0.79f * largest);
      assertRefused(
          floats(metric, ElementType.F32, 1, Math.nextUp(largest)),
          "query: expected a norm of at most 1.0E18, got " + (double) Math.nextUp(largest));
      // each component is small enough, all together are not
      assertRefused(
          floats(metric, ElementType.F32, 2, 0.8f * largest, 0.61f * largest),
          "query: expected a norm of at most 1.0E18, got 1.00603");
      assertRefused(
          floats(metric, ElementType.F32, 1, -Float.MAX_VALUE),
          "query: expected a norm of at most 1.0E18, got 3.4028234663852886E38");
    }
  }

  @Test
  void cosineLetsInNormsDownToTheLimit() {
    // the float nearest to 1e-18 lies above it
    float smallest = (float) VectorSpace.COSINE_NORM_MIN;
    assertThat((double) smallest).isGreaterThanOrEqualTo(VectorSpace.COSINE_NORM_MIN);
    assertThat(check(Metric.COSINE, ElementType.F32, smallest)).isFinite();
    assertRefused(
        floats(Metric.COSINE, ElementType.F32, 1, Math.nextDown(smallest)),
        "query: expected a norm of at least 1.0E-18 for COSINE, got ");
    assertThat(check(Metric.L2, ElementType.F32, Math.nextDown(smallest))).isEqualTo(1);
  }

  @Test
  void onlyCosineRefusesTheZeroVector() {
    for (ElementType type : List.of(ElementType.F32, ElementType.F16)) {
      assertRefused(
          floats(Metric.COSINE, type, 3, 0, -0f, 0),
          "query: expected a norm of at least 1.0E-18 for COSINE, got 0.0");
      for (Metric metric : List.of(Metric.L2, Metric.INNER_PRODUCT, Metric.L1)) {
        assertThat(check(metric, type, 0, -0f, 0)).isEqualTo(1);
      }
    }
    assertRefused(
        bytes(Metric.COSINE, ElementType.INT8, 3, 0, 0, 0),
        "query: expected a norm of at least 1.0E-18 for COSINE, got 0.0");
  }

  @Test
  void returnsTheInverseNormForCosine() {
    assertThat(check(Metric.COSINE, ElementType.F32, 3, 4)).isEqualTo(0.2f);
    assertThat(check(Metric.COSINE, ElementType.F16, 3, 4)).isEqualTo(0.2f);
    assertThat(check(Metric.COSINE, ElementType.F32, 1e18f / 2, 0)).isEqualTo(2e-18f);
    assertThat(check(Metric.L2, ElementType.F32, 3, 4)).isEqualTo(1);
  }

  @Test
  void refusesUnusedBitsThatAreSet() {
    for (int dimension = 1; dimension <= 17; dimension++) {
      VectorSpace space = space(Metric.HAMMING, ElementType.BIT, dimension);
      byte[] vector = new byte[space.vectorBytes() + 1];
      for (int bit = 0; bit < space.vectorBytes() * 8; bit++) {
        Arrays.fill(vector, (byte) 0);
        vector[1 + bit / 8] = (byte) (1 << bit % 8);
        ThrowingCallable check = () -> space.check("query", MemorySegment.ofArray(vector), 1);
        if (bit < dimension) {
          assertThat(space.check("query", MemorySegment.ofArray(vector), 1)).isEqualTo(1);
        } else {
          assertRefused(
              check,
              "query: expected zeros behind bit "
                  + dimension
                  + ", got byte 0x"
                  + Integer.toHexString(1 << bit % 8));
        }
      }
    }
  }

  @Test
  void looksAtNothingButTheVector() {
    MemorySegment memory = MemorySegment.ofArray(new byte[32]).fill((byte) 0xff);
    MemorySegment.copy(new float[] {3, 4}, 0, memory, Kernels.FLOAT, 7, 2);
    assertThat(space(Metric.COSINE, ElementType.F32, 2).check("query", memory, 7)).isEqualTo(0.2f);
    memory.fill((byte) 0xff).set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
    assertThat(space(Metric.HAMMING, ElementType.BIT, 3).check("query", memory, 7)).isEqualTo(1);
  }

  @Test
  void refusesNegativeShares() {
    for (Metric metric : List.of(Metric.HELLINGER, Metric.JEFFREYS, Metric.JENSEN_SHANNON)) {
      assertThat(check(metric, ElementType.F32, 0, 0.5f, 0.5f)).isEqualTo(1);
      assertRefused(
          floats(metric, ElementType.F32, 2, 1.5f, -0.5f),
          "query[1]: expected 0 or more, as " + metric + " compares, got -0.5");
    }
    assertRefused(
        bytes(Metric.JACCARD, ElementType.INT8, 2, 1, -1), "query[1]: expected 0 or more");
    assertThat(check(Metric.SORENSEN, ElementType.F32, -1, 1)).isEqualTo(1);
  }

  @Test
  void someMetricsHaveTheirOwnDimensions() {
    assertRefused(
        () -> space(Metric.HAVERSINE, ElementType.F32, 3),
        "dimension: expected 2 for HAVERSINE, got 3");
    assertRefused(
        () -> space(Metric.PEARSON, ElementType.F32, 1), "dimension: expected 2 or more, got 1");
  }

  @Test
  void doublesAreKeptAndFloatsWidened() {
    VectorSpace space = space(Metric.L2, ElementType.F64, 2);
    MemorySegment target = MemorySegment.ofArray(new byte[17]);
    space.encode("query", new float[] {0.1f, -2}, target, 1);
    assertThat(space.preciseComponent(target, 1, 0)).isEqualTo((double) 0.1f);
    target.set(Kernels.DOUBLE, 1, 0.1);
    assertThat(space.preciseComponent(target, 1, 0)).isEqualTo(0.1);
    assertThat(space.component(target, 1, 0)).isEqualTo(0.1f);
    target.set(Kernels.DOUBLE, 9, 1e300);
    assertRefused(
        () -> space.check("query", target, 1), "query: expected a norm of at most 1.0E18");
    target.set(Kernels.DOUBLE, 9, Double.NaN);
    assertRefused(
        () -> space.check("query", target, 1), "query[1]: expected a finite value, got NaN");
  }

  private static ThrowingCallable floats(
      Metric metric, ElementType type, int dimension, float... vector) {
    return () -> check(space(metric, type, dimension), vector);
  }

  private static float check(Metric metric, ElementType type, float... vector) {
    return check(space(metric, type, vector.length), vector);
  }

  private static float check(VectorSpace space, float... vector) {
    MemorySegment encoded = MemorySegment.ofArray(new byte[space.vectorBytes()]);
    space.encode("query", vector, encoded, 0);
    return space.check("query", encoded, 0);
  }

  private static ThrowingCallable bytes(
      Metric metric, ElementType type, int dimension, int... values) {
    byte[] vector = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      vector[i] = (byte) values[i];
    }
    return () -> {
      VectorSpace space = space(metric, type, dimension);
      MemorySegment encoded = MemorySegment.ofArray(new byte[space.vectorBytes()]);
      space.encode("query", vector, encoded, 0);
      space.check("query", encoded, 0);
    };
  }

  private static VectorSpace space(Metric metric, ElementType type, int dimension) {
    return new VectorSpace(metric, type, dimension, null);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .withMessageStartingWith(message);
  }
}
