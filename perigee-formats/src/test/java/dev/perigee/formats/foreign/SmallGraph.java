package dev.perigee.formats.foreign;

import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// A graph of a few nodes with links drawn at random: node `i` is on as many levels as `i + 1` has
/// factors of four, so that node 63 is the entry node of 100.
public final class SmallGraph implements LinkSource {

  private final int[][][] neighbours;
  private final int degreeMax;
  private final int degreeMaxUpper;

  private SmallGraph(int[][][] neighbours, int degreeMax, int degreeMaxUpper) {
    this.neighbours = neighbours;
    this.degreeMax = degreeMax;
    this.degreeMaxUpper = degreeMaxUpper;
  }

  public static SmallGraph of(int count, int degreeMax, int degreeMaxUpper, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][][] neighbours = new int[count][][];
    for (int node = 0; node < count; node++) {
      neighbours[node] = new int[levelOf(node) + 1][];
      for (int level = 0; level <= levelOf(node); level++) {
        int room = level == 0 ? degreeMax : degreeMaxUpper;
        int step = 1 << (2 * level);
        int there = count / step;
        neighbours[node][level] = new int[random.nextInt(room + 1)];
        for (int i = 0; i < neighbours[node][level].length; i++) {
          neighbours[node][level][i] = (1 + random.nextInt(there)) * step - 1;
        }
      }
    }
    return new SmallGraph(neighbours, degreeMax, degreeMaxUpper);
  }

  private static int levelOf(int node) {
    return Integer.numberOfTrailingZeros(node + 1) / 2;
  }

  /// As many vectors as there are nodes, components in half steps, with ids 100, 101 and so on.
  public VectorSource vectors(int dimension) {
    return new VectorSource() {
      @Override
      public int dimension() {
        return dimension;
      }

      @Override
      public ElementType elementType() {
        return ElementType.F32;
      }

      @Override
      public long count() {
        return neighbours.length;
      }

      @Override
      public long id(long row) {
        return 100 + row;
      }

      @Override
      public void read(long row, MemorySegment target, long targetOffset) {
        for (int i = 0; i < dimension; i++) {
          target.set(
              LittleEndian.FLOAT, targetOffset + 4L * i, (row * 31 + i * 17L) % 101 / 2f - 20);
        }
      }
    };
  }

  @Override
  public int count() {
    return neighbours.length;
  }

  @Override
  public int entryNode() {
    int entry = -1;
    for (int node = 0; node < count(); node++) {
      entry = entry < 0 || level(node) > level(entry) ? node : entry;
    }
    return entry;
  }

  @Override
  public int level(int node) {
    return neighbours[node].length - 1;
  }

  @Override
  public int degreeMax() {
    return degreeMax;
  }

  @Override
  public int degreeMaxUpper() {
    return degreeMaxUpper;
  }

  @Override
  public int neighbours(int level, int node, int[] target) {
    int[] links = neighbours[node][level];
    System.arraycopy(links, 0, target, 0, links.length);
    return links.length;
  }
}
