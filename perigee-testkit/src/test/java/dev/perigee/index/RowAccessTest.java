package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/// What an index tells of its rows: ids, ordinals, vectors, distances.
final class RowAccessTest {

  private static final int COUNT = 100;
  private static final VectorData DATA = VectorData.clustered(COUNT, 24, ElementType.F16, 21);

  private static VectorIndex index(IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options.withUniqueIds(false))) {
      for (int i = 0; i < COUNT; i++) {
        builder.add(id(i), DATA.encoded(i));
      }
      return builder.toIndex();
    }
  }

  /// Ids that count down, three vectors each but for the last.
  private static long id(int ordinal) {
    return -(ordinal / 3);
  }

  private static IndexOptions options() {
    return IndexOptions.of(24, Metric.COSINE).withElementType(ElementType.F16);
  }

  @Test
  void ordinalsOfAnIdAreAllOfThemAscending() {
    try (VectorIndex index = index(options())) {
      assertThat(index.ordinals(0)).containsExactly(0, 1, 2);
      assertThat(index.ordinals(-20)).containsExactly(60, 61, 62);
      assertThat(index.ordinals(-33)).containsExactly(99);
      assertThat(index.ordinals(-34)).isEmpty();
      assertThat(index.ordinals(1)).isEmpty();
    }
  }

  @Test
  void idsVectorsAndDistancesOfOrdinals() {
    int[] ordinals = {99, 0, 50, 50, 7};
    try (VectorIndex index = index(options())) {
      long[] ids = new long[5];
      index.ids(ordinals, 4, ids);
      assertThat(ids).containsExactly(id(99), 0, id(50), id(50), 0);
      MemorySegment target = MemorySegment.ofArray(new byte[50]);
      index.readVector(7, target, 2);
      assertThat(target.asSlice(2).mismatch(DATA.encoded(7))).isEqualTo(-1);
      float[] distances = index.distances(DATA.encoded(3), ordinals, 5);
      assertThat(distances).hasSize(5);
      for (int i = 0; i < 5; i++) {
        double exact = BruteForce.distance(Metric.COSINE, DATA.row(3), DATA.row(ordinals[i]));
        assertThat((double) distances[i]).isCloseTo(exact, within(1e-5));
      }
    }
  }

  @Test
  void whatIsNotThereIsRefused() {
    VectorIndex index = index(options());
    MemorySegment query = DATA.encoded(0);
    for (int ordinal : new int[] {-1, COUNT, Integer.MAX_VALUE}) {
      int[] ordinals = {0, ordinal};
      assertThatThrownBy(() -> index.ids(ordinals, 2, new long[2]))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("ordinal: expected 0 to 99, got " + ordinal);
      assertThatThrownBy(() -> index.distances(query, ordinals, 2))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> index.readVector(ordinal, query, 0))
          .isInstanceOf(InvalidRequestException.class);
      assertThat(index.distances(query, ordinals, 1)).hasSize(1);
    }
    assertThatThrownBy(() -> index.distances(query.asSlice(1), new int[1], 1))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("query: expected 48 bytes, got 47");
    index.close();
    assertThatThrownBy(() -> index.ordinals(0)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> index.ids(new int[1], 1, new long[1]))
        .isInstanceOf(ClosedException.class);
  }

  @Test
  void withoutVectorsThereAreNoDistances() {
    IndexOptions options = options().withCodes(CodeKind.INT8).withRerank(RerankCopy.NONE);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(DATA);
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      builder.write(java.nio.channels.Channels.newChannel(bytes));
      try (VectorIndex index =
          VectorIndex.open(MemorySegment.ofArray(bytes.toByteArray()), "memory")) {
        assertThatThrownBy(() -> index.distances(DATA.encoded(0), new int[1], 1))
            .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> index.readVector(0, DATA.encoded(0), 0))
            .isInstanceOf(InvalidRequestException.class);
      }
    }
  }
}
