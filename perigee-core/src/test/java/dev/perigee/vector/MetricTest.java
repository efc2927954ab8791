package dev.perigee.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {

  private static final float[] DISTANCES = {-3, -1, 0, 0.25f, 0.5f, 1, 2, 1000};

  /// Files hold these numbers.
  @Test
  void tagsNeverChange() {
    assertThat(Metric.L2.tag()).isEqualTo(1);
    assertThat(Metric.COSINE.tag()).isEqualTo(2);
    assertThat(Metric.INNER_PRODUCT.tag()).isEqualTo(3);
    assertThat(Metric.L1.tag()).isEqualTo(4);
    assertThat(Metric.HAMMING.tag()).isEqualTo(5);
    assertThat(Metric.JACCARD.tag()).isEqualTo(6);
    assertThat(Metric.CUSTOM.tag()).isEqualTo(7);
    assertThat(Metric.HELLINGER.tag()).isEqualTo(8);
    assertThat(Metric.JEFFREYS.tag()).isEqualTo(9);
    assertThat(Metric.JENSEN_SHANNON.tag()).isEqualTo(10);
    assertThat(Metric.HAVERSINE.tag()).isEqualTo(11);
    assertThat(Metric.PEARSON.tag()).isEqualTo(12);
    assertThat(Metric.SORENSEN.tag()).isEqualTo(13);
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsTag(Metric metric) {
    assertThat(Metric.ofTag(metric.tag())).isEqualTo(metric);
  }

  @Test
  void thereIsNoneForOtherTags() {
    for (int tag : new int[] {Integer.MIN_VALUE, -1, 0, 14, Integer.MAX_VALUE}) {
      assertThat(Metric.ofTag(tag)).as("tag %d", tag).isNull();
    }
  }

  @Test
  void someMetricsCompareOnlySomeTypes() {
    EnumSet<ElementType> numbers = EnumSet.complementOf(EnumSet.of(ElementType.BIT));
    for (ElementType type : ElementType.values()) {
      boolean number = numbers.contains(type);
      assertThat(Metric.L2.supports(type)).isEqualTo(number);
      assertThat(Metric.COSINE.supports(type)).isEqualTo(number);
      assertThat(Metric.INNER_PRODUCT.supports(type)).isEqualTo(number);
      assertThat(Metric.L1.supports(type)).isEqualTo(number);
      assertThat(Metric.PEARSON.supports(type)).isEqualTo(number);
      assertThat(Metric.HELLINGER.supports(type)).isEqualTo(type.isFloating());
      assertThat(Metric.JEFFREYS.supports(type)).isEqualTo(type.isFloating());
      assertThat(Metric.JENSEN_SHANNON.supports(type)).isEqualTo(type.isFloating());
      assertThat(Metric.HAVERSINE.supports(type))
          .isEqualTo(type == ElementType.F32 || type == ElementType.F64);
      assertThat(Metric.HAMMING.supports(type)).isTrue();
      assertThat(Metric.JACCARD.supports(type)).isTrue();
      assertThat(Metric.SORENSEN.supports(type)).isTrue();
      assertThat(Metric.CUSTOM.supports(type)).isTrue();
    }
  }

  @Test
  void scoresAreThoseOfTheDocumentation() {
    assertThat(Metric.L2.score(3)).isEqualTo(0.25f);
    assertThat(Metric.L1.score(1)).isEqualTo(0.5f);
    assertThat(Metric.HAMMING.score(0)).isEqualTo(1);
    assertThat(Metric.COSINE.score(0.25f)).isEqualTo(0.75f);
    assertThat(Metric.JACCARD.score(1)).isZero();
    assertThat(Metric.INNER_PRODUCT.score(-7)).isEqualTo(7);
    assertThat(Metric.CUSTOM.score(7)).isEqualTo(-7);
    assertThat(Metric.PEARSON.score(1.5f)).isEqualTo(-0.5f);
    assertThat(Metric.SORENSEN.score(0.25f)).isEqualTo(0.75f);
    assertThat(Metric.HAVERSINE.score(1)).isEqualTo(0.5f);
    assertThat(Metric.HELLINGER.score(1)).isEqualTo(0.5f);
  }

  @ParameterizedTest
  @EnumSource
  void nearerMeansAHigherScore(Metric metric) {
    boolean signed =
        metric == Metric.INNER_PRODUCT || metric == Metric.CUSTOM || metric == Metric.COSINE;
    for (int i = signed ? 1 : 3; i < DISTANCES.length; i++) {
      assertThat(metric.score(DISTANCES[i - 1]))
          .as("%s of %s and %s", metric, DISTANCES[i - 1], DISTANCES[i])
          .isGreaterThan(metric.score(DISTANCES[i]));
    }
  }

  @Test
  void noScoreIsPrintedAsNegativeZero() {
    assertThat(Float.toString(Metric.INNER_PRODUCT.score(0))).isEqualTo("0.0");
    assertThat(Float.toString(Metric.CUSTOM.score(0))).isEqualTo("0.0");
    assertThat(Float.toString(Metric.COSINE.score(1))).isEqualTo("0.0");
    assertThat(Float.toString(Metric.JACCARD.score(1))).isEqualTo("0.0");
  }

  @ParameterizedTest
  @EnumSource
  void theFarthestRowStillHasAScore(Metric metric) {
    assertThat(metric.score(Float.POSITIVE_INFINITY)).isNotNaN();
  }
}
