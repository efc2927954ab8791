package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged text gives records, bad rows or an error of Perigee that names the file; nothing else
/// may come out, and records that come out keep the rules.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` goes on
/// for longer.
class TextFuzzTest {

  private static final int MUTATIONS_PER_FILE = Integer.getInteger("perigee.fuzz.mutations", 150);
  private static final String CSV = "id,title,emb_0,emb_1,more\n1,a,0.5,1,x\n2,\"b\nc\",2,3,\n";
  private static final String CSV_TEXT = "id;embedding;n\n1;[0.5, 1];7\n2;\"[1 2]\";8\n";
  private static final String BULK =
      "{\"index\":{\"_id\":\"7\"}}\n{\"embedding\":[1,2]}\n{\"delete\":{\"_id\":\"8\"}}\n";
  private static final List<String> TOKENS =
      List.of(
          "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "1e999", "NaN", "null", "-", "\\ud800");

  @TempDir Path folder;

  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<byte[]> files = new ArrayList<>();
  private long records;
  private long badRows;
  private long refused;

  @Test
  void damagedTextGivesRecordsBadRowsOrAnError() {
    System.out.println("TextFuzzTest seed " + seed);
    Records.FILES.forEach(name -> files.add(Records.bytes(name)));
    for (String text : List.of(CSV, CSV_TEXT, BULK)) {
      files.add(text.getBytes(StandardCharsets.UTF_8));
    }
    List.copyOf(files).forEach(file -> files.add(Records.gzip(file)));
    for (int file = 0; file < files.size(); file++) {
      for (int i = 0; i < MUTATIONS_PER_FILE; i++) {
        attempt(file, i, mutate(files.get(file)));
      }
    }
    System.out.printf(
        "TextFuzzTest: %,d records, %,d bad rows, %,d files refused%n", records, badRows, refused);
    assertThat(records).isGreaterThan(MUTATIONS_PER_FILE);
    assertThat(badRows).isGreaterThan(MUTATIONS_PER_FILE);
    assertThat(refused).isGreaterThan(MUTATIONS_PER_FILE);
  }

  private void attempt(int file, int mutation, byte[] bytes) {
    String name = "fuzz-" + file + ".dat";
    Path path = Records.write(folder.resolve(name), bytes);
    RecordOptions options =
        RecordOptions.DEFAULT.withRecordBytesMax(1 << 16).withBadRows(problem -> badRows++);
    try (RecordSource source = RecordSource.open(path, options, random.nextInt(3))) {
      for (SourceRecord next = source.next(); next != null; next = source.next()) {
        records++;
        next.vectors().forEach((vector, components) -> requireFinite(components));
      }
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
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> splice(bytes, files.get(random.nextInt(files.size())));
            case 2, 3 -> overwrite(bytes, TOKENS.get(random.nextInt(TOKENS.size())));
            default -> flip(bytes);
          };
    }
    return bytes;
  }

  private byte[] flip(byte[] bytes) {
    int reach = random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length;
    bytes[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] overwrite(byte[] bytes, String token) {
    return splice(bytes, token.getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] splice(byte[] bytes, byte[] other) {
    int length = 1 + random.nextInt(Math.min(300, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    int to = random.nextInt(bytes.length - length + 1);
    System.arraycopy(other, from, bytes, to, length);
    return bytes;
  }
}
