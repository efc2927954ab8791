package dev.perigee.embed.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MiniLmEmbedderTest {

  @TempDir static Path folder;
  static MiniLmEmbedder embedder;

  @BeforeAll
  static void open() {
    embedder = MiniLmEmbedder.open(folder);
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "a variety of white wine grape grown in Italy", "naïve 日本語 \uD83D\uDE00 \0"})
  void aVectorHasUnitLength(String text) {
    float[] vector = embedder.embed(text);
    assertThat(vector).hasSize(MiniLmEmbedder.DIMENSION);
    assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void theSameTextGivesTheSameVector() {
    String text = "far apart in relevance or relationship";
    assertThat(embedder.embed(text)).isEqualTo(embedder.embed(text));
  }

  @Test
  void meaningBringsTextsTogether() {
    float[] question = embedder.embed("Which animal is the fastest?");
    float[] related = embedder.embed("long-legged spotted cat that can run very quickly");
    float[] unrelated = embedder.embed("a political party in Great Britain");
    assertThat(dot(question, related)).isGreaterThan(dot(question, unrelated) + 0.2);
  }

  @Test
  void aListGivesWhatItsTextsGiveAlone() {
    List<String> texts =
        IntStream.range(0, 600)
            .mapToObj(i -> "gloss number " + i + " of something".repeat(i % 9))
            .toList();
    List<Integer> order = new ArrayList<>();
    Map<Integer, float[]> vectors = new HashMap<>();
    embedder.embedAll(
        texts,
        (index, vector) -> {
          order.add(index);
          vectors.put(index, vector);
        });
    assertThat(order).isEqualTo(IntStream.range(0, 600).boxed().toList());
    for (int i = 0; i < texts.size(); i += 37) {
      assertThat(vectors.get(i)).isEqualTo(embedder.embed(texts.get(i)));
    }
  }

  @Test
  void anEmptyListGivesNothing() {
    List<Integer> seen = new ArrayList<>();
    embedder.embedAll(List.of(), (index, vector) -> seen.add(index));
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  \t\n", "\u200B"})
  void textWithoutContentIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> embedder.embed(text))
        .withMessageMatching("text: expected .*, got .*");
  }

  @Test
  void aListWithOneBlankTextIsRefusedWhole() {
    List<Integer> seen = new ArrayList<>();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> embedder.embedAll(List.of("a", " "), (index, vector) -> seen.add(index)))
        .withMessage("texts[1]: expected text that is not blank, got 1 blank characters");
    assertThat(seen).isEmpty();
  }

  @Test
  void aTextWithNothingVisibleEndsAList() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> embedder.embedAll(List.of("a", "\u200B"), (index, vector) -> {}))
        .withMessage("texts: expected at least one visible character in a text, got none");
  }

  @Test
  void anInterruptEndsAList() {
    List<Integer> seen = new ArrayList<>();
    List<String> texts = IntStream.range(0, 100_000).mapToObj(i -> "text " + i).toList();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() ->
            embedder.embedAll(
                texts,
                (index, vector) -> {
                  seen.add(index);
                  Thread.currentThread().interrupt();
                }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen).hasSizeBetween(1, 1000);
    assertThat(embedder.embed("still usable")).hasSize(MiniLmEmbedder.DIMENSION);
  }

  @Test
  void aClosedEmbedderRefuses() {
    MiniLmEmbedder other = MiniLmEmbedder.open();
    other.close();
    other.close();
    assertThatIllegalStateException().isThrownBy(() -> other.embed("text"));
    assertThat(embedder.embed("the others go on")).hasSize(MiniLmEmbedder.DIMENSION);
  }

  @Test
  void theFolderIsWrittenOnce() throws IOException {
    Map<Path, FileTime> before = filesOf(folder);
    assertThat(before.keySet())
        .extracting(file -> file.getFileName().toString())
        .contains("all-minilm-l6-v2-q.onnx")
        .noneMatch(name -> name.endsWith(".part"));
    MiniLmEmbedder.open(folder).close();
    assertThat(filesOf(folder)).isEqualTo(before);
  }

  private static Map<Path, FileTime> filesOf(Path folder) throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
