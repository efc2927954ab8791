package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Damages files of an index, and checks that the reader either gives rows and links in range or an
/// error of Perigee that names a file; nothing else may come out.
public final class Damage {

  /// Opens whatever lies in the folder of a test.
  public interface Opener {
    ForeignIndex open();
  }

  private static final int HEAD_BYTES = 128;

  private final String test;
  private final Path folder;
  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private int readable;
  private int refused;

  /// @param folder that every error has to name a file of
  public Damage(Class<?> test, Path folder) {
    this.test = test.getSimpleName();
    this.folder = folder;
    System.out.println(this.test + " seed " + seed);
  }

  public SplittableRandom random() {
    return random;
  }

  public int readable() {
    return readable;
  }

  public int refused() {
    return refused;
  }

  /// What became of the files so far, printed.
  public void report() {
    System.out.printf("%s: %d readable, %d refused%n", test, readable, refused);
  }

  /// Cuts, extends, flips and splices, up to three times.
  ///
  /// @param other where spliced bytes come from
  public byte[] damaged(byte[] whole, byte[] other) {
    byte[] bytes = whole.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
      bytes =
          switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
            case 2 -> splice(bytes, other);
            case 3 -> number(bytes);
            default -> flip(bytes);
          };
    }
    return bytes;
  }

  /// Half of what is changed is in the header, where it matters most.
  private int reach(byte[] bytes) {
    return random.nextBoolean() ? Math.min(bytes.length, HEAD_BYTES) : bytes.length;
  }

  private byte[] flip(byte[] bytes) {
    bytes[random.nextInt(reach(bytes))] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] splice(byte[] bytes, byte[] other) {
    int length = 1 + random.nextInt(Math.min(160, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    int to = random.nextBoolean() ? 0 : random.nextInt(bytes.length - length + 1);
    System.arraycopy(other, from, bytes, to, length);
    return bytes;
  }

  /// Replaces eight bytes by a number that is hard to bear.
  private byte[] number(byte[] bytes) {
    long[] hostile = {0, 1, -1, 255, 1L << 31, 0x7fffffff, 1L << 32, 1L << 62, Long.MIN_VALUE};
    int at = random.nextInt(reach(bytes));
    byte[] number = new byte[8];
    FixtureBytes.littleEndian(number).putLong(hostile[random.nextInt(hostile.length)]);
    System.arraycopy(number, 0, bytes, at, Math.min(8, bytes.length - at));
    return bytes;
  }

  /// Opens the files and reads some rows and links.
  public void attempt(int mutation, Opener opener) {
    try (ForeignIndex index = opener.open()) {
      readRows(index);
      if (index.links() != null) {
        readLinks(index.links());
      }
      readable++;
    } catch (PerigeeException e) {
      assertThat(e).as("seed %d, mutation %d", seed, mutation).hasMessageContaining(folder + "/");
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "%s seed %d, mutation %d gave %s".formatted(test, seed, mutation, e), e);
    }
  }

  private void readRows(ForeignIndex index) {
    VectorSource vectors = index.vectors();
    assertThat(index.description().count()).isEqualTo(vectors.count());
    assertThat(index.description().dimension()).isEqualTo(vectors.dimension());
    byte[] row = new byte[vectors.elementType().vectorBytes(vectors.dimension())];
    for (int i = 0; i < 20 && vectors.count() > 0; i++) {
      long at = i == 0 ? vectors.count() - 1 : random.nextLong(vectors.count());
      vectors.read(at, MemorySegment.ofArray(row), 0);
      vectors.id(at);
      index.isRemoved(at);
    }
  }

  private void readLinks(LinkSource links) {
    int[] target = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
    assertThat(links.entryNode()).isBetween(links.count() == 0 ? -1 : 0, links.count() - 1);
    for (int i = 0; i < 50 && links.count() > 0; i++) {
      int node = i == 0 ? links.entryNode() : random.nextInt(links.count());
      for (int level = links.level(node); level >= 0; level--) {
        int degree = links.neighbours(level, node, target);
        for (int neighbour = 0; neighbour < degree; neighbour++) {
          assertThat(target[neighbour]).isBetween(0, links.count() - 1);
          assertThat(links.level(target[neighbour])).isGreaterThanOrEqualTo(level);
        }
      }
    }
  }
}
