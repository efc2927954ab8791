package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Vectors that are read from the file, several at once, answer as mapped ones do.
final class VectorReadsTest {

  private static final int COUNT = 3000;
  private static final int QUERIES = 40;
  private static final OpenOptions READ = OpenOptions.defaults().withVectors(VectorAccess.READ);

  @TempDir private Path folder;

  private static VectorData data(int count, int dimension, ElementType type) {
    return VectorData.clustered(count, dimension, type, 29);
  }

  private Path write(VectorData data, IndexOptions options) {
    Path file = folder.resolve("index");
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data);
      long _ = builder.write(file);
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "64, L2, F32, INT4",
    "100, COSINE, F32, BINARY",
    "96, INNER_PRODUCT, F16, INT8",
    "1500, COSINE, F32, INT4"
  })
  void theAnswersAreTheSame(int dimension, Metric metric, ElementType type, CodeKind codes) {
    int count = dimension > 1000 ? 700 : COUNT;
    VectorData data = data(count + QUERIES, dimension, type);
    IndexOptions options =
        IndexOptions.of(dimension, metric).withElementType(type).withCodes(codes);
    Path file = write(data.until(count), options.withEfConstruction(40));
    try (VectorIndex mapped = VectorIndex.open(file);
        VectorIndex read = VectorIndex.open(file, READ.withReadThreads(5))) {
      assertThat(read.preload()).isEqualTo(mapped.preload()).isPositive();
      SearchOptions ten = SearchOptions.nearest(10);
      List<SearchOptions> all =
          List.of(
              ten,
              ten.ef(2000),
              ten.recall(0.95),
              ten.asExact(),
              ten.within(1),
              ten.accept(mapped.acceptIds(id -> id % 3 == 0)));
      for (int i = count; i < count + QUERIES; i++) {
        for (SearchOptions one : all) {
          SearchResult expected = mapped.search(data.encoded(i), one);
          SearchResult result = read.search(data.encoded(i), one);
          assertThat(result.hits()).isEqualTo(expected.hits());
          assertThat(expected.statistics().vectorsRead()).isZero();
          if (!one.exact() && one.recall() == 0) {
            assertThat(result.statistics().vectorsRead()).isBetween(10L, 2000L);
            assertThat(result.statistics().readNanos())
                .isBetween(1L, result.statistics().elapsedNanos());
          }
        }
      }
      long id = read.id(count / 2);
      assertThat(read.vectorBytes(id)).isEqualTo(mapped.vectorBytes(id));
    }
  }

  @Test
  void aDamagedBlockIsTold() throws IOException {
    VectorData data = data(COUNT, 64, ElementType.F32);
    Path file = write(data, IndexOptions.of(64, Metric.L2).withEfConstruction(40));
    byte[] bytes = Files.readAllBytes(file);
    // vectors are the largest section, in the middle of the file
    int at = bytes.length * 5 / 8;
    bytes[at] ^= 16;
    Files.write(file, bytes);
    assertThat(VectorIndex.examine(file).rows().cardinality()).isPositive();
    long block = at / 4096 * 4096L;
    try (VectorIndex read = VectorIndex.open(file, READ)) {
      int lost = VectorIndex.examine(file).rows().nextSetBit(0);
      assertThatThrownBy(() -> read.search(data.row(lost), SearchOptions.nearest(10)))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(Long.toString(block));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"codes", "vectors"})
  void aFileWithoutCodesOrVectorsIsRefused(String without) {
    IndexOptions options = IndexOptions.of(64, Metric.L2);
    Path file =
        write(
            data(100, 64, ElementType.F32),
            without.equals("codes")
                ? options.withCodes(CodeKind.NONE)
                : options.withRerank(RerankCopy.INT8));
    assertThatThrownBy(() -> VectorIndex.open(file, READ))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("vectors: expected MAPPED for " + file);
  }

  @Test
  void manyOpenFilesShareTheirThreads() {
    VectorData data = data(300, 64, ElementType.F32);
    Path file = write(data, IndexOptions.of(64, Metric.L2).withEfConstruction(40));
    List<VectorIndex> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(VectorIndex.open(file, READ));
      SearchResult result = open.getLast().search(data.row(i), SearchOptions.nearest(10));
      assertThat(result.hits().getFirst().id()).isEqualTo(data.id(i));
      assertThat(result.statistics().vectorsRead()).isGreaterThan(10);
    }
    assertThat(readThreads()).isBetween(1L, 64L);
    open.forEach(VectorIndex::close);
  }

  @Test
  void aThreadThatIsInterruptedLosesNobodyTheFile() {
    VectorData data = data(300, 64, ElementType.F32);
    Path file = write(data, IndexOptions.of(64, Metric.L2).withEfConstruction(40));
    try (VectorIndex read = VectorIndex.open(file, READ)) {
      Thread.currentThread().interrupt();
      assertThat(read.search(data.row(3), SearchOptions.nearest(10)).hits()).hasSize(10);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(read.search(data.row(4), SearchOptions.nearest(10)).hits()).hasSize(10);
    }
  }

  private static long readThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("perigee-read"))
        .count();
  }

  @Test
  void manyThreadsSearchUntilItIsClosed() throws Exception {
    VectorData data = data(COUNT, 64, ElementType.F32);
    Path file = write(data, IndexOptions.of(64, Metric.COSINE).withEfConstruction(40));
    VectorIndex read = VectorIndex.open(file, READ.withReadThreads(3));
    AtomicBoolean closing = new AtomicBoolean();
    CountDownLatch searched = new CountDownLatch(400);
    List<CompletableFuture<Integer>> searchers = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int first = 100 * thread;
      searchers.add(
          CompletableFuture.supplyAsync(
              () -> {
                int found = 0;
                for (int i = first; ; i = (i + 1) % COUNT) {
                  try {
                    SearchResult result = read.search(data.row(i), SearchOptions.nearest(1));
                    assertThat(result.hits().getFirst().distance()).isLessThan(1e-5f);
                    found++;
                    searched.countDown();
                  } catch (ClosedException e) {
                    assertThat(closing).isTrue();
                    return found;
                  }
                }
              },
              task -> Thread.ofPlatform().start(task)));
    }
    searched.await();
    closing.set(true);
    read.close();
    int found = 0;
    for (CompletableFuture<Integer> searcher : searchers) {
      found += searcher.get();
    }
    assertThat(found).isGreaterThanOrEqualTo(400);
  }
}
