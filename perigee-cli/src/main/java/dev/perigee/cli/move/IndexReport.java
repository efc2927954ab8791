package dev.perigee.cli.move;

import dev.perigee.cli.IndexFields;
import dev.perigee.index.VectorIndex;
import dev.perigee.segment.SegmentHeader;
import java.nio.file.Path;
import java.util.Map;

/// What an index of Perigee holds. Opening it checks its header; the rest is checked by `index
/// verify`.
final class IndexReport {

  private IndexReport() {}

  static void add(Path path, Map<String, Object> lines) {
    try (VectorIndex index = VectorIndex.open(path)) {
      lines.put("kind", "Perigee index");
      lines.put("version", SegmentHeader.VERSION);
      lines.put("header", "matches its checksum and the size of the file");
      lines.putAll(IndexFields.of(index));
    }
  }
}
