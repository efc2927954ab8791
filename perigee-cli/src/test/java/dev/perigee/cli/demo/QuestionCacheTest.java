package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionCacheTest {

  @TempDir private Path temp;

  private final List<String> notices = new ArrayList<>();
  private DemoFolder folder;

  @BeforeEach
  void openFolder() {
    folder = DemoFolder.open(temp, 7, Instant.now(), notices::add);
  }

  @Test
  void whatWasPutIsReadBackBitForBit() {
    float[] vector = vector(0.1f);
    vector[1] = -Float.MIN_VALUE;
    QuestionCache.load(folder).put(Map.of("où est  la\tmer?", vector));

    QuestionCache later = QuestionCache.load(folder);

    assertThat(later.get(" où est la mer? ")).isEqualTo(vector);
    assertThat(later.get("où est la terre?")).isNull();
    assertThat(notices).isEmpty();
  }

  @Test
  void whatAnotherProcessPutMeanwhileIsKept() {
    QuestionCache one = QuestionCache.load(folder);
    QuestionCache other = QuestionCache.load(folder);
    one.put(Map.of("first", vector(1)));
    other.put(Map.of("second", vector(2)));
    assertThat(QuestionCache.load(folder).get("first")).isEqualTo(vector(1));
    assertThat(QuestionCache.load(folder).get("second")).isEqualTo(vector(2));
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    QuestionCache cache = QuestionCache.load(folder);
    cache.put(Map.of("oldest", vector(1)));
    Map<String, float[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      many.put("question " + i, vector(i));
    }
    cache.put(many);
    assertThat(QuestionCache.load(folder).get("oldest")).isNull();
    assertThat(QuestionCache.load(folder).get("question 0")).isEqualTo(vector(0));
    assertThat(QuestionCache.load(folder).get("question 999")).isEqualTo(vector(999));
  }

  @Test
  void anyChangedByteIsNoticedAndTheCacheBegunAnew() throws IOException {
    QuestionCache.load(folder).put(Map.of("a", vector(1)));
    byte[] whole = Files.readAllBytes(folder.questions());
    for (int at = 0; at < whole.length - 1; at += 97) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(folder.questions(), damaged);
      notices.clear();
      assertThat(QuestionCache.load(folder).get("a")).as("byte %d", at).isNull();
      assertThat(notices).as("byte %d", at).hasSize(1);
      assertThat(folder.questions()).isEmptyFile();
    }
  }

  @Test
  void aCutOffCacheIsBegunAnew() throws IOException {
    QuestionCache.load(folder).put(Map.of("a", vector(1)));
    byte[] whole = Files.readAllBytes(folder.questions());
    Files.write(folder.questions(), Arrays.copyOf(whole, whole.length / 2));
    assertThat(QuestionCache.load(folder).get("a")).isNull();
    assertThat(notices).hasSize(1);
  }

  private static float[] vector(float value) {
    float[] vector = new float[384];
    Arrays.fill(vector, value);
    return vector;
  }
}
