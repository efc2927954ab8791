package dev.perigee.formats.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.vector.VectorSource;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files give numbers or an error of Perigee; nothing else may come out, with a heap of 512
/// MB.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` goes on
/// for longer. Shared data sets are mutated too where there are any.
class BenchmarkFuzzTest {

  private static final int MUTATIONS_PER_FILE = Integer.getInteger("perigee.fuzz.mutations", 400);

  @TempDir Path folder;

  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<byte[]> files = new ArrayList<>();
  private long read;
  private long refused;

  @Test
  void damagedFilesGiveNumbersOrAnError() throws IOException {
    System.out.println("BenchmarkFuzzTest seed " + seed);
    collect();
    for (int file = 0; file < files.size(); file++) {
      for (int i = 0; i < MUTATIONS_PER_FILE; i++) {
        attempt(file, i, mutate(files.get(file)));
      }
    }
    System.out.printf("BenchmarkFuzzTest: %,d read, %,d refused%n", read, refused);
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  private void collect() throws IOException {
    Path path = folder.resolve("small.hdf5");
    try (WritableHdfFile out = HdfFile.write(path)) {
      out.putDataset("train", new float[][] {{1, 2}, {3, 4}, {5, 6}});
      out.putDataset("test", new float[][] {{1, 2}});
      out.putDataset("neighbors", new int[][] {{2, 0}});
      out.putAttribute("distance", "euclidean");
    }
    files.add(Files.readAllBytes(path));
    Files.delete(path);
    try (WritableHdfFile out = HdfFile.write(path)) {
      out.putDataset("train", new int[] {1, 5, 2, 5, 9});
      out.putDataset("size_train", new int[] {3, 2});
      out.putDataset("test", new int[] {9});
      out.putDataset("size_test", new int[] {1});
      out.putDataset("neighbors", new int[][] {{1, 0}});
      out.putAttribute("distance", "jaccard");
    }
    files.add(Files.readAllBytes(path));
    Files.delete(path);
    try (WritableHdfFile out = HdfFile.write(path)) {
      out.putDataset("train", new byte[][] {{1, 2}, {3, 4}, {5, 6}});
      out.putDataset("test", new byte[][] {{1, 2}});
      out.putDataset("neighbors", new int[][] {{2, 0}});
      out.putAttribute("distance", "hamming");
    }
    files.add(Files.readAllBytes(path));
    try (InputStream in = BenchmarkFuzzTest.class.getResourceAsStream("lzf-big.hdf5")) {
      files.add(in.readAllBytes());
    }
    Path shared = Path.of(System.getProperty("perigee.shared"), "fixtures", "datasets");
    if (Files.isDirectory(shared)) {
      try (Stream<Path> paths = Files.list(shared)) {
        for (Path found : paths.filter(found -> found.toString().endsWith("hdf5")).toList()) {
          files.add(Files.readAllBytes(found));
        }
      }
    }
  }

  private void attempt(int number, int mutation, byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve("fuzz.hdf5"), bytes);
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      file.description();
      file.datasets();
      for (String dataset : List.of("train", "test")) {
        readRows(file.vectors(dataset));
      }
      NeighborTable neighbors = file.table("neighbors");
      for (int i = 0; i < 5 && neighbors.rows() > 0; i++) {
        neighbors.wholes(random.nextLong(neighbors.rows()));
      }
      read++;
    } catch (PerigeeException e) {
      refused++;
      assertThat(e).hasMessageContaining("fuzz.hdf5");
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d, mutation %d of file %d gave %s".formatted(seed, mutation, number, e), e);
    }
  }

  private void readRows(VectorSource source) {
    byte[] row = new byte[source.elementType().vectorBytes(source.dimension())];
    for (int i = 0; i < 10 && source.count() > 0; i++) {
      source.read(random.nextLong(source.count()), MemorySegment.ofArray(row), 0);
    }
  }

  private byte[] mutate(byte[] whole) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 64; i++) {
      // Half hit the first kilobytes, where the structure lies.
      int reach = random.nextBoolean() ? Math.min(bytes.length, 3000) : bytes.length;
      int at = random.nextInt(reach - 8);
      switch (random.nextInt(6)) {
        case 0 -> bytes = Arrays.copyOf(bytes, 64 + random.nextInt(bytes.length - 63));
        case 1 -> Arrays.fill(bytes, at, at + 1 + random.nextInt(4), (byte) 0xff);
        case 2 -> System.arraycopy(bytes, random.nextInt(reach - 8), bytes, at, 8);
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }
}
