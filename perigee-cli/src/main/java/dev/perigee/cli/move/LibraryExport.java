package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.hnswlib.HnswlibWriter;
import dev.perigee.formats.hnswlib.HnswlibWriterOptions;
import dev.perigee.formats.hnswrs.HnswRsParameters;
import dev.perigee.formats.hnswrs.HnswRsWriter;
import dev.perigee.formats.usearch.USearchWriter;
import dev.perigee.formats.usearch.USearchWriterOptions;
import dev.perigee.index.IndexContents;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;

/// Writes an index of Perigee as one of another library.
final class LibraryExport {

  private LibraryExport() {}

  /// Writes the file.
  ///
  /// @return how many vectors were written
  /// @throws InvalidRequestException if the library cannot hold the index
  static int write(Path source, Path target, ConvertTarget.IndexOf kind) {
    try (VectorIndex index = VectorIndex.open(source)) {
      VectorSource vectors = IndexContents.vectors(index);
      LinkSource links = IndexContents.links(index);
      Metric metric = index.options().metric();
      int efConstruction = index.options().efConstruction();
      switch (kind) {
        case HNSWLIB ->
            HnswlibWriter.write(
                target,
                vectors,
                links,
                HnswlibWriterOptions.of(metric, links).withEfConstruction(efConstruction));
        case USEARCH ->
            USearchWriter.write(
                target,
                vectors,
                links,
                USearchWriterOptions.of(metric, links).withMulti(!index.options().uniqueIds()));
        case HNSW_RS -> HnswRsWriter.write(target, vectors, links, hnswRs(index, links));
        case PERIGEE ->
            throw InvalidRequestException.of(
                "to", "HNSWLIB, USEARCH or HNSW_RS for an index of Perigee", "PERIGEE");
      }
      return index.count();
    }
  }

  private static HnswRsParameters hnswRs(VectorIndex index, LinkSource links) {
    return new HnswRsParameters(
        index.options().metric(),
        Math.max(links.degreeMaxUpper(), (links.degreeMax() + 1) / 2),
        index.options().efConstruction());
  }
}
