package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A block of an open file is compared with its checksum before anything that an answer is made of
/// comes from it.
final class FirstTouchTest {

  private static final int COUNT = 3000;
  private static final int DIMENSION = 64;
  private static final int BLOCK = 1 << 12;
  private static final long SEED = Long.getLong("perigee.fuzz.seed", 17);
  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 150);
  private static final VectorData DATA =
      VectorData.clustered(COUNT, DIMENSION, ElementType.F32, 23);

  @TempDir private Path folder;

  private Path write(RerankCopy rerank) {
    Path file = folder.resolve("index-" + rerank);
    IndexOptions options =
        IndexOptions.of(DIMENSION, Metric.COSINE).withRerank(rerank).withEfConstruction(40);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(DATA);
      long _ = builder.write(file);
    }
    return file;
  }

  private static void flip(Path file, byte[] sound, int at, int bit) throws IOException {
    byte[] damaged = sound.clone();
    damaged[at] ^= (byte) (1 << bit);
    Files.write(file, damaged);
  }

  @ParameterizedTest
  @EnumSource
  void aFlippedBitIsNeverAWrongAnswer(RerankCopy rerank) throws IOException {
    Path file = write(rerank);
    byte[] sound = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(SEED);
    List<SearchResult> truth;
    try (VectorIndex index = VectorIndex.open(file)) {
      truth = answers(index);
    }
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < MUTATIONS; i++) {
      int at = random.nextInt(sound.length);
      flip(file, sound, at, random.nextInt(8));
      String outcome;
      try (VectorIndex index = VectorIndex.open(file)) {
        List<SearchResult> found = answers(index);
        assertThat(found).extracting(SearchResult::hits).as("byte %d", at).isEqualTo(hits(truth));
        outcome = "right";
      } catch (CorruptionException e) {
        assertThat(e).hasMessageContaining(file.toString());
        outcome = "refused";
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.println("flipped bits, last order by " + rerank + ": " + outcomes);
    assertThat(outcomes).containsKey("refused");
  }

  private static List<List<Hit>> hits(List<SearchResult> results) {
    return results.stream().map(SearchResult::hits).toList();
  }

  /// Exact ones, which links and codes for the walk have no part in.
  private static List<SearchResult> answers(VectorIndex index) {
    SearchOptions exact = SearchOptions.nearest(20).asExact();
    List<SearchResult> found =
        new java.util.ArrayList<>(
            java.util.stream.IntStream.range(0, 5)
                .mapToObj(i -> index.search(DATA.row(600 * i), exact))
                .toList());
    for (int id = 0; id < COUNT; id += 7) {
      assertThat(index.contains(id)).isTrue();
      if (index.options().rerank() == RerankCopy.VECTORS) {
        assertThat(index.vector(id)).isEqualTo(DATA.row(id));
      }
    }
    return found;
  }

  @Test
  void theBlockIsNamedAndTheOthersAreServed() throws IOException {
    Path file = write(RerankCopy.VECTORS);
    byte[] sound = Files.readAllBytes(file);
    int middle = at(sound, DATA.encoded(1500).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    flip(file, sound, middle + 5, 3);
    long block = (middle + 5) / BLOCK * (long) BLOCK;
    try (VectorIndex index = VectorIndex.open(file)) {
      assertThat(index.vector(10)).isEqualTo(DATA.row(10));
      SearchOptions exact = SearchOptions.nearest(10).asExact();
      for (int again = 0; again < 2; again++) {
        assertThatThrownBy(() -> index.search(DATA.row(0), exact))
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining(Long.toString(block))
            .hasMessageContaining("does not match its checksum");
        assertThatThrownBy(() -> index.vector(1500)).isInstanceOf(CorruptionException.class);
      }
      IndexDamage damage = VectorIndex.examine(file);
      assertThat(damage.blocks()).isOne();
      assertThat(damage.rows().get(1500)).isTrue();
      index.exclude(damage.rows());
      BruteForce oracle = new BruteForce(Metric.COSINE);
      for (int i = 0; i < COUNT; i++) {
        oracle.add(i, DATA.row(i));
      }
      for (int i = 0; i < 20; i++) {
        float[] query = DATA.row(150 * i);
        List<Neighbour> truth = oracle.nearest(query, 10, id -> !damage.rows().get((int) id));
        assertThat(BruteForce.recall(index.search(query, exact).hits(), truth)).isEqualTo(1);
        assertThat(index.search(query, SearchOptions.nearest(10).recall(0.9)).hits())
            .noneMatch(hit -> damage.rows().get(hit.ordinal()));
      }
      for (SearchOptions options : List.of(exact, SearchOptions.nearest(10).ef(200))) {
        assertThat(index.searchAll(DATA.until(200), options, 2))
            .flatExtracting(SearchResult::hits)
            .hasSize(2000)
            .noneMatch(hit -> damage.rows().get(hit.ordinal()));
      }
    }
  }

  private static int at(byte[] bytes, byte[] part) {
    for (int at = 0; at <= bytes.length - part.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the vector is not in the file as it was added");
  }

  @Test
  void anInterruptedThreadReadsAllTheSame() {
    Path file = write(RerankCopy.VECTORS);
    try (VectorIndex index = VectorIndex.open(file)) {
      Thread.currentThread().interrupt();
      assertThat(index.search(DATA.row(1), SearchOptions.nearest(1).asExact()).hits())
          .extracting(Hit::id)
          .containsExactly(1L);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(index.vector(2999)).isEqualTo(DATA.row(2999));
    }
  }
}
