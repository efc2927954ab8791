package dev.perigee.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A field that memory does not hold with its own codes is merged with coarse ones.
final class SegmentShapeTest {

  private static final int ROWS = 1000;
  private static final int DIMENSION = 512;
  private static final Path FOLDER = Path.of("segments");

  private static CodeKind codes(CodeKind own, long bytesMax) {
    IndexOptions field = IndexOptions.of(DIMENSION, Metric.L2).withCodes(own);
    IndexOptions shaped = new SegmentShape(bytesMax, 1 << 20, FOLDER).ofField(field, ROWS);
    assertThat(shaped.withCodes(own)).isEqualTo(field);
    return shaped.codes();
  }

  private static long walked(CodeKind codes) {
    return IndexOptions.of(DIMENSION, Metric.L2).withCodes(codes).estimate(ROWS).searchedBytes();
  }

  @ParameterizedTest
  @CsvSource({"INT4", "INT8"})
  void codesAreCoarserOnlyWhereThatHelps(CodeKind own) {
    assertThat(codes(own, walked(own))).isEqualTo(own);
    assertThat(codes(own, walked(own) - 1)).isEqualTo(CodeKind.PQ);
    assertThat(codes(own, walked(CodeKind.PQ))).isEqualTo(CodeKind.PQ);
    assertThat(codes(own, walked(CodeKind.PQ) - 1)).isEqualTo(CodeKind.BINARY);
    assertThat(codes(own, walked(CodeKind.BINARY))).isEqualTo(CodeKind.BINARY);
    assertThat(codes(own, walked(CodeKind.BINARY) - 1)).isEqualTo(own);
  }

  @Test
  void aFieldWithoutCodesGetsNone() {
    assertThat(codes(CodeKind.NONE, 0)).isEqualTo(CodeKind.NONE);
    assertThat(codes(CodeKind.BINARY, 0)).isEqualTo(CodeKind.BINARY);
  }

  @Test
  void aMergeThatMemoryDoesNotHoldHasItsVectorsInAFile() {
    IndexOptions options = IndexOptions.of(DIMENSION, Metric.L2);
    SegmentShape shape = new SegmentShape(0, options.estimate(ROWS).buildBytes(), FOLDER);
    assertThat(shape.ofMerge(options, ROWS).spillFolder()).isNull();
    assertThat(shape.ofMerge(options, ROWS + 1).spillFolder()).isEqualTo(FOLDER);
    assertThat(shape.rowsMax(options)).isGreaterThan(ROWS);
  }
}
