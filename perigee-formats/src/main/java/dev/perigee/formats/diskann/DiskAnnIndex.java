package dev.perigee.formats.diskann;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.nio.file.Files;
import java.nio.file.Path;

/// An index of DiskANN (Subramanya et al. 2019), whichever of its programs wrote it.
///
/// | named file | what | bytes told by |
/// |---|---|---|
/// | `P` beside `P.data` | an index in memory, as it was saved | [MemoryIndex], [MemoryGraph] |
/// | `P_disk.index`, or `P` for it | an index on disk | [DiskIndex], [DiskHeader], [DiskLayout] |
/// | `P_pq_compressed.bin` | codes, without a graph | [CodesIndex], [PqCodebook] |
///
/// Numbers are little-endian. The graph has one level. Points that a build made for itself (frozen
/// points, copies) are walked through and count as removed. Labels are not read.
///
/// An index on disk opens by its header; the graph of one in memory is passed over once, which
/// keeps one `long` a node outside the heap.
///
/// Safe for several threads. Whoever opens it closes it.
public final class DiskAnnIndex implements ForeignIndex {

  private static final int DIMENSION_MAX = 65_536;
  private static final int UNIFIED_MAGIC = 0x444e4e55;

  private final DiskAnnFiles files;
  private final DiskAnnParts parts;

  private DiskAnnIndex(DiskAnnFiles files, DiskAnnParts parts) {
    this.files = files;
    this.parts = parts;
  }

  /// Opens an index.
  ///
  /// @param path see the table above
  /// @param options what the files do not say
  /// @throws NotFoundException if a file is missing
  /// @throws InvalidRequestException if it is a unified container, a format of no release
  /// @throws CorruptionException if a file is damaged, or files do not belong together
  /// @throws LimitExceededException above 65,536 components or 2,147,483,647 nodes
  /// @throws StorageException if the operating system refuses
  public static DiskAnnIndex open(Path path, DiskAnnOptions options) {
    DiskAnnFiles files = DiskAnnFiles.named(path);
    try {
      return new DiskAnnIndex(files, read(files, options));
    } catch (RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  private static DiskAnnParts read(DiskAnnFiles files, DiskAnnOptions options) {
    FileBytes file = files.open(files.path());
    requireReleased(file);
    DiskAnnParts parts = parts(file, files, options);
    int dimension = parts.vectors().dimension();
    if (dimension > DIMENSION_MAX) {
      throw new LimitExceededException(
          "%s: expected at most %,d components, got %,d"
              .formatted(file.name(), DIMENSION_MAX, dimension));
    }
    return parts;
  }

  private static DiskAnnParts parts(FileBytes file, DiskAnnFiles files, DiskAnnOptions options) {
    if (files.name().endsWith(CodesIndex.SUFFIX)) {
      return CodesIndex.read(files, options);
    }
    boolean isMemory =
        !files.name().endsWith(DiskIndex.SUFFIX)
            && (Files.exists(files.with(MemoryIndex.DATA)) || MemoryGraph.isLikely(file));
    return isMemory ? MemoryIndex.read(files, options) : DiskIndex.read(files, options);
  }

  private static void requireReleased(FileBytes file) {
    if (file.sizeBytes() >= Integer.BYTES && file.i32(0) == UNIFIED_MAGIC) {
      throw InvalidRequestException.of(
          file.name(), "a format of a release of DiskANN", "a unified container");
    }
  }

  @Override
  public ForeignDescription description() {
    return parts.description();
  }

  @Override
  public VectorSource vectors() {
    return parts.vectors();
  }

  /// {@inheritDoc}
  ///
  /// True for frozen points and copies too, which nobody put there.
  @Override
  public boolean isRemoved(long row) {
    return parts.removed().get(PlacedVectors.requireRow(row, vectors().count()));
  }

  @Override
  public LinkSource links() {
    return parts.links();
  }

  @Override
  public void close() {
    files.close();
  }
}
