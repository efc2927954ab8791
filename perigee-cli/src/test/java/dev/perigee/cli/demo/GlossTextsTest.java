package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perigee.error.CorruptionException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlossTextsTest {

  @TempDir private Path temp;

  @Test
  void whatWasWrittenIsReadBack() {
    Path file = temp.resolve("glosses.tsv");
    List<Gloss> glosses =
        List.of(
            new Gloss("café, coffeehouse", "noun", "a small restaurant"),
            new Gloss("go", "verb", ""));
    GlossTexts.write(file, glosses);
    assertThat(GlossTexts.read(file, 2)).isEqualTo(glosses);
  }

  @Test
  void anotherNumberOfLinesIsDamage() {
    Path file = temp.resolve("glosses.tsv");
    GlossTexts.write(file, List.of(new Gloss("go", "verb", "move")));
    assertThatExceptionOfType(CorruptionException.class)
        .isThrownBy(() -> GlossTexts.read(file, 2))
        .withMessageContaining("expected 2 lines, got 1");
  }

  @Test
  void aLineOfOtherFieldsIsDamageAtItsFirstByte() {
    Path file = temp.resolve("glosses.tsv");
    DemoFolder.publish(file, "é\tnoun\tx\ngo verb move\n");
    assertThatExceptionOfType(CorruptionException.class)
        .isThrownBy(() -> GlossTexts.read(file, 2))
        .withMessageContaining("at byte 10: expected 3 fields in a line, got 1");
  }
}
