package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.memory.MappedFaults;
import dev.perigee.segment.ChecksumVerifier;
import dev.perigee.segment.MappedFile;
import dev.perigee.segment.SegmentView;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// What is done with an index file as a whole: it is proved sound, or said to be truncated.
final class IndexFile {

  private IndexFile() {}

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
