package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Every door: a refusal names the field, what was expected and what came, and changes nothing.
final class IndexRefusalTest {

  private static final IndexOptions OPTIONS = IndexOptions.of(3, Metric.COSINE);

  private static void assertRefused(ThrowingCallable call, String field, String got) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(field)
        .hasMessageContaining("expected")
        .hasMessageContaining("got " + got);
  }

  @Test
  void optionsOutOfRange() {
    assertRefused(() -> IndexOptions.of(0, Metric.L2), "dimension", "0");
    assertRefused(() -> IndexOptions.of(65_537, Metric.L2), "dimension", "65537");
    assertRefused(() -> OPTIONS.withM(1), "m", "1");
    assertRefused(() -> OPTIONS.withM(513), "m", "513");
    assertRefused(() -> OPTIONS.withM0(15), "m0", "15");
    assertRefused(() -> OPTIONS.withM0(1025), "m0", "1025");
    assertRefused(() -> OPTIONS.withEfConstruction(0), "efConstruction", "0");
    assertRefused(() -> OPTIONS.withLevelFactor(Double.NaN), "levelFactor", "NaN");
    assertRefused(() -> OPTIONS.withThreads(0), "threads", "0");
    assertRefused(() -> OPTIONS.withElementType(ElementType.BIT), "metric", "COSINE");
    assertRefused(() -> IndexOptions.of(3, null), "metric", "null");
    assertRefused(() -> IndexOptions.of(3, Metric.CUSTOM), "distanceFunction", "none");
  }

  @Test
  void codesThatDoNotFit() {
    for (CodeKind kind : EnumSet.complementOf(EnumSet.of(CodeKind.NONE))) {
      assertRefused(() -> IndexOptions.of(99, Metric.L1).withCodes(kind), "codes", kind.name());
      assertRefused(() -> IndexOptions.of(99, Metric.HAMMING).withCodes(kind), "codes", "" + kind);
      IndexOptions bytes = IndexOptions.of(99, Metric.L2).withElementType(ElementType.INT8);
      assertRefused(() -> bytes.withCodes(kind), "codes", kind.name());
    }
    assertRefused(() -> OPTIONS.withCodes(null), "codes", "null");
    assertRefused(() -> OPTIONS.withSubspaces(2), "subspaces", "2");
    IndexOptions product = IndexOptions.of(99, Metric.L2).withCodes(CodeKind.PQ);
    assertRefused(() -> product.withSubspaces(0), "subspaces", "0");
    assertRefused(() -> product.withSubspaces(100), "subspaces", "100");
    assertThat(product.withCodes(CodeKind.INT4).subspaces()).isZero();
    IndexOptions plain = OPTIONS.withCodes(CodeKind.NONE);
    assertRefused(() -> plain.withRerank(RerankCopy.INT8), "rerank", "INT8");
    assertRefused(() -> plain.withRerank(RerankCopy.NONE), "rerank", "NONE");
    assertRefused(() -> plain.withRerank(null), "rerank", "null");
    assertRefused(() -> OPTIONS.withBuildMemoryBytes(-1), "buildMemoryBytes", "-1");
  }

  @Test
  void searchOptionsOutOfRange() {
    assertRefused(() -> SearchOptions.nearest(0), "k", "0");
    assertRefused(() -> SearchOptions.nearest(10_001), "k", "10001");
    assertRefused(() -> SearchOptions.nearest(10).ef(9), "ef", "9");
    assertRefused(() -> SearchOptions.nearest(10).ef(65_537), "ef", "65537");
    assertRefused(() -> SearchOptions.nearest(1).timeout(Duration.ZERO), "timeout", "PT0S");
  }

  @Test
  void vectorsThatDoNotFit() {
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      builder.add(1, new float[] {1, 2, 3});
      assertRefused(() -> builder.add(2, new float[] {1, 2}), "vector", "2");
      assertRefused(() -> builder.add(2, (float[]) null), "vector", "null");
      assertRefused(() -> builder.add(2, new byte[] {1, 2, 3}), "vector", "bytes");
      assertRefused(() -> builder.add(2, new float[] {1, Float.NaN, 3}), "vector[1]", "NaN");
      assertRefused(
          () -> builder.add(2, new float[] {1, 2, Float.NEGATIVE_INFINITY}),
          "vector[2]",
          "-Infinity");
      assertRefused(() -> builder.add(2, new float[3]), "vector", "0.0");
      assertThatThrownBy(() -> builder.add(1, new float[] {1, 2, 3}))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("id: expected a new id, got 1");
      assertThat(builder.count()).isEqualTo(1);
      assertThat(builder.contains(2)).isFalse();
      builder.add(2, new float[] {3, 2, 1});
      try (VectorIndex index = builder.toIndex()) {
        assertThat(index.count()).isEqualTo(2);
        SearchOptions one = SearchOptions.nearest(1);
        assertRefused(() -> index.search(new float[2], one), "query", "2");
        assertRefused(() -> index.search(new float[3], one), "query", "0.0");
        assertRefused(() -> index.search(new float[] {Float.NaN, 1, 1}, one), "query[0]", "NaN");
        assertThatThrownBy(() -> index.vector(77)).isInstanceOf(NotFoundException.class);
        assertRefused(() -> index.id(2), "ordinal", "2");
        assertThat(index.search(new float[] {3, 2, 1}, one).hits().getFirst().id()).isEqualTo(2);
      }
    }
  }

  @Test
  void aBulkWithOneBadRowAddsNone() {
    float[][] rows = {{1, 0, 0}, {0, 1, 0}, {0, 0, Float.POSITIVE_INFINITY}, {1, 1, 1}};
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      builder.add(100, new float[] {1, 2, 3});
      VectorData bad = VectorData.of(rows, ElementType.F32);
      assertRefused(() -> builder.addAll(bad), "row 2", "Infinity");
      assertThat(builder.count()).isEqualTo(1);
      rows[2][2] = 1;
      VectorData good = VectorData.of(rows, ElementType.F32);
      builder.addAll(good);
      assertThat(builder.count()).isEqualTo(5);
      assertThatThrownBy(() -> builder.addAll(good))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("row 0");
      assertThat(builder.count()).isEqualTo(5);
      assertRefused(
          () -> builder.addAll(VectorData.clustered(2, 4, ElementType.F32, 1)), "source", "4");
      assertRefused(
          () -> builder.addAll(VectorData.clustered(2, 3, ElementType.INT8, 1)), "source", "INT8");
    }
  }

  @Test
  void aPathThatCannotBeWritten() {
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      assertRefused(() -> builder.write(Path.of("/")), "path", "/");
      assertThatThrownBy(() -> builder.write(Path.of("no", "such", "folder", "x.prg")))
          .isInstanceOf(dev.perigee.error.StorageException.class)
          .hasMessageContaining("x.prg");
    }
  }
}
