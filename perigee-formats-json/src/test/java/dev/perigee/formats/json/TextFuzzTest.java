package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.Mutations;
import dev.perigee.testkit.RecordFuzz;
import dev.perigee.testkit.RecordFuzz.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged text gives records, bad rows or an error; see [RecordFuzz] for how to replay it.
class TextFuzzTest {

  private static final String CSV = "id,title,emb_0,emb_1,more\n1,a,0.5,1,x\n2,\"b\nc\",2,3,\n";
  private static final String CSV_TEXT = "id;embedding;n\n1;[0.5, 1];7\n2;\"[1 2]\";8\n";
  private static final String BULK =
      "{\"index\":{\"_id\":\"7\"}}\n{\"embedding\":[1,2]}\n{\"delete\":{\"_id\":\"8\"}}\n";
  private static final List<String> TOKENS =
      List.of(
          "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "1e999", "NaN", "null", "-", "\\ud800");

  @TempDir Path folder;

  @Test
  void damagedTextGivesRecordsBadRowsOrAnError() {
    List<byte[]> files = new ArrayList<>();
    TextFixtures.EXPORTS.forEach(name -> files.add(TextFixtures.bytes(name)));
    for (String text : List.of(CSV, CSV_TEXT, BULK)) {
      files.add(text.getBytes(StandardCharsets.UTF_8));
    }
    List.copyOf(files).forEach(file -> files.add(TextFixtures.gzip(file)));
    Outcome outcome =
        RecordFuzz.wholeFiles(TextFuzzTest.class, folder, "dat", TextFuzzTest::damaged).run(files);
    assertThat(outcome.records()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
    assertThat(outcome.badRows()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
    assertThat(outcome.refused()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
  }

  private static byte[] damaged(byte[] whole, List<byte[]> files, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> Mutations.truncate(bytes, 0, random);
            case 1 -> splice(bytes, files.get(random.nextInt(files.size())), random);
            case 2, 3 -> overwrite(bytes, TOKENS.get(random.nextInt(TOKENS.size())), random);
            default -> flip(bytes, random);
          };
    }
    return bytes;
  }

  private static byte[] flip(byte[] bytes, SplittableRandom random) {
    int reach = random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length;
    return Mutations.flip(bytes, random.nextInt(reach), random);
  }

  private static byte[] overwrite(byte[] bytes, String token, SplittableRandom random) {
    return splice(bytes, token.getBytes(StandardCharsets.US_ASCII), random);
  }

  private static byte[] splice(byte[] bytes, byte[] other, SplittableRandom random) {
    return Mutations.splice(
        bytes, other, 300, length -> random.nextInt(bytes.length - length + 1), random);
  }
}
