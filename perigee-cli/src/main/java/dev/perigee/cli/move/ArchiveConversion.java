package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.NpzWriter;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.index.BuildProgress;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a table of numbers as an archive of NumPy: the array `vectors`, and `ids` where the table
/// has some.
///
/// @param table rows of which some are written
/// @param range which
/// @param hasIds whether the rows have ids of their own
record ArchiveConversion(NumberTable table, RowRange range, boolean hasIds) {

  /// Writes the file.
  ///
  /// @return what was done
  Map<String, Object> write(Path target, BuildProgress progress) {
    TableEncoder encoder = new TableEncoder(table);
    MemorySegment id = MemorySegment.ofArray(new byte[Long.BYTES]);
    long from = range.from();
    long to = range.to(table.rows());
    try (NpzWriter writer = NpzWriter.create(target)) {
      NpzWriter.Array vectors = writer.matrix("vectors", encoder.type(), table.columns());
      NpzWriter.Array ids = hasIds ? writer.list("ids", ComponentType.I64) : null;
      for (long row = from; row < to; row++) {
        vectors.write(encoder.row(row));
        if (ids != null) {
          id.set(LittleEndian.LONG, 0, table.id(row));
          ids.write(id);
        }
        progress.update(row + 1 - from, to - from);
      }
      writer.finish();
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", "npz");
    line.put("rows", to - from);
    line.put("columns", table.columns());
    line.put("element", encoder.type().name());
    line.put("bytes", target.toFile().length());
    return line;
  }
}
