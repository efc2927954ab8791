package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.StoredComponents;
import dev.perigee.vector.VectorSource;
import java.util.BitSet;

/// An index in memory as it was saved: `P`, a [MemoryGraph]; `P.data`, a [BinBlob] of vectors,
/// those of frozen points last; and, if it was made so, `P.tags`, the ids, and `P.del`, a [BinBlob]
/// of u32, the rows that were removed.
final class MemoryIndex {

  static final String DATA = ".data";

  private MemoryIndex() {}

  /// @param files of which `P` was named
  static DiskAnnParts read(DiskAnnFiles files, DiskAnnOptions options) {
    FileBytes graphFile = files.open(files.path());
    FileBytes dataFile = files.open(files.with(DATA));
    BinBlob data = BinBlob.whole(dataFile, options.elementType().widthBytes(), "vectors");
    if (data.rows() == 0) {
      throw dataFile.corruption(0, "expected 1 vector or more, got 0");
    }
    MemoryGraph graph = MemoryGraph.read(graphFile, data.rows());
    DiskAnnNotes notes = new DiskAnnNotes(options);
    notes.parameter("frozen points", graph.frozen());
    notes.labels(files);
    BitSet removed = removed(files, graph, notes);
    VectorSource vectors = tagged(files, vectors(data, options), graph);
    return new DiskAnnParts(
        notes.describe(graph.version(), vectors, removed.cardinality(), true),
        vectors,
        graph.links(),
        removed);
  }

  private static VectorSource vectors(BinBlob data, DiskAnnOptions options) {
    StoredComponents components =
        new StoredComponents(data.file(), options.elementType(), data.columns());
    return new PlacedVectors(data.rows(), components, data::rowAt);
  }

  private static VectorSource tagged(DiskAnnFiles files, VectorSource vectors, MemoryGraph graph) {
    FileBytes tags = files.openIfThere(files.with(".tags"));
    return tags == null ? vectors : TaggedVectors.of(vectors, tags, graph.frozen());
  }

  private static BitSet removed(DiskAnnFiles files, MemoryGraph graph, DiskAnnNotes notes) {
    int count = graph.links().count();
    BitSet removed = new BitSet(count);
    removed.set(count - graph.frozen(), count);
    if (graph.frozen() > 0) {
      notes.oddity(
          graph.frozen() + " frozen points: made to begin searches at, counted as removed");
    }
    FileBytes file = files.openIfThere(files.with(".del"));
    if (file != null) {
      mark(BinBlob.whole(file, Integer.BYTES, "removed rows"), count, removed);
    }
    int dummies = Dummies.mark(files.openIfThere(files.with("_dummy_map.txt")), count, removed);
    if (dummies > 0) {
      notes.oddity(dummies + " points are copies of others, counted as removed");
    }
    return removed;
  }

  private static void mark(BinBlob rows, int count, BitSet removed) {
    for (int i = 0; i < rows.rows(); i++) {
      long row = rows.file().u32(rows.rowAt(i));
      if (rows.columns() != 1 || row >= count) {
        throw rows.file()
            .corruption(rows.rowAt(i), "expected one of " + count + " rows, got " + row);
      }
      removed.set((int) row);
    }
  }
}
