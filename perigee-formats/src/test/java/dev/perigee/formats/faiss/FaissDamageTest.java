package dev.perigee.formats.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.vector.LinkSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each field that leads somewhere, set to what it must not be.
class FaissDamageTest {

  private static final int HEADER_BYTES = 4 + 33;
  private static final int ROWS = 96;

  @TempDir Path folder;

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path damaged(String name, Consumer<ByteBuffer> damage) {
    byte[] bytes = FaissFiles.bytes(name + ".faiss");
    damage.accept(littleEndian(bytes));
    return FaissFiles.write(folder.resolve(name + ".faiss"), bytes);
  }

  private void assertCorrupt(String name, long offset, Consumer<ByteBuffer> damage) {
    Path path = damaged(name, damage);
    assertThatThrownBy(() -> FaissIndex.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(path.toString())
        .satisfies(e -> assertThat(((CorruptionException) e).offsetBytes()).isEqualTo(offset));
  }

  @Test
  void refusesHeadersThatCannotBe() {
    assertCorrupt("flat_l2", 4, bytes -> bytes.putInt(4, 0));
    assertCorrupt("flat_l2", 4, bytes -> bytes.putInt(4, -8));
    assertCorrupt("flat_l2", 8, bytes -> bytes.putLong(8, -1));
    assertCorrupt("flat_l2", 33, bytes -> bytes.putInt(33, -1));
    assertCorrupt("flat_l2", HEADER_BYTES, bytes -> bytes.putLong(8, ROWS + 1));
    assertCorrupt("flat_l2", HEADER_BYTES, bytes -> bytes.putInt(4, 7));
    Path wide = damaged("flat_l2", bytes -> bytes.putInt(4, 65_537));
    assertThatThrownBy(() -> FaissIndex.open(wide)).isInstanceOf(LimitExceededException.class);
    Path many = damaged("flat_l2", bytes -> bytes.putLong(8, 1L << 31));
    assertThatThrownBy(() -> FaissIndex.open(many)).isInstanceOf(LimitExceededException.class);
  }

  @Test
  void refusesCountsBeyondTheFile() {
    for (long count : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 61, 1L << 62}) {
      for (String name : new String[] {"flat_l2", "hnsw_flat_l2"}) {
        assertCorrupt(name, HEADER_BYTES + 8, bytes -> bytes.putLong(HEADER_BYTES, count));
      }
    }
  }

  @Test
  void refusesAFileThatIsTooLongOrTooShort() {
    byte[] whole = FaissFiles.bytes("idmap_hnsw_l2.faiss");
    for (int length = 0; length <= whole.length + 1; length++) {
      if (length != whole.length) {
        byte[] bytes = Arrays.copyOf(whole, length);
        Path path = FaissFiles.write(folder.resolve("cut.faiss"), bytes);
        assertThatThrownBy(() -> FaissIndex.open(path)).isInstanceOf(CorruptionException.class);
      }
    }
  }

