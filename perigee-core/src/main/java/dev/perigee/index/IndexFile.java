package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.memory.MappedFaults;
import dev.perigee.memory.PageAdvice;
import dev.perigee.segment.ChecksumVerifier;
import dev.perigee.segment.MappedFile;
import dev.perigee.segment.RowReads;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentView;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// What is done with an index file as a whole: it is opened, proved sound, or said to be truncated.
final class IndexFile {

  private IndexFile() {}

  /// Opens a file.
  ///
  /// @throws InvalidRequestException if vectors are to be read that are not kept, or are needed for
  ///   the walk
  static VectorIndex open(Path path, OpenOptions options) {
    MappedFile file = MappedFile.open(path);
    try {
      SegmentView view = file.view();
      IndexData data = IndexSegment.read(view, options.distanceFunction());
      if (options.vectors() == VectorAccess.READ) {
        if (data.codebook() == null || data.vectors() == null) {
          throw InvalidRequestException.of(
              "vectors", "MAPPED for " + path + ", which has no codes or no vectors", "READ");
        }
        RowReads reads = RowReads.open(path, view, SectionType.VECTORS, options.readThreads());
        file.memory().closeAlong(reads);
        PageAdvice.oneByOne(file.segment());
        data = data.withReads(reads);
        data.adviseForSearches();
      }
      MappedFaults.raise();
      return new VectorIndex(data, file.memory());
    } catch (InternalError e) {
      file.memory().close();
      throw truncated(path.toString());
    } catch (RuntimeException e) {
      file.memory().close();
      throw e;
    }
  }

  /// Opens a file, building and writing it first if there is none.
  static VectorIndex openOrBuild(Path path, VectorSource source, IndexOptions options) {
    if (!Files.exists(path)) {
      try (IndexBuilder builder = VectorIndex.builder(options)) {
        builder.addAll(source);
        builder.write(path);
      }
    }
    VectorIndex index =
        open(path, OpenOptions.defaults().withDistanceFunction(options.distanceFunction()));
    IndexOptions found = index.options();
    if (found.dimension() != options.dimension()
        || found.metric() != options.metric()
        || found.elementType() != options.elementType()) {
      index.close();
      throw InvalidRequestException.of(
          "options", "those of " + path + ": " + found, options.toString());
    }
    return index;
  }

  /// Reads all of a file and checks it against its checksums and for sense.
  ///
  /// @return bytes verified
  static long verify(Path path) {
    long bytes = ChecksumVerifier.verify(path);
    MappedFile file = MappedFile.open(path);
    try {
      SegmentView view = SegmentView.of(file.segment(), path.toString());
      DistanceFunction unused =
          view.header().description().metric() == Metric.CUSTOM
              ? (query, vectors, count, distances) -> {}
              : null;
      new IndexInspection(IndexSegment.read(view, unused)).verify();
      MappedFaults.raise();
      return bytes;
    } catch (InternalError e) {
      throw truncated(path.toString());
    } finally {
      file.memory().close();
    }
  }

  /// The JVM reports a page that is mapped but no longer in the file by an InternalError; this is
  /// what it means.
  static CorruptionException truncated(String source) {
    long size = 0;
    try {
      size = Files.size(Path.of(source));
    } catch (IOException | InvalidPathException e) {
      // the size only refines the message
    }
    return new CorruptionException(source, size, "the file was truncated while it was open");
  }
}
