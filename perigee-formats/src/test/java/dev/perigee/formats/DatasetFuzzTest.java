package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files either give numbers or an error of Perigee; nothing else may come out.
///
/// Each is opened as vectors, as whole numbers, and to find out its form. The seed is printed;
/// `-Dperigee.fuzz.seed=N` replays it, and `-Dperigee.fuzz.mutations=N` makes more of each.
class DatasetFuzzTest {

  private static final int MUTATIONS_PER_FILE = Integer.getInteger("perigee.fuzz.mutations", 200);
  private static final int HEADERS = 20_000;
  private static final List<String> FILES =
      List.of(
          "query.fbin",
          "query.fvecs",
          "query_f4_v2.npy",
          "query_f4_v3.npy",
          "query_f4_big.npy",
          "query_f2_big_fortran.npy",
          "query_f8.npy",
          "ids_i8.npy",
          "ids.ibin",
          "base100_i1.npy",
          "structured.npy",
          "groundtruth.ivecs",
          "gt_ids_dists.bin",
          "gt_ids_only.ibin",
          "base.u8bin",
          "bits100.bbin",
          "base.bvecs");

  @TempDir Path folder;

  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private long readable;
  private long refused;

  @Test
  void damagedFilesGiveNumbersOrAnError() {
    System.out.println("DatasetFuzzTest seed " + seed);
    for (String name : FILES) {
      byte[] whole = Fixtures.bytes(name);
      for (int i = 0; i < MUTATIONS_PER_FILE; i++) {
        Path path = Fixtures.write(folder.resolve(name), mutate(whole));
        attempt(name, i, () -> readVectors(path));
        attempt(name, i, () -> readNumbers(path));
        attempt(name, i, () -> DatasetForm.of(path));
      }
    }
    System.out.println("DatasetFuzzTest: " + readable + " readable, " + refused + " refused");
    assertThat(readable).as("readable").isGreaterThan(100);
    assertThat(refused).as("refused").isGreaterThan(100);
  }

  private void attempt(String name, int mutation, Runnable read) {
    try {
      read.run();
      readable++;
    } catch (PerigeeException e) {
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d, mutation %d of %s gave %s".formatted(seed, mutation, name, e), e);
    }
  }

  private byte[] mutate(byte[] whole) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
            case 2 -> splice(bytes);
            default -> flip(bytes);
          };
    }
    return bytes;
  }

  /// Half of the flips hit the header, where they matter most.
  private byte[] flip(byte[] bytes) {
    int reach = random.nextBoolean() ? Math.min(bytes.length, 128) : bytes.length;
    bytes[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] splice(byte[] bytes) {
    byte[] other = Fixtures.bytes(FILES.get(random.nextInt(FILES.size())));
    int length = 1 + random.nextInt(Math.min(160, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    int to = random.nextBoolean() ? 0 : random.nextInt(bytes.length - length + 1);
    System.arraycopy(other, from, bytes, to, length);
    return bytes;
  }

  private void readVectors(Path path) {
    try (VectorFile file = VectorFile.open(path)) {
      readRows(file);
      readRows(file.asF32());
    }
  }

  private void readRows(VectorSource source) {
    byte[] row = new byte[source.elementType().vectorBytes(source.dimension())];
    for (int i = 0; i < 20 && source.count() > 0; i++) {
      source.read(pick(i, source.count()), MemorySegment.ofArray(row), 0);
    }
  }

  private void readNumbers(Path path) {
    try (IntMatrix matrix = IntMatrix.open(path)) {
      long[] row = new long[matrix.columns()];
      for (int i = 0; i < 20 && matrix.rows() > 0; i++) {
        long at = pick(i, matrix.rows());
        matrix.readRow(at, row);
        int column = random.nextInt(matrix.columns());
        assertThat(matrix.get(at, column)).isEqualTo(row[column]);
        if (matrix.hasDistances()) {
          matrix.distance(at, column);
        }
      }
    }
  }

  private long pick(int attempt, long count) {
    return attempt == 0 ? count - 1 : random.nextLong(count);
  }

  @Test
  void damagedNumpyHeadersParseOrFail() {
    System.out.println("DatasetFuzzTest seed " + seed);
    String[] words = {
      "{",
      "}",
      "(",
      ")",
      ",",
      ":",
      "'descr'",
      "'fortran_order'",
      "'shape'",
      "'<f4'",
      "True",
      "False",
      "12",
      "0",
      "L",
      " ",
      "\n",
      "\"",
      "'",
      "\\",
      "[",
      "\0",
      "\u00ff",
      "9999999999999999999"
    };
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (50, 32), }  \n";
    for (int i = 0; i < HEADERS; i++) {
      String damaged;
      if (random.nextBoolean()) {
        StringBuilder soup = new StringBuilder("{");
        for (int word = random.nextInt(24); word > 0; word--) {
          soup.append(words[random.nextInt(words.length)]);
        }
        damaged = soup.toString();
      } else {
        byte[] bytes = flip(header.getBytes(StandardCharsets.ISO_8859_1));
        damaged = new String(bytes, StandardCharsets.ISO_8859_1);
      }
      attempt("header", i, () -> NpyHeaderParser.parse("header", 10, damaged));
    }
    assertThat(readable).as("readable").isGreaterThan(100);
    assertThat(refused).as("refused").isGreaterThan(100);
  }
}
