package dev.perigee.cli.demo;

import dev.perigee.error.CorruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The file of the texts: a line for each gloss, `words TAB part of speech TAB text`. The line
/// number, from 0, is the id of its vector in the index.
final class GlossTexts {

  private static final int FIELDS = 3;

  private GlossTexts() {}

  static void write(Path file, List<Gloss> glosses) {
    DemoFolder.publish(
        file, glosses.stream().map(GlossTexts::line).collect(Collectors.joining("\n", "", "\n")));
  }

  /// @param count how many glosses the file must hold
  /// @throws CorruptionException if it holds anything else
  static List<Gloss> read(Path file, int count) {
    List<String> lines = DemoFolder.readLines(file);
    if (lines.size() != count) {
      throw new CorruptionException(
          file.toString(), 0, "expected %,d lines, got %,d".formatted(count, lines.size()));
    }
    List<Gloss> glosses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String[] fields = lines.get(i).split("\t", -1);
      if (fields.length != FIELDS) {
        throw new CorruptionException(
            file.toString(),
            lengthBytes(lines.subList(0, i)),
            "expected " + FIELDS + " fields in a line, got " + fields.length);
      }
      glosses.add(new Gloss(fields[0], fields[1], fields[2]));
    }
    return glosses;
  }

  private static long lengthBytes(List<String> lines) {
    return lines.stream()
        .mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length + 1L)
        .sum();
  }

  private static String line(Gloss gloss) {
    return field(gloss.words()) + "\t" + field(gloss.partOfSpeech()) + "\t" + field(gloss.text());
  }

  private static String field(String value) {
    return value.replaceAll("[\t\r\n]", " ");
  }
}
