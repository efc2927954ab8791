package dev.perigee.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Data sets of the same vectors in many formats, too large for the checkout.
///
/// They lie in `fixtures/datasets` of the folder that the property `perigee.shared` names. A test
/// that needs one and finds none is skipped and says so.
public final class SharedDatasets {

  private SharedDatasets() {}

  /// A file; without it, the test is skipped.
  public static Path file(String name) {
    Path path = folder().resolve(name);
    Assumptions.assumeTrue(Files.exists(path), "no shared data set " + name);
    return path;
  }

  /// What lies in all files with one of the extensions; nothing where there are no data sets.
  ///
  /// @param extensions with their dots
  public static List<byte[]> contents(String... extensions) {
    List<byte[]> contents = new ArrayList<>();
    if (Files.isDirectory(folder())) {
      try (Stream<Path> paths = Files.list(folder())) {
        for (Path path : paths.filter(path -> endsWithOne(path, extensions)).toList()) {
          contents.add(Files.readAllBytes(path));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return contents;
  }

  /// The vectors that all of them hold; without them, the test is skipped.
  public static List<float[]> base() {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(file("base.fbin"))).order(ByteOrder.LITTLE_ENDIAN);
      List<float[]> rows = new ArrayList<>();
      int count = bytes.getInt();
      int dimension = bytes.getInt();
      for (int i = 0; i < count; i++) {
        float[] row = new float[dimension];
        for (int k = 0; k < dimension; k++) {
          row[k] = bytes.getFloat();
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    return Path.of(System.getProperty("perigee.shared"), "fixtures", "datasets");
  }

  private static boolean endsWithOne(Path path, String... extensions) {
    return Stream.of(extensions).anyMatch(path.toString()::endsWith);
  }
}
