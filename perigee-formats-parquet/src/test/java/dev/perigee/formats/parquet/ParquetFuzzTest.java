package dev.perigee.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files give records, bad rows or an error of Perigee that names the file; nothing else
/// may come out, with a heap of 512 MB, and records that come out keep the rules.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` goes on
/// for longer. Shared data sets are mutated too where there are any.
class ParquetFuzzTest {

  private static final int MUTATIONS_PER_FILE = Integer.getInteger("perigee.fuzz.mutations", 150);
  private static final int ROWS_MAX = 5000;

  @TempDir Path folder;

  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<byte[]> files = new ArrayList<>();
  private long records;
  private long badRows;
  private long refused;

  @Test
  void damagedFilesGiveRecordsBadRowsOrAnError() throws IOException {
    System.out.println("ParquetFuzzTest seed " + seed);
    collect();
    for (int file = 0; file < files.size(); file++) {
      for (int i = 0; i < MUTATIONS_PER_FILE; i++) {
        attempt(file, i, mutate(files.get(file)));
      }
    }
    System.out.printf(
        "ParquetFuzzTest: %d files, %,d records, %,d bad rows, %,d refused%n",
        files.size(), records, badRows, refused);
    assertThat(records).isGreaterThan(MUTATIONS_PER_FILE);
    assertThat(badRows).isPositive();
    assertThat(refused).isGreaterThan(MUTATIONS_PER_FILE);
  }

  private void collect() throws IOException {
    files.add(Records.bytes("list_f32_with_nulls.parquet"));
    files.add(Records.bytes("brotli.parquet"));
    for (PageCodec codec : PageCodec.values()) {
      if (codec != PageCodec.LZ4_RAW && codec != PageCodec.BROTLI) {
        files.add(written(codec));
      }
    }
    Path shared = Path.of(System.getProperty("perigee.shared"), "fixtures", "datasets");
    if (Files.isDirectory(shared)) {
      try (Stream<Path> paths = Files.list(shared)) {
        for (Path path : paths.filter(path -> path.toString().endsWith(".parquet")).toList()) {
          files.add(Files.readAllBytes(path));
        }
      }
    }
  }

  private byte[] written(PageCodec codec) throws IOException {
    Path path = folder.resolve(codec + ".parquet");
    RecordTable table =
        new RecordTable(true, Map.of("vector", 4), Map.of("t", Kind.TEXT, "w", Kind.TEXTS));
    try (ParquetRecordWriter writer = ParquetRecordWriter.create(path, table, codec)) {
      for (int row = 0; row < 50; row++) {
        writer.write(
            "r" + row,
            Map.of("vector", new float[] {row, 1, 2, 3}),
            Map.of("t", "text", "w", List.of("a", "b")));
      }
      writer.finish();
    }
    return Files.readAllBytes(path);
  }

  private void attempt(int file, int mutation, byte[] bytes) {
    String name = "fuzz-" + file + ".parquet";
    Path path = Records.write(folder.resolve(name), bytes);
    RecordOptions options =
        RecordOptions.DEFAULT
            .withRecordBytesMax(1 << 16)
            .withBadRows(problem -> {
              badRows++;
              if (problem.position().row() > ROWS_MAX) {
                throw new Enough();
              }
            });
    try (RecordSource source = RecordSource.open(path, options, random.nextInt(3))) {
      SourceRecord next = source.next();
      while (next != null && next.position().row() < ROWS_MAX) {
        records++;
        next.vectors().forEach((vector, components) -> requireFinite(components));
        next = source.next();
      }
    } catch (Enough e) {
      records++;
    } catch (PerigeeException e) {
      refused++;
      assertThat(e).hasMessageContaining(name);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d, mutation %d of file %d gave %s".formatted(seed, mutation, file, e), e);
    }
  }

  private static void requireFinite(float[] components) {
    for (float component : components) {
      if (!Float.isFinite(component)) {
        throw new AssertionError("got " + component);
      }
    }
  }

  private byte[] mutate(byte[] whole) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 16; i++) {
      bytes =
          switch (random.nextInt(8)) {
            case 0 -> random.nextInt(8) == 0 ? cut(bytes) : flip(bytes);
            case 1 -> splice(bytes);
            case 2 -> fill(bytes);
            default -> flip(bytes);
          };
    }
    return bytes;
  }

  private byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, 16 + random.nextInt(bytes.length - 16));
  }

  /// A third hits the footer, a third the first pages.
  private int somewhere(int length) {
    return switch (random.nextInt(3)) {
      case 0 -> length - 1 - random.nextInt(Math.min(length, 1500));
      case 1 -> random.nextInt(Math.min(length, 200));
      default -> random.nextInt(length);
    };
  }

  private byte[] flip(byte[] bytes) {
    bytes[somewhere(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /// Makes a number large.
  private byte[] fill(byte[] bytes) {
    int at = somewhere(bytes.length - 5);
    Arrays.fill(bytes, at, at + 1 + random.nextInt(4), (byte) 0xff);
    return bytes;
  }

  private byte[] splice(byte[] bytes) {
    byte[] other = files.get(random.nextInt(files.size()));
    int length = 1 + random.nextInt(Math.min(64, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    int to = Math.min(somewhere(bytes.length), bytes.length - length);
    System.arraycopy(other, from, bytes, to, length);
    return bytes;
  }

  /// Ends the reading of rows that a footer invents.
  private static final class Enough extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