  @Test
  void refusesIndexesNestedWithoutEnd() {
    byte[] file = new byte[1 << 20];
    ByteBuffer bytes = littleEndian(file);
    while (bytes.remaining() > 64) {
      bytes.put("IxMp".getBytes(StandardCharsets.US_ASCII)).putInt(8).putLong(0);
      bytes.putLong(0).putLong(0).put((byte) 1).putInt(1);
    }
    Path path = FaissFiles.write(folder.resolve("deep.faiss"), file);
    assertThatThrownBy(() -> FaissIndex.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("nested 8 deep");
  }

  @Test
  void refusesATableOfLevelsThatIsNone() {
    int table = afterProbabilities();
    assertCorrupt("hnsw_flat_l2", table + 8, bytes -> bytes.putLong(table, 1));
    assertCorrupt("hnsw_flat_l2", table + 8, bytes -> bytes.putLong(table, 500));
    assertCorrupt("hnsw_flat_l2", table + 8, bytes -> bytes.putInt(table + 8, 1));
    assertCorrupt("hnsw_flat_l2", table + 12, bytes -> bytes.putInt(table + 12, -8));
    assertCorrupt("hnsw_flat_l2", table + 16, bytes -> bytes.putInt(table + 16, 7));
    // Wider runs than there are neighbours show in where the second run begins.
    long secondRun = levels() + 8L + ROWS * 4 + 8 + 8;
    assertCorrupt(
        "hnsw_flat_l2",
        secondRun,
        bytes -> {
          for (int i = 1; i < bytes.getLong(table); i++) {
            bytes.putInt(table + 8 + 4 * i, Integer.MAX_VALUE);
          }
        });
  }

  @Test
  void refusesLevelsRunsAndEntriesThatContradictEachOther() {
    int levels = levels();
    int offsets = levels + 8 + ROWS * 4;
    int numbers = offsets + 8 + (ROWS + 1) * 8;
    ByteBuffer whole = littleEndian(FaissFiles.bytes("hnsw_flat_l2.faiss"));
    int entry = numbers + 8 + (int) whole.getLong(numbers) * 4;
    assertCorrupt("hnsw_flat_l2", levels + 8 + 12, bytes -> bytes.putInt(levels + 8 + 12, 0));
    assertCorrupt("hnsw_flat_l2", levels + 8 + 12, bytes -> bytes.putInt(levels + 8 + 12, 99));
    assertCorrupt("hnsw_flat_l2", levels, bytes -> bytes.putLong(levels, ROWS - 1));
    assertCorrupt("hnsw_flat_l2", offsets + 8, bytes -> bytes.putLong(offsets + 8, 1));
    assertCorrupt(
        "hnsw_flat_l2", offsets + 88, bytes -> bytes.putLong(offsets + 88, Long.MAX_VALUE));
    assertCorrupt("hnsw_flat_l2", entry, bytes -> bytes.putInt(entry, -1));
    assertCorrupt("hnsw_flat_l2", entry, bytes -> bytes.putInt(entry, ROWS));
    assertCorrupt("hnsw_flat_l2", entry, bytes -> bytes.putInt(entry + 4, 40));
    assertCorrupt("hnsw_flat_l2", entry + 12, bytes -> bytes.putInt(entry + 12, 0));
  }

  @Test
  void refusesNeighboursThatAreNoNodesOfTheirLevel() {
    int numbers = levels() + 8 + ROWS * 4 + 8 + (ROWS + 1) * 8 + 8;
    for (int neighbour : new int[] {ROWS, -2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      Path path = damaged("hnsw_flat_l2", bytes -> bytes.putInt(numbers, neighbour));
      try (FaissIndex index = FaissIndex.open(path)) {
        assertThatThrownBy(() -> index.links().neighbours(0, 0, new int[8]))
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining("got " + neighbour);
      }
    }
    try (FaissIndex whole = FaissFiles.open("hnsw_flat_l2", folder)) {
      LinkSource links = whole.links();
      int entry = links.entryNode();
      int low = 0;
      while (links.level(low) > 0) {
        low++;
      }
      int lowest = low;
      int run = runOf(links, entry);
      Path path = damaged("hnsw_flat_l2", bytes -> bytes.putInt(numbers + 4 * (run + 8), lowest));
      try (FaissIndex index = FaissIndex.open(path)) {
        assertThatThrownBy(() -> index.links().neighbours(1, entry, new int[8]))
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining("got " + lowest);
      }
    }
  }

  private static int runOf(LinkSource links, int node) {
    int run = 0;
    for (int before = 0; before < node; before++) {
      run += 8 + 4 * links.level(before);
    }
    return run;
  }

  @Test
  void refusesQuantisersThatContradictTheirIndex() {
    int at = HEADER_BYTES;
    assertCorrupt("sq8_l2", at + 12, bytes -> bytes.putLong(at + 12, 9));
    assertCorrupt("sq8_l2", at + 12, bytes -> bytes.putLong(at + 20, 1L << 40));
    assertCorrupt("sq8_l2", at + 12, bytes -> bytes.putInt(at, 1));
    assertCorrupt("sq8_l2", at + 28, bytes -> bytes.putInt(at, 2));
    assertCorrupt("pq4x4_l2", at, bytes -> bytes.putLong(at + 8, 0));
    assertCorrupt("pq4x4_l2", at, bytes -> bytes.putLong(at + 8, 3));
    assertCorrupt("pq4x4_l2", at + 16, bytes -> bytes.putLong(at + 16, 64));
    assertCorrupt("pq4x4_l2", at + 24, bytes -> bytes.putLong(at + 16, 5));
    for (int kind : new int[] {-1, 9, 14, Integer.MAX_VALUE}) {
      Path path = damaged("sq8_l2", bytes -> bytes.putInt(at, kind));
      assertThatThrownBy(() -> FaissIndex.open(path))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("got kind " + kind);
    }
  }

  @Test
  void refusesTransformsThatDoNotFit() {
    int count = HEADER_BYTES;
    int first = count + 4;
    assertCorrupt("l2norm_hnsw_ip", count, bytes -> bytes.putInt(count, -1));
    assertCorrupt("l2norm_hnsw_ip", count, bytes -> bytes.putInt(count, 33));
    assertCorrupt("l2norm_hnsw_ip", first + 8, bytes -> bytes.putInt(first + 8, 7));
    assertCorrupt("l2norm_hnsw_ip", first + 8, bytes -> bytes.putLong(first + 8, 0x700000007L));
    assertCorrupt("remapped_hnsw_l2", first + 12, bytes -> bytes.putInt(first + 12, 8));
    assertCorrupt("remapped_hnsw_l2", first + 12, bytes -> bytes.putInt(first + 12, -2));
    Path untrained = damaged("l2norm_hnsw_ip", bytes -> bytes.put(first + 16, (byte) 0));
    assertThatThrownBy(() -> FaissIndex.open(untrained))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("VNrm that is not trained");
  }

  @Test
  void refusesListsThatAreNotThere() {
    byte[] bytes = FaissFiles.bytes("ivf32_sparse_l2.faiss");
    int lists = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("ilar");
    int pairs = lists + 24 + 8;
    assertCorrupt("ivf32_sparse_l2", lists, file -> file.putLong(lists + 4, 1L << 40));
    assertCorrupt("ivf32_sparse_l2", lists, file -> file.putLong(lists + 12, 4));
    assertCorrupt("ivf32_sparse_l2", pairs, file -> file.putLong(pairs, 32));
    assertCorrupt("ivf32_sparse_l2", pairs + 16, file -> file.putLong(pairs + 16, -5));
    int count = (int) littleEndian(bytes).getLong(pairs - 8);
    for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 59}) {
      assertCorrupt("ivf32_sparse_l2", pairs + 8L * count, file -> file.putLong(pairs + 8, length));
    }
  }

  private static int afterProbabilities() {
    ByteBuffer bytes = littleEndian(FaissFiles.bytes("hnsw_flat_l2.faiss"));
    return HEADER_BYTES + 8 + (int) bytes.getLong(HEADER_BYTES) * 8;
  }

  /// Where the array of levels begins with its count.
  private static int levels() {
    ByteBuffer bytes = littleEndian(FaissFiles.bytes("hnsw_flat_l2.faiss"));
    int table = afterProbabilities();
    return table + 8 + (int) bytes.getLong(table) * 4;
  }
}
