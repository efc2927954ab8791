package dev.perigee.cli.move;

import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexAdoption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes an index file of an index of another library.
///
/// @param index which stays the caller's
record Adoption(MovedIndex index) {

  /// Writes the file.
  ///
  /// @return what was done
  Map<String, Object> write(Path target, BuildProgress progress) {
    Path folder = target.toAbsolutePath().getParent();
    IndexAdoption adoption =
        new IndexAdoption(
            index.vectors(),
            index.links(),
            index.removed(),
            index.removedCount(),
            index.options(folder));
    adoption.write(target, progress);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("library", index.library());
    line.put("count", adoption.count());
    line.put("removed", index.removedCount());
    line.put("graph", index.links() == null ? "built" : "taken over");
    line.put("losses", index.losses());
    line.put("oddities", index.oddities());
    line.put("bytes", target.toFile().length());
    return line;
  }
}
