package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What cannot be merged: the refusal names the field or the id, and the file, and changes nothing.
final class MergeRefusalTest {

  private static final int DIMENSION = 64;
  private static final IndexOptions OPTIONS =
      IndexOptions.of(DIMENSION, Metric.L2).withThreads(1).withEfConstruction(20);

  @TempDir private Path folder;

  private Path file(String name, IndexOptions options, int from, int to) {
    Path path = folder.resolve(name);
    SeededVectors vectors = new SeededVectors(7, options.elementType(), options.dimension(), to);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int id = from; id < to; id++) {
        builder.add(id, vectors.segment(id));
      }
      builder.write(path);
    }
    return path;
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll(parts);
  }

  /// Refused as a file to merge and as an open index to add.
  private void assertBothRefuse(IndexOptions other, String field, String expected, String got) {
    Path large = file("large", OPTIONS, 0, 40);
    Path small = file("small", other, 100, 120);
    assertRefused(
        () -> VectorIndex.merge(List.of(small, large)),
        field + ": expected " + expected,
        "large",
        "got " + got,
        "small");
    try (IndexBuilder builder = VectorIndex.builder(large);
        VectorIndex added = VectorIndex.open(small)) {
      assertRefused(
          () -> builder.addAll(added), field + ": expected " + expected, "got " + got, "small");
      assertThat(builder.count()).isEqualTo(40);
    }
  }

  @Test
  void vectorsOfAnotherKind() {
    assertBothRefuse(IndexOptions.of(DIMENSION + 1, Metric.L2), "dimension", "64", "65");
    assertBothRefuse(IndexOptions.of(DIMENSION, Metric.COSINE), "metric", "L2", "COSINE");
    assertBothRefuse(OPTIONS.withElementType(ElementType.F16), "elementType", "F32", "F16");
  }

  @Test
  void indexesWithoutTheirVectors() {
    for (RerankCopy copy : List.of(RerankCopy.INT8, RerankCopy.NONE)) {
      Path large = file("large", OPTIONS, 0, 40);
      Path small = file("small", OPTIONS.withRerank(copy), 100, 120);
      String reason = "built with rerank " + copy;
      assertRefused(() -> VectorIndex.merge(List.of(large, small)), "small", reason);
      try (IndexBuilder builder = VectorIndex.builder(large);
          VectorIndex open = VectorIndex.open(small)) {
        assertRefused(() -> builder.addAll(open), "other", "small", reason);
        assertRefused(() -> VectorIndex.builder(open), "from", "small", reason);
      }
    }
  }

  @Test
  void anIdThatComesTwice() throws IOException {
    Path first = file("first", OPTIONS, 0, 40);
    Path second = file("second", OPTIONS, 50, 70);
    Path third = file("third", OPTIONS, 69, 80);
    byte[] before = Files.readAllBytes(first);
    assertThatThrownBy(() -> VectorIndex.merge(List.of(first, second, third)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll("id: expected each once, got 69", "second", "third");
    assertThatThrownBy(() -> VectorIndex.merge(List.of(second, second)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("got 50 in");
    assertThat(Files.readAllBytes(first)).isEqualTo(before);
    try (IndexBuilder builder = VectorIndex.builder(second);
        VectorIndex open = VectorIndex.open(third)) {
      assertThatThrownBy(() -> builder.addAll(open))
          .isInstanceOf(ConflictException.class)
          .hasMessageContainingAll("third, row 0: id", "got 69");
      assertThat(builder.count()).isEqualTo(20);
      assertThat(builder.contains(75)).isFalse();
    }
  }

  @Test
  void sharedIdsWhereTheyAreToBeUnique() {
    IndexOptions shared = OPTIONS.withUniqueIds(false);
    Path first = file("first", shared, 0, 40);
    Path second = file("second", shared, 30, 50);
    assertThatThrownBy(() ->
            VectorIndex.merge(
                List.of(first, second),
                options -> options.withUniqueIds(true),
                BuildProgress.silent()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("got 30 in");
  }

  @Test
  void optionsOfOtherVectors() {
    Path first = file("first", OPTIONS, 0, 40);
    Path second = file("second", OPTIONS, 50, 70);
    UnaryOperator<IndexOptions> halves = options -> options.withElementType(ElementType.F16);
    assertRefused(
        () -> VectorIndex.merge(List.of(first, second), halves, BuildProgress.silent()),
        "elementType: expected F16",
        "got F32");
  }

  @Test
  void tooFewAndTooManyFiles() {
    Path one = file("one", OPTIONS, 0, 10);
    assertRefused(() -> VectorIndex.merge(List.of()), "paths: expected 2 to 1024", "got 0");
    assertRefused(() -> VectorIndex.merge(List.of(one)), "paths: expected 2 to 1024", "got 1");
    assertRefused(() -> VectorIndex.merge(Collections.nCopies(1025, one)), "paths", "got 1025");
  }

  @Test
  void damagedAndAbsentFiles() throws IOException {
    Path good = file("good", OPTIONS, 0, 40);
    Path bad = file("bad", OPTIONS, 50, 90);
    byte[] bytes = Files.readAllBytes(bad);
    for (int at = 64; at < bytes.length; at += bytes.length / 50) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 16;
      Files.write(bad, damaged);
      assertThatThrownBy(() -> VectorIndex.merge(List.of(good, bad)))
          .as("byte %d", at)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("bad");
    }
    assertThatThrownBy(() -> VectorIndex.merge(List.of(good, folder.resolve("absent"))))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void closedIndexes() {
    Path path = file("closed", OPTIONS, 0, 40);
    VectorIndex closed = VectorIndex.open(path);
    closed.close();
    assertThatThrownBy(() -> VectorIndex.builder(closed)).isInstanceOf(ClosedException.class);
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      assertThatThrownBy(() -> builder.addAll(closed)).isInstanceOf(ClosedException.class);
      assertThat(builder.count()).isZero();
    }
  }
}
