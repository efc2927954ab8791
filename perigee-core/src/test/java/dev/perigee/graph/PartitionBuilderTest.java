package dev.perigee.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Links of a graph that was built from leaves: never to the node itself, none twice, on every
/// level only to nodes of it.
final class PartitionBuilderTest {

  private static final long SEED = 20_250_830;
  private static final GraphParameters PARAMETERS =
      new GraphParameters(GraphKind.HNSW, 6, 12, 40, 1 / Math.log(6), 1.2f, 3);

  private final SplittableRandom random = new SplittableRandom(SEED);

  private float[][] uniform(int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = random.nextFloat();
      }
    }
    return vectors;
  }

  private static HnswGraph build(Arena arena, float[][] vectors, int threads) {
    VectorSpace space = new VectorSpace(Metric.L2, ElementType.F32, vectors[0].length, null);
    MemorySegment memory = arena.allocate((long) vectors.length * space.strideBytes(), 64);
    for (int i = 0; i < vectors.length; i++) {
      space.encode("vector", vectors[i], memory, (long) i * space.strideBytes());
    }
    Rows rows = Rows.over(memory, space.strideBytes(), "vectors", 0);
    HnswBuilder builder =
        new HnswBuilder(
            arena, PARAMETERS, PARAMETERS.layout(0, 0), () -> RowScorer.create(space, rows, null));
    for (int i = 0; i < vectors.length; i++) {
      builder.reserve();
    }
    new PartitionBuilder(
            builder.graph(),
            PARAMETERS,
            new FloatRows(space, rows, null),
            () -> RowScorer.create(space, rows, null),
            threads,
            share -> true)
        .build(new int[0]);
    return builder.graph();
  }

  private static void assertSound(HnswGraph graph) {
    int[] neighbours = new int[graph.layout().degreeMax()];
    for (int node = 0; node < graph.count(); node++) {
      for (int level = 0; level <= graph.level(node); level++) {
        int degree = graph.neighbours(level, node, neighbours);
        int[] links = Arrays.copyOf(neighbours, degree);
        assertThat(links).as("links of %d on level %d", node, level).doesNotContain(node);
        assertThat(links).doesNotHaveDuplicates();
        for (int link : links) {
          assertThat(graph.level(link)).isGreaterThanOrEqualTo(level);
        }
        assertThat(level > 0 || degree > 0 || graph.count() == 1).as("%d is linked", node).isTrue();
      }
    }
    assertThat(graph.level(graph.entryNode())).isEqualTo(graph.maxLevel());
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 3", "5, 1", "1023, 8", "1025, 8", "3000, 4"})
  void linksAreSoundForAnyCount(int count, int dimension) {
    try (Arena arena = Arena.ofShared()) {
      assertSound(build(arena, uniform(count, dimension), 2));
    }
  }

  /// The more dimensions, the smaller the leaves: here there are fewer leaders than each node is to
  /// go to.
  @Test
  void linksAreSoundWhereLeadersAreFew() {
    try (Arena arena = Arena.ofShared()) {
      assertSound(build(arena, uniform(140, 16_384), 2));
    }
  }

  @Test
  void linksAreSoundAmongDuplicates() {
    float[][] vectors = uniform(2500, 4);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = vectors[i % 2 == 0 ? 0 : i];
    }
    try (Arena arena = Arena.ofShared()) {
      assertSound(build(arena, vectors, 2));
      Arrays.fill(vectors, vectors[0]);
      assertSound(build(arena, vectors, 2));
    }
  }

  @Test
  void linksDoNotDependOnTheThreads() {
    float[][] vectors = uniform(4000, 6);
    try (Arena arena = Arena.ofShared()) {
      HnswGraph one = build(arena, vectors, 1);
      HnswGraph three = build(arena, vectors, 3);
      int[] expected = new int[one.layout().degreeMax()];
      int[] links = new int[expected.length];
      for (int node = 0; node < one.count(); node++) {
        int degree = one.neighbours(0, node, expected);
        assertThat(three.neighbours(0, node, links)).isEqualTo(degree);
        assertThat(Arrays.copyOf(links, degree)).isEqualTo(Arrays.copyOf(expected, degree));
      }
    }
  }
}
