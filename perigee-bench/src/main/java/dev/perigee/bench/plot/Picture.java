package dev.perigee.bench.plot;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import dev.perigee.error.InvalidRequestException;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;

/// The kinds of picture, told by the end of the file's name.
enum Picture {
  /// Lines and text, sharp at any size.
  SVG {
    @Override
    byte[] of(JFreeChart chart) throws IOException {
      VectorGraphics2D graphics = new VectorGraphics2D();
      chart.draw(graphics, AREA);
      Document document =
          Processors.get("svg").getDocument(graphics.getCommands(), new PageSize(AREA));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.writeTo(bytes);
      return bytes.toByteArray();
    }
  },
  /// Dots, two for each unit of length.
  PNG {
    @Override
    byte[] of(JFreeChart chart) throws IOException {
      BufferedImage image =
          new BufferedImage(
              DENSITY * (int) AREA.getWidth(),
              DENSITY * (int) AREA.getHeight(),
              BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.scale(DENSITY, DENSITY);
      chart.draw(graphics, AREA);
      graphics.dispose();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    }
  };

  private static final Rectangle2D AREA = new Rectangle2D.Double(0, 0, 1000, 600);
  private static final int DENSITY = 2;

  /// The whole file.
  abstract byte[] of(JFreeChart chart) throws IOException;

  /// The kind that a file is to be.
  ///
  /// @throws InvalidRequestException if its name ends otherwise
  static Picture forFile(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    for (Picture kind : values()) {
      if (name.endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw InvalidRequestException.of("--plot", "a file named *.svg or *.png", file);
  }
}
