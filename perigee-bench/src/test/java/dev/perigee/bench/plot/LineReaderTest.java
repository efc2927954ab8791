package dev.perigee.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineReaderTest {

  @TempDir Path folder;

  private final LineReader reader = new LineReader();

  private static String line(String lib, String ds, int ef, double recall, double speed) {
    return String.format(
        Locale.ROOT,
        "{\"lib\":\"%s\",\"ds\":\"%s\",\"cfg\":\"f32\",\"ef\":%d,\"recall\":%s,\"qps1\":%s}",
        lib,
        ds,
        ef,
        recall,
        speed);
  }

  private void read(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, String.join("\n", lines));
    reader.read(file);
  }

  @Test
  void runsOfOneCurveAreMergedByTheMedianOverAllFiles() throws IOException {
    read("one", line("a", "x", 10, 0.8, 900), line("a", "x", 100, 0.875, 50));
    read("two", line("a", "x", 10, 0.81, 5000), line("a", "x", 100, 0.9375, 70));
    read("three", line("a", "x", 10, 0.7, 1000));
    assertThat(reader.curves("x"))
        .singleElement()
        .satisfies(curve -> {
          assertThat(curve.label()).isEqualTo("a f32");
          assertThat(curve.points())
              .containsExactly(new Curve.Point(0.8, 1000), new Curve.Point(0.90625, 60));
        });
  }

  @Test
  void curvesAndWidthsAreInOrderWhateverTheFilesSay() throws IOException {
    read("lines", line("b", "x", 100, 0.9, 10), line("b", "x", 20, 0.8, 20));
    read("more", line("a", "x", 10, 0.5, 30));
    assertThat(reader.curves("x")).extracting(Curve::label).containsExactly("a f32", "b f32");
    assertThat(reader.curves("x").getLast().points())
        .containsExactly(new Curve.Point(0.8, 20), new Curve.Point(0.9, 10));
  }

  @Test
  void otherContentIsPassedOverAndWhatIsNoJsonIsCounted() throws IOException {
    read(
        "lines",
        "{\"lib\":\"a\",\"ds\":\"x\",\"cfg\":\"f32\",\"threads\":2,\"build_s\":1.5}",
        line("a", "x", 10, 0.8, 100),
        "",
        "make: nothing to be done",
        "{\"lib\":\"a\",\"ds\":\"x\",\"cfg\":\"f32\",\"ef\":20,\"rec",
        "{\"lib\":\"a\",\"ds\":\"x\",\"cfg\":\"f32\",\"ef\":20,\"recall\":\"high\",\"qps1\":3}",
        "{\"lib\":\"a\",\"ds\":\"x\",\"cfg\":\"f32\",\"ef\":20,\"recall\":0.9,\"qps1\":0}");
    assertThat(reader.curves("x")).hasSize(1);
    assertThat(reader.curves("x").getFirst().points()).containsExactly(new Curve.Point(0.8, 100));
    assertThat(reader.strangeLines()).isEqualTo(2);
  }

  @Test
  void oneDataSetIsChosenByItselfAndOfSeveralOneMustBeNamed() throws IOException {
    assertThatThrownBy(() -> reader.dataSet(null))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("LINES");
    read("lines", line("a", "x", 10, 0.8, 100));
    assertThat(reader.dataSet(null)).isEqualTo("x");
    read("more", line("a", "y", 10, 0.8, 100));
    assertThat(reader.dataSet("y")).isEqualTo("y");
    assertThatThrownBy(() -> reader.dataSet(null))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("--name: expected one of x, y, got none");
    assertThatThrownBy(() -> reader.dataSet("z")).hasMessageEndingWith("x, y, got z");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> reader.read(folder.resolve("absent.jsonl")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("absent.jsonl");
  }
}
