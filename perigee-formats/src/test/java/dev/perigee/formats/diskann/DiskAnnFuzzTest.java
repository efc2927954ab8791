package dev.perigee.formats.diskann;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.Damage;
import dev.perigee.formats.foreign.FixtureBytes;
import dev.perigee.formats.foreign.FixtureVectors;
import dev.perigee.vector.Metric;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged indexes either give rows and links or an error of Perigee; nothing else may come out.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` tries
/// more.
class DiskAnnFuzzTest {

  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 300);
  private static final int[][] RING = {{1, 3}, {2, 0}, {3, 1}, {0, 2}};
  private static final float[][] SQUARE = {{0, 0}, {0, 1}, {1, 1}, {9, 9}};

  @TempDir Path folder;

  /// Every mutation damages one of the files.
  private void fuzz(String named, DiskAnnOptions options, Map<String, byte[]> files) {
    Damage damage = new Damage(DiskAnnFuzzTest.class, folder);
    List<String> names = List.copyOf(files.keySet());
    files.forEach((name, bytes) -> FixtureBytes.write(folder.resolve(name), bytes));
    for (int i = 0; i < MUTATIONS; i++) {
      String victim = names.get(damage.random().nextInt(names.size()));
      byte[] other = files.get(names.get(damage.random().nextInt(names.size())));
      byte[] damaged = damage.damaged(files.get(victim), other);
      FixtureBytes.write(folder.resolve(victim), damaged);
      damage.attempt(i, () -> DiskAnnIndex.open(folder.resolve(named), options));
      FixtureBytes.write(folder.resolve(victim), files.get(victim));
    }
    damage.report();
    assertThat(damage.readable()).isGreaterThan(MUTATIONS / 50);
    assertThat(damage.refused()).isGreaterThan(MUTATIONS / 20);
  }

  private static DiskAnnOptions floats(Metric metric) {
    return new DiskAnnOptions(ComponentType.F32, metric);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void inMemory() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("mem", DiskAnnBytes.graph(RING, 3, 1));
    files.put("mem.data", DiskAnnBytes.floats(SQUARE));
    files.put("mem.tags", DiskAnnBytes.column(7L, 8, 9, 0));
    files.put("mem.del", DiskAnnBytes.column(1));
    files.put("mem_dummy_map.txt", ascii("2,0\n"));
    fuzz("mem", floats(Metric.L2), files);
  }

  @Test
  void inMemoryOf1000() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("mem", DiskAnnBytes.graph());
    files.put("mem.data", DiskAnnBytes.floats(FixtureVectors.rows()));
    fuzz("mem", floats(Metric.L2), files);
  }

  @Test
  void onDisk() {
    Map<String, byte[]> files = new TreeMap<>();
    float[][] extended = {{0.6f, 0.8f, 0}, {0, 0.2f, 0.98f}, {0.2f, 0, 0.98f}, {0, 0, 1}};
    DiskBytes disk = DiskBytes.ofFloats(extended, RING);
    disk.frozen = 2;
    files.put("a_disk.index", disk.toBytes(3));
    files.put("a_disk.index_max_base_norm.bin", DiskAnnBytes.floats(new float[] {5}));
    files.put("a_disk.index_medoids.bin", DiskAnnBytes.column(0, 2));
    fuzz("a_disk.index", floats(Metric.INNER_PRODUCT), files);
  }

  @Test
  void onDiskByTheRustProgram() {
    DiskBytes disk = new DiskBytes(new byte[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}, RING);
    disk.writer = DiskBytes.Writer.RUST;
    disk.associatedBytes = 8;
    disk.sectorBytes = 512;
    fuzz(
        "a_disk.index",
        new DiskAnnOptions(ComponentType.U8, Metric.L2),
        Map.of("a_disk.index", disk.toBytes(2)));
  }

  @Test
  void onDiskBeforeAugust2022() {
    DiskBytes disk =
        DiskBytes.ofFloats(new float[][] {{1, 2, 3}, {4, 5, 6}}, new int[][] {{1}, {0}});
    disk.writer = DiskBytes.Writer.OLD;
    Map<String, byte[]> files = new TreeMap<>();
    files.put("a_disk.index", disk.toBytes(3));
    files.put("a_pq_pivots.bin", PqBytes.centres());
    files.put("a_pq_pivots.bin_centroid.bin", PqBytes.mean());
    files.put("a_pq_pivots.bin_chunk_offsets.bin", PqBytes.chunks());
    fuzz("a_disk.index", floats(Metric.COSINE), files);
  }

  @Test
  void onDiskWithCodes() {
    DiskBytes disk = new DiskBytes(new byte[][] {{0, 0}, {1, 0}, {0, 1}, {1, 1}}, RING);
    Map<String, byte[]> files = new TreeMap<>();
    files.put("a_disk.index", disk.toBytes(2));
    files.put("a_disk.index_pq_pivots.bin", PqBytes.pivots());
    fuzz("a_disk.index", floats(Metric.L2), files);
    disk.reorder = SQUARE;
    files.put("a_disk.index", disk.toBytes(2));
    fuzz("a_disk.index", floats(Metric.L2), files);
  }

  @Test
  void codes() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("a_pq_compressed.bin", DiskAnnBytes.bytes(new byte[] {1, 2}, new byte[] {3, 4}));
    files.put("a_pq_pivots.bin", PqBytes.pivots());
    files.put(
        "a_pq_pivots.bin_rotation_matrix.bin",
        DiskAnnBytes.floats(new float[3], new float[3], new float[3]));
    fuzz("a_pq_compressed.bin", floats(Metric.L2), files);
  }
}
