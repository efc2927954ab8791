package dev.perigee.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.cli.bench.PlotCommand;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine;

/// `perigee bench --plot` as a shell sees it.
final class CurvePlotterTest {

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();
  private Path lines;

  @BeforeEach
  void writeLines() throws IOException {
    lines = folder.resolve("lines.jsonl");
    List<String> written = new ArrayList<>(List.of("no JSON"));
    List<String> libs = List.of("faiss", "hnswlib", "perigee");
    for (String lib : libs) {
      for (int i = 1; i <= 5; i++) {
        written.add(
            ("{\"lib\":\"" + lib + "\",\"ds\":\"tiny\",\"cfg\":\"f32\",\"ef\":" + 16 * i)
                + (",\"recall\":" + (0.8 + i * 0.03))
                + (",\"qps1\":" + 9000 * (1 + libs.indexOf(lib)) / i + "}"));
      }
    }
    Files.write(lines, written);
  }

  private int plot(Path target) {
    return new CommandLine(new PlotCommand())
        .setErr(new PrintWriter(err, true))
        .execute("--plot", target.toString(), lines.toString());
  }

  @Test
  void anSvgHasALineForEachCurveAndSaysWhatItShows() throws Exception {
    Path target = folder.resolve("curves.svg");
    assertThat(plot(target)).isZero();
    assertThat(err.toString()).contains("left out 1 lines");
    Element svg = parse(target);
    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(texts(svg))
        .contains("Recall and speed: tiny", "recall@10", "queries a second, one thread")
        .contains("perigee f32", "hnswlib f32", "faiss f32", "0.9", "0.95", "1,000");
    List<String> strokes = new ArrayList<>();
    for (Element path : elements(svg, "path")) {
      // five points make four pieces; the legend's samples have one
      if (path.getAttribute("d").split("L", -1).length == 5
          && path.getAttribute("style").contains("stroke-width:2")) {
        strokes.add(path.getAttribute("style"));
      }
    }
    assertThat(strokes).hasSize(3).doesNotHaveDuplicates();
    assertThat(elements(svg, "text"))
        .allSatisfy(text -> assertThat(text.getAttribute("style")).contains("font-size"));
  }

  @Test
  void aPngIsAnImageWithTheColoursOfTheCurves() throws IOException {
    Path target = folder.resolve("curves.PNG");
    assertThat(plot(target)).isZero();
    BufferedImage image = ImageIO.read(target.toFile());
    assertThat(image.getWidth()).isEqualTo(2000);
    assertThat(image.getHeight()).isEqualTo(1200);
    int[] dots = image.getRGB(0, 0, 2000, 1200, null, 0, 2000);
    for (int colour : new int[] {0xff0072b2, 0xffd55e00, 0xff009e73}) {
      assertThat(Arrays.stream(dots).filter(dot -> dot == colour).count())
          .as(Integer.toHexString(colour))
          .isGreaterThan(1000);
    }
  }

  @Test
  void aPictureTakesThePlaceOfAnotherAndNothingElseIsLeft() throws IOException {
    Path target = Files.writeString(folder.resolve("curves.svg"), "old");
    assertThat(plot(target)).isZero();
    assertThat(target).content().startsWith("<?xml");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(lines, target);
    }
  }

  @Test
  void anotherEndOfTheNameIsRefusedAndNothingIsWritten() {
    Path target = folder.resolve("curves.gif");
    assertThat(plot(target)).isNotZero();
    assertThat(err.toString()).contains("--plot: expected a file named *.svg or *.png");
    assertThat(target).doesNotExist();
  }

  private static Element parse(Path file) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    // the type of the document is fetched from nowhere
    builder.setEntityResolver((_, _) -> new InputSource(new ByteArrayInputStream(new byte[0])));
    return builder.parse(file.toFile()).getDocumentElement();
  }

  private static List<String> texts(Element svg) {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static List<Element> elements(Element svg, String tag) {
    NodeList nodes = svg.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
