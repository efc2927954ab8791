package dev.perigee.bench.plot;

import dev.perigee.cli.bench.Plotter;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Draws recall against queries a second.
public final class CurvePlotter implements Plotter {

  /// The plotter; draws nothing yet.
  public CurvePlotter() {}

  @Override
  public void plot(Request request) {
    Picture kind = Picture.forFile(request.target());
    LineReader reader = new LineReader();
    request.lines().forEach(reader::read);
    if (reader.strangeLines() > 0) {
      request
          .warnings()
          .println(
              "perigee: left out " + reader.strangeLines() + " lines that are no JSON objects");
    }
    String dataSet = reader.dataSet(request.dataSet());
    System.setProperty("java.awt.headless", "true"); // before anything of it is loaded
    try {
      write(
          request.target(),
          kind.of(Chart.of("Recall and speed: " + dataSet, reader.curves(dataSet))));
    } catch (IOException e) {
      throw new StorageException("cannot write " + request.target(), e);
    }
  }

  /// Writes beside the target first, so that there is never half a picture.
  private static void write(Path target, byte[] picture) throws IOException {
    String hidden = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
    Path temporary = target.resolveSibling(hidden);
    try {
      Files.write(temporary, picture, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
