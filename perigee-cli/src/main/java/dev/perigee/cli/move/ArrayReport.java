package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.NpyDescription;
import dev.perigee.formats.NpzEntry;
import dev.perigee.formats.NpzFile;
import dev.perigee.formats.VectorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What arrays of NumPy are.
final class ArrayReport {

  private ArrayReport() {}

  static void add(Path path, FileType type, Map<String, Object> lines) {
    if (type == FileType.NPY) {
      addArray(path, lines);
    } else {
      addArchive(path, lines);
    }
  }

  private static void addArray(Path path, Map<String, Object> lines) {
    NpyDescription description = NpyDescription.of(path);
    lines.put("kind", "npy array");
    lines.put("version", description.version());
    lines.put("shape", description.shape());
    lines.put("element", description.descr());
    lines.put("order", description.byColumn() ? "by column" : "by row");
    List<String> oddities = new ArrayList<>();
    if (description.descr().startsWith(">")) {
      oddities.add("numbers are big-endian");
    }
    if (description.byColumn() && description.shape().size() > 1) {
      oddities.add("a row is spread over the file: one page is read for each component");
    }
    // Opened for what the header does not tell: whether the size fits, and whether it is read.
    if (isWhole(description.descr())) {
      try (IntMatrix matrix = IntMatrix.open(path)) {
        lines.put("rows", matrix.rows());
        lines.put("columns", matrix.columns());
      }
    } else {
      try (VectorFile file = VectorFile.open(path)) {
        lines.put("rows", file.count());
        lines.put("dimension", file.dimension());
        lines.put("offered_as", file.elementType().name());
      }
    }
    lines.put("oddities", oddities);
  }

  /// Bytes are vectors, wider whole numbers are not.
  private static boolean isWhole(String descr) {
    return descr.matches("[<>=|]?[iu][248]");
  }

  private static void addArchive(Path path, Map<String, Object> lines) {
    NpzFile archive = NpzFile.open(path);
    lines.put("kind", "npz archive");
    List<Map<String, Object>> arrays = new ArrayList<>();
    List<String> oddities = new ArrayList<>();
    for (NpzEntry entry : archive.entries()) {
      Map<String, Object> array = new LinkedHashMap<>();
      array.put("name", entry.name());
      array.put("shape", entry.shape());
      array.put("element", entry.descr().isEmpty() ? "named fields" : entry.descr());
      array.put("packed", entry.deflated());
      array.put("bytes", entry.sizeBytes());
      arrays.add(array);
      ComponentType type = entry.type();
      if (type == null) {
        oddities.add(entry.name() + ": its element is not read");
      }
    }
    lines.put("arrays", arrays);
    if (arrays.isEmpty()) {
      oddities.add("no arrays: a zip of something else");
    }
    lines.put("oddities", oddities);
  }
}
