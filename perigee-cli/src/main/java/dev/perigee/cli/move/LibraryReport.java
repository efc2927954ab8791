package dev.perigee.cli.move;

import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import java.nio.file.Path;
import java.util.Map;

/// What an index of another library is and says of itself.
final class LibraryReport {

  private LibraryReport() {}

  static void add(Path path, LibraryOptions libraries, Map<String, Object> lines) {
    try (ForeignIndex index = libraries.openToLook(path)) {
      ForeignDescription description = index.description();
      lines.put("kind", description.library() + " index");
      lines.put("library", description.library());
      lines.put("version", description.version());
      lines.put("count", description.count());
      lines.put("removed", description.removed());
      lines.put("dimension", description.dimension());
      lines.put("element", description.elementName());
      lines.put(
          "metric",
          libraries.lacksMetric(path)
              ? "not in the file, --metric says it"
              : description.metricName());
      lines.put("graph", index.links() != null);
      lines.put("ef", description.searchWidth());
      lines.put("parameters", description.parameters());
      lines.put("losses", description.losses());
      lines.put("oddities", description.oddities());
    }
  }
}
