package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a space may be, and how its vectors lie in rows.
class VectorSpaceTest {

  private static final DistanceFunction FUNCTION = (query, vectors, count, distances) -> {};

  @Test
  void refusesWhatIsMissing() {
    assertRefused(
        () -> new VectorSpace(null, ElementType.F32, 4, null),
        "metric: expected a value, got null");
    assertRefused(
        () -> new VectorSpace(Metric.L2, null, 4, null), "elementType: expected a value, got null");
  }

  @Test
  void takesOneTo65536Dimensions() {
    assertThat(space(Metric.L2, ElementType.F32, 1).dimension()).isEqualTo(1);
    assertThat(space(Metric.L2, ElementType.F32, 65_536).dimension()).isEqualTo(65_536);
    for (int dimension : new int[] {Integer.MIN_VALUE, -1, 0, 65_537, Integer.MAX_VALUE}) {
      assertRefused(
          () -> space(Metric.L2, ElementType.F32, dimension),
          "dimension: expected 1 to 65536, got " + dimension);
    }
  }

  @Test
  void refusesAMetricThatCannotCompareTheType() {
    for (Metric metric : Metric.values()) {
      for (ElementType type : ElementType.values()) {
        if (!metric.supports(type)) {
          assertRefused(
              () -> space(metric, type, 8),
              "metric: expected one that compares " + type + " vectors, got " + metric);
        }
      }
    }
  }

  @Test
  void wantsADistanceFunctionExactlyForCustom() {
    assertRefused(
        () -> new VectorSpace(Metric.CUSTOM, ElementType.F32, 4, null),
        "distanceFunction: expected one for metric CUSTOM, got none");
    assertRefused(
        () -> new VectorSpace(Metric.L2, ElementType.F32, 4, FUNCTION),
        "distanceFunction: expected none for metric L2, got one");
    assertThat(new VectorSpace(Metric.CUSTOM, ElementType.F32, 4, FUNCTION).distanceFunction())
        .isSameAs(FUNCTION);
  }

  @Test
  void onlyCosineNeedsNorms() {
    for (Metric metric : Metric.values()) {
      ElementType type = metric.supports(ElementType.F32) ? ElementType.F32 : ElementType.BIT;
      assertThat(space(metric, type, 2).needsNorms())
          .as("%s", metric)
          .isEqualTo(metric == Metric.COSINE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stridesHoldTheVectorAndWasteLittle(ElementType type) {
    for (int dimension = 1; dimension <= VectorSpace.DIMENSION_MAX; dimension++) {
      VectorSpace space = space(Metric.CUSTOM, type, dimension);
      int bytes = space.vectorBytes();
      int stride = space.strideBytes();
      int waste = stride - bytes;
      boolean holds = bytes == type.vectorBytes(dimension) && stride >= bytes && stride % 16 == 0;
      boolean small = waste < 16 || waste <= bytes / 8;
      // the longest rows gain whole cache lines
      boolean aligned = bytes < 512 || stride % 64 == 0;
      if (!holds || !small || !aligned) {
        assertThat(stride).as("stride of %s x %d, %d bytes", type, dimension, bytes).isNegative();
      }
      assertThat(space.kernelLength() * elementBits(type))
          .as("bits that kernels read of a %s x %d", type, dimension)
          .isEqualTo(stride * 8L);
    }
  }

  @Test
  void stridesOfWellKnownSizes() {
    assertThat(space(Metric.L2, ElementType.F32, 1).strideBytes()).isEqualTo(16);
    assertThat(space(Metric.L2, ElementType.F32, 100).strideBytes()).isEqualTo(448);
    assertThat(space(Metric.L2, ElementType.F32, 128).strideBytes()).isEqualTo(512);
    assertThat(space(Metric.L2, ElementType.INT8, 100).strideBytes()).isEqualTo(112);
    assertThat(space(Metric.L2, ElementType.F16, 768).strideBytes()).isEqualTo(1536);
    assertThat(space(Metric.HAMMING, ElementType.BIT, 1).strideBytes()).isEqualTo(16);
    assertThat(space(Metric.HAMMING, ElementType.BIT, 65_536).strideBytes()).isEqualTo(8192);
  }

  private static long elementBits(ElementType type) {
    return switch (type) {
      case F32 -> 32;
      case F64 -> 64;
      case F16 -> 16;
      case INT8 -> 8;
      case BIT -> 64;
    };
  }

  private static VectorSpace space(Metric metric, ElementType type, int dimension) {
    return new VectorSpace(metric, type, dimension, metric == Metric.CUSTOM ? FUNCTION : null);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call).withMessage(message);
  }
}
