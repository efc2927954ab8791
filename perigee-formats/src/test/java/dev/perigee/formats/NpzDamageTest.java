package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.PerigeeException;
import dev.perigee.formats.ZipBytes.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives that lie, and archives that are damaged: an error of Perigee, and nothing left behind.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` sets how
/// many are made of each file.
class NpzDamageTest {

  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 200);
  private static final byte[] ARRAY = Fixtures.bytes("query_f4_v2.npy");

  @TempDir Path folder;
  @TempDir Path temporary;

  private long readable;
  private long refused;

  private NpzFile open(byte[] zip) {
    return NpzFile.open(Fixtures.write(folder.resolve("x.npz"), zip));
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  private static Member stored() {
    return Member.stored("a.npy", ARRAY);
  }

  private static Member deflated() {
    return Member.deflated("a.npy", ARRAY);
  }

  private void assertBomb(Member member, String message) {
    NpzFile npz = open(ZipBytes.of(member));
    assertThatThrownBy(() -> npz.vectors("a", temporary))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("x.npz")
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatInflatesToMoreOrLessThanItSays() {
    byte[] longer = Arrays.copyOf(ARRAY, 50 << 20);
    assertBomb(
        deflated().withStored(ZipBytes.deflate(longer)), "expected 6528 bytes when inflated");
    byte[] shorter = Arrays.copyOf(ARRAY, ARRAY.length - 1);
    assertBomb(deflated().withStored(ZipBytes.deflate(shorter)), "got 6527");
    assertBomb(deflated().withWrongChecksum(), "checksum");
  }

  @Test
  void refusesSizesThatItsHeaderDoesNotSay() {
    // 50 MiB that are really there, behind a header of 50 x 32 floats.
    assertBomb(Member.deflated("a.npy", Arrays.copyOf(ARRAY, 50 << 20)), "50 x 32 numbers");
    assertBomb(deflated().withSize(ARRAY.length + 4), "50 x 32 numbers");
    assertBomb(Member.stored("a.npy", Arrays.copyOf(ARRAY, ARRAY.length + 4)), "50 x 32 numbers");
  }

  @Test
  void refusesMoreThanDeflatedBytesCanBecome() {
    byte[] header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 9999), }\n"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] start = new byte[10 + header.length];
    System.arraycopy(NpyLayout.magic(), 0, start, 0, 6);
    start[6] = 1;
    start[8] = (byte) header.length;
    System.arraycopy(header, 0, start, 10, header.length);
    long size = start.length + 99_999L * 9_999 * 4;
    assertBomb(
        Member.deflated("a.npy", start).withSize(size).widened(), "expected at most 1032 times");
  }

  @Test
  void refusesStreamsThatEndEarlyOrAreNone() {
    byte[] stream = ZipBytes.deflate(ARRAY);
    assertBomb(deflated().withStored(Arrays.copyOf(stream, stream.length - 9)), "deflated bytes");
    byte[] noise = Arrays.copyOf(stream, stream.length);
    Arrays.fill(noise, 3000, 3100, (byte) 0xFF);
    NpzFile npz = open(ZipBytes.of(deflated().withStored(noise)));
    assertThatThrownBy(() -> npz.vectors("a", temporary)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void refusesMembersThatItCannotRead() {
    assertThatThrownBy(() -> open(ZipBytes.of(stored().withFlags(1))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("encrypted");
    assertThatThrownBy(() -> open(ZipBytes.of(stored().withMethod(12))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("method 12");
    assertThatThrownBy(() -> open(ZipBytes.of(stored().withSize(1))))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> open(ZipBytes.of(stored(), stored())))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("each name once");
    Member[] many =
        IntStream.range(0, 4097)
            .mapToObj(i -> Member.stored(i + ".txt", new byte[0]))
            .toArray(Member[]::new);
    assertThatThrownBy(() -> open(ZipBytes.of(many))).isInstanceOf(LimitExceededException.class);
  }

  @Test
  void refusesEveryCut() {
    byte[] zip = ZipBytes.of(true, Member.deflated("a.npy", ARRAY));
    for (int length = 0; length < zip.length; length += 7) {
      byte[] cut = Arrays.copyOf(zip, length);
      assertThatThrownBy(() -> open(cut)).isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void damagedArchivesGiveNumbersOrAnError() {
    long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
    System.out.println("NpzDamageTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] wide = ZipBytes.of(true, Member.deflated("a.npy", ARRAY).widened());
    for (byte[] whole :
        List.of(Fixtures.bytes("queries.npz"), Fixtures.bytes("queries_compressed.npz"), wide)) {
      for (int i = 0; i < MUTATIONS; i++) {
        read(mutate(whole, random), "seed %d, mutation %d".formatted(seed, i));
      }
    }
    System.out.println("NpzDamageTest: " + readable + " readable, " + refused + " refused");
    assertThat(readable).as("readable").isGreaterThan(100);
    assertThat(refused).as("refused").isGreaterThan(100);
  }

  private void read(byte[] bytes, String attempt) {
    List<NpzFile> opened = new ArrayList<>();
    attempt(attempt, () -> opened.add(open(bytes)));
    for (NpzFile npz : opened) {
      for (NpzEntry entry : npz.entries()) {
        attempt(attempt, () -> readRow(npz, entry));
      }
    }
  }

  private void readRow(NpzFile npz, NpzEntry entry) {
    try (VectorFile vectors = npz.vectors(entry.name(), temporary)) {
      if (vectors.count() > 0) {
        Fixtures.raw(vectors, vectors.count() - 1);
      }
    }
  }

  private void attempt(String attempt, Runnable read) {
    try {
      read.run();
      readable++;
    } catch (PerigeeException e) {
      assertThat(e).as(attempt).hasMessageContaining("x.npz");
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(attempt + " gave " + e, e);
    }
  }

  private static byte[] mutate(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      // Half of all changes hit the directory and the end.
      int from = random.nextBoolean() ? Math.max(0, bytes.length - 700) : 0;
      int at = from + random.nextInt(bytes.length - from);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) 0xFF;
        case 1 ->
            System.arraycopy(whole, random.nextInt(20), bytes, at, Math.min(8, bytes.length - at));
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }
}
