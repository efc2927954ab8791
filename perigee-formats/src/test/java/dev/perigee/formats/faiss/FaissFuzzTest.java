package dev.perigee.formats.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.vector.LinkSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged indexes either open, and then every row and link can be read or is refused, or end in an
/// error of Perigee that names the file; nothing else may come out.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` sets how
/// many are made of each file.
class FaissFuzzTest {

  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 60);
  private static final long[] HOSTILE = {
    -1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 32, 1L << 61, 1L << 62, 0xFFFFFFFFL
  };

  @TempDir Path folder;

  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<String> names =
      FaissFiles.answers().map(answers -> answers.index() + ".faiss").toList();
  private long readable;
  private long refused;

  @Test
  void damagedFilesGiveRowsAndLinksOrAnError() {
    System.out.println("FaissFuzzTest seed " + seed);
    for (String name : names) {
      byte[] whole = FaissFiles.bytes(name);
      for (int i = 0; i < MUTATIONS; i++) {
        attempt(name, i, FaissFiles.write(folder.resolve(name), mutate(whole)));
      }
    }
    System.out.println("FaissFuzzTest: " + readable + " readable, " + refused + " refused");
    assertThat(readable).as("readable").isGreaterThan(100);
    assertThat(refused).as("refused").isGreaterThan(100);
  }

  private void attempt(String name, int mutation, Path path) {
    try (FaissIndex index = FaissIndex.open(path)) {
      readRows(index, path);
      readLinks(index, path);
      readable++;
    } catch (PerigeeException e) {
      assertThat(e).as("seed %d, mutation %d", seed, mutation).hasMessageContaining(name);
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d, mutation %d of %s gave %s".formatted(seed, mutation, name, e), e);
    }
  }

  private static void readRows(FaissIndex index, Path path) {
    for (long row = 0; row < index.vectors().count(); row++) {
      try {
        FaissAnswers.floats(index.vectors(), row);
        index.vectors().id(row);
      } catch (PerigeeException e) {
        assertThat(e).hasMessageContaining(path.toString());
      }
    }
  }

  private static void readLinks(FaissIndex index, Path path) {
    LinkSource links = index.links();
    if (links == null) {
      return;
    }
    assertThat(links.count()).isEqualTo((int) index.vectors().count());
    int[] neighbours = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
    for (int node = 0; node < links.count(); node++) {
      assertThat(links.level(node)).isBetween(0, links.level(links.entryNode()));
      for (int level = 0; level <= links.level(node); level++) {
        readNeighbours(links, level, node, neighbours, path);
      }
    }
  }

  private static void readNeighbours(
      LinkSource links, int level, int node, int[] neighbours, Path path) {
    try {
      int degree = links.neighbours(level, node, neighbours);
      assertThat(degree).isBetween(0, level == 0 ? links.degreeMax() : links.degreeMaxUpper());
      for (int i = 0; i < degree; i++) {
        assertThat(neighbours[i]).isBetween(0, links.count() - 1);
        assertThat(links.level(neighbours[i])).isGreaterThanOrEqualTo(level);
      }
    } catch (PerigeeException e) {
      assertThat(e).hasMessageContaining(path.toString());
    }
  }

  private byte[] mutate(byte[] whole) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 8; i++) {
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> splice(bytes);
            case 2, 3 -> number(bytes);
            default -> flip(bytes);
          };
    }
    return bytes;
  }

  /// Half of all changes hit the first fields, where they matter most.
  private int position(int length) {
    return random.nextInt(random.nextBoolean() ? Math.min(length, 300) : length);
  }

  private byte[] flip(byte[] bytes) {
    bytes[position(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] number(byte[] bytes) {
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long number = HOSTILE[random.nextInt(HOSTILE.length)];
    int at = position(bytes.length - 8);
    if (random.nextBoolean()) {
      numbers.putLong(at, number);
    } else {
      numbers.putInt(at, (int) number);
    }
    return bytes;
  }

  private byte[] splice(byte[] bytes) {
    byte[] other = FaissFiles.bytes(names.get(random.nextInt(names.size())));
    int length = 1 + random.nextInt(Math.min(160, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    int to = random.nextBoolean() ? 0 : random.nextInt(bytes.length - length + 1);
    System.arraycopy(other, from, bytes, to, length);
    return bytes;
  }
}
