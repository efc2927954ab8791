package dev.perigee.formats.diskann;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.StoredComponents;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// An index on disk: `P_disk.index`, a [DiskHeader] and the nodes of a [DiskLayout], and what may
/// be beside it: `P_disk.index_max_base_norm.bin` of a build for the inner product
/// ([RestoredVectors]), and `P_disk.index_pq_pivots.bin`, a [PqCodebook], of a build that kept
/// codes in place of vectors.
final class DiskIndex {

  static final String SUFFIX = "_disk.index";

  private final DiskAnnFiles files;
  private final DiskAnnOptions options;
  private final DiskAnnNotes notes;
  private final FileBytes file;
  private final DiskHeader header;

  private DiskIndex(DiskAnnFiles files, DiskAnnOptions options) {
    this.files = files;
    this.options = options;
    notes = new DiskAnnNotes(options);
    file = files.open(files.path());
    header = DiskHeader.read(file);
  }

  /// @param files of which the index was named
  static DiskAnnParts read(DiskAnnFiles files, DiskAnnOptions options) {
    return new DiskIndex(files, options).read();
  }

  private DiskAnnParts read() {
    Path pivots = files.with("_pq_pivots.bin");
    PqCodebook codebook = Files.exists(pivots) ? PqCodebook.read(files, pivots) : null;
    DiskLayout layout = layout(codebook);
    VectorSource vectors = restored(stored(layout, codebook));
    OneLevel links = layout.links();
    notes.parameter("nodes of a sector", header.nodesPerSector());
    notes.parameter("degree", links.degreeMax());
    notes.labels(files);
    note();
    BitSet removed = removed();
    return new DiskAnnParts(
        notes.describe(header.writer().label(), vectors, removed.cardinality(), true),
        vectors,
        links,
        removed);
  }

  private DiskLayout layout(PqCodebook codebook) {
    if (codebook == null) {
      return new DiskLayout(file, header, (long) dimension() * options.elementType().widthBytes());
    }
    if (header.dimension() != 0 && header.dimension() != codebook.chunkCount()) {
      throw file.corruption(
          16,
          "expected codes of %d bytes as in the codebook, got %d"
              .formatted(codebook.chunkCount(), header.dimension()));
    }
    return new DiskLayout(file, header, codebook.chunkCount());
  }

  /// Components of a stored vector; an old header leaves them to the codes that are searched on.
  private int dimension() {
    if (header.dimension() != 0) {
      return header.dimension();
    }
    String suffix = files.name().endsWith(SUFFIX) ? SUFFIX : "";
    return PqParts.dimension(files, files.instead(suffix, "_pq_pivots.bin"));
  }

  private VectorSource stored(DiskLayout layout, PqCodebook codebook) {
    if (codebook == null) {
      StoredComponents components = new StoredComponents(file, options.elementType(), dimension());
      return new PlacedVectors(header.nodes(), components, layout::nodeAt);
    }
    if (header.reorder() != null) {
      StoredComponents components =
          new StoredComponents(file, ComponentType.F32, header.reorder().dimension());
      notes.oddity("the nodes have codes; the vectors are those kept to order what is found");
      return new PlacedVectors(header.nodes(), components, layout.reorderPlaces());
    }
    notes.loss(
        "the vectors themselves are lost; they are what codes of %d bytes stand for"
            .formatted(codebook.chunkCount()));
    return new PqVectors(header.nodes(), file, layout::nodeAt, codebook);
  }

  private VectorSource restored(VectorSource stored) {
    FileBytes norm = files.openIfThere(files.with("_max_base_norm.bin"));
    boolean product = options.metric() == Metric.INNER_PRODUCT;
    if (norm != null && product && options.elementType() == ComponentType.F32) {
      notes.oddity(
          "the vectors were divided by the greatest length, and are multiplied by it again");
      return RestoredVectors.of(stored, norm);
    }
    if (product && norm == null) {
      notes.loss(
          "a build for the inner product changes vectors and keeps the greatest length in"
              + " *_max_base_norm.bin, which is missing: they are as they are stored");
    } else if (norm != null) {
      notes.oddity("a greatest length is beside it, as of a build for the inner product");
    }
    return stored;
  }

  private void note() {
    if (options.metric() == Metric.COSINE && options.elementType() == ComponentType.F32) {
      notes.loss("the build made all vectors of length 1; how long they were is lost");
    }
    FileBytes medoids = files.openIfThere(files.with("_medoids.bin"));
    if (medoids != null) {
      int count = BinBlob.whole(medoids, Integer.BYTES, "medoids").rows();
      notes.oddity(
          "DiskANN begins at the nearest of %d medoids; of these, one is kept".formatted(count));
    }
    if (header.associatedBytes() > 0) {
      notes.loss(header.associatedBytes() + " bytes of associated data of each point are not read");
    }
  }

  private BitSet removed() {
    BitSet removed = new BitSet(header.nodes());
    if (header.frozen() >= 0) {
      removed.set(header.frozen());
      notes.oddity("1 frozen point: made to begin searches at, counted as removed");
    }
    int dummies =
        Dummies.mark(files.openIfThere(files.with("_dummy_map.txt")), header.nodes(), removed);
    if (dummies > 0) {
      notes.oddity(dummies + " points are copies of others, counted as removed");
    }
    return removed;
  }
}
