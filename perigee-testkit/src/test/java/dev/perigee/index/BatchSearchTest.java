package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.AcceptSet;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many queries in one call: the same answers as one by one, and refusals before the first search.
final class BatchSearchTest {

  private static final int DIMENSION = 64;
  private static final int QUERIES = 90;
  private static final SearchOptions TEN = SearchOptions.nearest(10);

  private static VectorIndex index(VectorData rows, Metric metric) {
    IndexOptions options =
        IndexOptions.of(DIMENSION, metric)
            .withElementType(rows.elementType())
            .withEfConstruction(40)
            .withThreads(2);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(rows);
      return builder.toIndex();
    }
  }

  private static VectorIndex index(ElementType type, Metric metric) {
    return index(VectorData.clustered(1500, DIMENSION, type, 3), metric);
  }

  private static VectorData queries(ElementType type) {
    return VectorData.clustered(QUERIES, DIMENSION, type, 4);
  }

  private static float[][] floats(VectorData data) {
    float[][] rows = new float[(int) data.count()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = data.row(i).clone();
    }
    return rows;
  }

  private static void assertSame(List<SearchResult> batch, List<SearchResult> single) {
    assertThat(batch).hasSameSizeAs(single);
    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.get(i).hits()).as("query %d", i).isEqualTo(single.get(i).hits());
      assertThat(batch.get(i).statistics().timedOut()).isFalse();
    }
  }

  private static List<SearchResult> oneByOne(
      VectorIndex index, VectorData queries, SearchOptions options) {
    List<SearchResult> results = new ArrayList<>();
    for (int i = 0; i < queries.count(); i++) {
      results.add(index.search(queries.encoded(i), options));
    }
    return results;
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void answersAsSingleSearchesDo(ElementType type) {
    Metric metric = type == ElementType.BIT ? Metric.HAMMING : Metric.L2;
    VectorData queries = queries(type);
    try (VectorIndex index = index(type, metric)) {
      SearchOptions filtered = TEN.accept(index.acceptIds(id -> id % 3 == 0));
      float near = index.search(queries.encoded(0), TEN.asExact()).hits().get(4).distance();
      SearchOptions exact = TEN.asExact();
      for (SearchOptions options :
          List.of(TEN, TEN.ef(200), exact, exact.within(near), TEN.within(near), filtered)) {
        List<SearchResult> single = oneByOne(index, queries, options);
        for (int threads : new int[] {1, 2, 5}) {
          assertSame(index.searchAll(queries, options, threads), single);
        }
      }
    }
  }

  @Test
  void floatsAreEncodedAsInASingleSearch() {
    float[][] rows = floats(queries(ElementType.F32));
    for (ElementType type : List.of(ElementType.F32, ElementType.F16)) {
      try (VectorIndex index = index(type, Metric.COSINE)) {
        List<SearchResult> single = new ArrayList<>();
        for (float[] row : rows) {
          single.add(index.search(row, TEN));
        }
        assertSame(index.searchAll(rows, TEN, 3), single);
      }
    }
  }

  @Test
  void noQueriesHaveNoResults() {
    try (VectorIndex index = index(ElementType.F32, Metric.L2)) {
      assertThat(index.searchAll(new float[0][], TEN, 4)).isEmpty();
    }
  }

  @Test
  void aBadQueryIsRefusedBeforeAnythingIsSearched() {
    AtomicInteger asked = new AtomicInteger();
    AcceptSet counting =
        (ordinals, count) -> {
          asked.incrementAndGet();
          return count;
        };
    float[][] rows = floats(queries(ElementType.F32));
    rows[70][5] = Float.NaN;
    float[] shortRow = new float[DIMENSION - 1];
    try (VectorIndex index = index(ElementType.F32, Metric.COSINE)) {
      SearchOptions options = TEN.accept(counting);
      assertRefused(() -> index.searchAll(rows, options, 2), "row 70: query[5]", "NaN");
      rows[70] = new float[DIMENSION];
      assertRefused(() -> index.searchAll(rows, options, 2), "row 70: query", "norm");
      rows[70] = shortRow;
      assertRefused(() -> index.searchAll(rows, options, 2), "row 70: query", "got 63");
      rows[70] = null;
      assertRefused(() -> index.searchAll(rows, options, 2), "row 70: query", "got null");
      assertThat(asked).hasValue(0);
      rows[70] = rows[0];
      assertThat(index.searchAll(rows, options, 2)).hasSize(QUERIES);
      assertThat(asked.get()).isPositive();
    }
  }

  @Test
  void aCallThatDoesNotFitIsRefused() {
    try (VectorIndex index = index(ElementType.INT8, Metric.L2)) {
      VectorData fit = queries(ElementType.INT8);
      VectorData narrow = VectorData.clustered(3, 8, ElementType.INT8, 4);
      VectorData floats = queries(ElementType.F32);
      assertRefused(() -> index.searchAll(narrow, TEN, 2), "queries: expected dimension 64");
      assertRefused(() -> index.searchAll(floats, TEN, 2), "queries: expected INT8", "got F32");
      assertRefused(() -> index.searchAll(floats(floats), TEN, 2), "row 0: query", "INT8");
      assertRefused(() -> index.searchAll((float[][]) null, TEN, 2), "queries", "got null");
      assertRefused(() -> index.searchAll(fit, TEN, 0), "threads: expected 1 to 1024", "got 0");
      assertRefused(() -> index.searchAll(fit, TEN, 1025), "threads", "got 1025");
      SeededVectors many = new SeededVectors(1, ElementType.INT8, DIMENSION, 1_000_001);
      assertRefused(() -> index.searchAll(many, TEN, 2), "at most 1000000 rows", "got 1000001");
    }
  }

  @Test
  void aFailureOfOneSearchIsThatOfTheCall() {
    try (VectorIndex index = index(ElementType.F32, Metric.L2)) {
      AcceptSet failing =
          (ordinals, count) -> {
            throw new IllegalStateException("no bitmap");
          };
      VectorData queries = queries(ElementType.F32);
      assertThatThrownBy(() -> index.searchAll(queries, TEN.accept(failing), 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no bitmap");
      assertThat(index.searchAll(queries, TEN, 2)).hasSize(QUERIES);
    }
  }

  @Test
  void anInterruptedCallIsCancelled() {
    try (VectorIndex index = index(ElementType.F32, Metric.L2)) {
      Thread caller = Thread.currentThread();
      AcceptSet interrupting =
          (ordinals, count) -> {
            caller.interrupt();
            while (caller.isInterrupted()) {
              Thread.onSpinWait(); // until it has noticed
            }
            return count;
          };
      VectorData queries = queries(ElementType.F32);
      assertThatThrownBy(() -> index.searchAll(queries, TEN.accept(interrupting), 1))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closingLetsARunningCallFinish() {
    VectorData queries = queries(ElementType.F32);
    VectorIndex index = index(ElementType.F32, Metric.L2);
    List<SearchResult> single = oneByOne(index, queries, TEN.asExact());
    AtomicBoolean closed = new AtomicBoolean();
    AcceptSet closing =
        (ordinals, count) -> {
          if (closed.compareAndSet(false, true)) {
            index.close();
          }
          return count;
        };
    assertSame(index.searchAll(queries, TEN.asExact().accept(closing), 2), single);
    assertThatThrownBy(() -> index.searchAll(queries, TEN, 2)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> index.searchAll(floats(queries), TEN, 2))
        .isInstanceOf(ClosedException.class);
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll(parts);
  }
}
