package dev.perigee.formats.foreign;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files that other libraries wrote, with their own answers, too large for the checkout.
///
/// They lie in `shared/fixtures` beside the checkout or above it; `-Dperigee.shared=FOLDER` names
/// the folder `shared` itself. A test that finds none is skipped and says so.
public final class SharedFixtures {

  private SharedFixtures() {}

  /// The folder of one library.
  public static Path folder(String name) {
    String named = System.getProperty("perigee.shared");
    if (named != null) {
      return existing(Path.of(named), name);
    }
    Path above = Path.of("").toAbsolutePath();
    while (above != null && !Files.isDirectory(above.resolve("shared/fixtures").resolve(name))) {
      above = above.getParent();
    }
    return existing(above == null ? Path.of("shared") : above.resolve("shared"), name);
  }

  private static Path existing(Path shared, String name) {
    Path folder = shared.resolve("fixtures").resolve(name);
    return Files.isDirectory(folder) ? folder : abort("no fixtures in " + folder);
  }
}
