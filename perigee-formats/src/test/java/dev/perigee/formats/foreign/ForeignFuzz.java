package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Damages files of a library and opens them: either all rows and links can be read, every number
/// in range, or there is an error of Perigee that names the file.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` goes on
/// for longer.
public final class ForeignFuzz {

  private static final long[] HOSTILE = {
    0,
    1,
    63,
    64,
    255,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    1L << 31,
    0xffff_ffffL,
    1L << 32,
    1L << 60,
    Long.MAX_VALUE - 7,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };

  /// A whole file, and where in it is what tells how to read the rest.
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  public record Sound(byte[] bytes, int headAt, int headBytes) {}

  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final int mutations = Integer.getInteger("perigee.fuzz.mutations", 300);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Sound> files;
  private final Path path;
  private final Function<Path, ForeignIndex> open;
  private long readable;
  private long refused;

  /// @param files those that are damaged, each as often
  /// @param path where a damaged one is put
  /// @param open what opens it
  public ForeignFuzz(List<Sound> files, Path path, Function<Path, ForeignIndex> open) {
    this.files = files;
    this.path = path;
    this.open = open;
  }

  /// Damages each file many times.
  ///
  /// @param name of the test, to be printed
  public void run(String name) {
    System.out.println(name + " seed " + seed);
    for (Sound file : files) {
      for (int i = 0; i < mutations; i++) {
        attempt(name, i, mutate(file));
      }
    }
    System.out.printf("%s: %d readable, %d refused%n", name, readable, refused);
    assertThat(readable).as("readable").isGreaterThan(100);
    assertThat(refused).as("refused").isGreaterThan(100);
  }

  private void attempt(String name, int mutation, byte[] bytes) {
    try {
      Files.write(path, bytes);
      readAll();
      readable++;
    } catch (PerigeeException e) {
      refused++;
      assertThat(e).hasMessageContaining(path.toString());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "%s: seed %d, mutation %d gave %s".formatted(name, seed, mutation, e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] mutate(Sound file) {
    byte[] bytes = file.bytes().clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes =
          switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
            case 2 -> splice(bytes);
            case 3, 4 -> lie(bytes, file);
            case 5 -> flip(bytes, file.headAt(), file.headBytes());
            default -> flip(bytes, 0, bytes.length);
          };
    }
    return bytes;
  }

  private byte[] flip(byte[] bytes, int from, int length) {
    int at = from + random.nextInt(length);
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /// Puts a number that nothing lives up to, half of the time into the head.
  private byte[] lie(byte[] bytes, Sound file) {
    boolean inHead = random.nextBoolean();
    int at =
        inHead ? file.headAt() + random.nextInt(file.headBytes()) : random.nextInt(bytes.length);
    byte[] lie =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(HOSTILE[random.nextInt(HOSTILE.length)])
            .array();
    int length = Math.min(1 << random.nextInt(4), bytes.length - at);
    System.arraycopy(lie, 0, bytes, Math.min(at, bytes.length), Math.max(length, 0));
    return bytes;
  }

  private byte[] splice(byte[] bytes) {
    byte[] other = files.get(random.nextInt(files.size())).bytes();
    int length = 1 + random.nextInt(Math.min(160, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    int to = random.nextInt(bytes.length - length + 1);
    System.arraycopy(other, from, bytes, to, length);
    return bytes;
  }

  private void readAll() {
    try (ForeignIndex index = open.apply(path)) {
      assertThat(index.description().losses()).isNotNull();
      if (index.links() != null) {
        assertThat(index.links().count()).isEqualTo((int) index.description().count());
        readLinks(index.links());
      }
      VectorSource vectors = index.vectors();
      byte[] row = new byte[vectors.elementType().vectorBytes(vectors.dimension())];
      for (long i = 0; i < vectors.count(); i++) {
        vectors.read(i, MemorySegment.ofArray(row), 0);
        index.isRemoved(i);
        vectors.id(i);
      }
    }
  }

  private static void readLinks(LinkSource links) {
    int[] target = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
    for (int node = 0; node < links.count(); node++) {
      for (int level = 0; level <= links.level(node); level++) {
        int degree = links.neighbours(level, node, target);
        assertThat(degree).isLessThanOrEqualTo(level == 0 ? links.degreeMax() : target.length);
        for (int i = 0; i < degree; i++) {
          assertThat(links.level(target[i])).isGreaterThanOrEqualTo(level);
        }
      }
    }
    assertThat(links.entryNode()).isBetween(links.count() == 0 ? -1 : 0, links.count() - 1);
  }
}
