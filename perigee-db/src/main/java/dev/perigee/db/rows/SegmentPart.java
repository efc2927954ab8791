package dev.perigee.db.rows;

import dev.perigee.error.CorruptionException;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.OpenOptions;
import dev.perigee.index.RerankCopy;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorAccess;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// Rows in an immutable file, with those of them closed since it was written.
public final class SegmentPart extends RowPart {

  private final SegmentFiles files;
  private final VectorIndex index;
  private final RowsFile rows;
  private final Path path;
  private final SequenceColumn closedSince = new SequenceColumn(OPEN);
  private final int count;
  private final long bytes;
  private final IndexOptions built;
  private final VectorAccess vectors;
  private final AtomicBoolean preloaded = new AtomicBoolean();
  private volatile boolean damaged;

  private SegmentPart(
      SegmentFiles files, Path folder, VectorIndex index, RowsFile rows, VectorAccess vectors) {
    super(files.uid());
    this.files = files;
    this.path = files.index(folder);
    this.index = index;
    this.rows = rows;
    this.vectors = vectors;
    count = rows.count();
    bytes = files.bytes(folder);
    built = index.options();
    if (index.count() != count) {
      throw new CorruptionException(
          files.rows(Path.of("")).toString(), 8, "expected " + index.count() + " rows");
    }
    if (rows.closedCount() > 0) {
      noteClosed(rows.firstClosed(), rows.closedCount());
    }
  }

  /// Opens the two files of a segment.
  ///
  /// @param wanted how its vectors are to be got at; one that is walked on them, having no codes,
  ///   is mapped all the same
  /// @throws CorruptionException if a header shows damage
  /// @throws dev.perigee.error.NotFoundException if a file is missing
  public static SegmentPart open(Path folder, SegmentFiles files, VectorAccess wanted) {
    VectorIndex index = VectorIndex.open(files.index(folder));
    try {
      VectorAccess vectors = canRead(index.options()) ? wanted : VectorAccess.MAPPED;
      if (vectors == VectorAccess.READ) {
        VectorIndex mapped = index;
        index = VectorIndex.open(files.index(folder), OpenOptions.defaults().withVectors(vectors));
        mapped.close();
      }
      RowsFile rows = RowsFile.open(files.rows(folder));
      try {
        return new SegmentPart(files, folder, index, rows, vectors);
      } catch (RuntimeException e) {
        rows.close();
        throw e;
      }
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  private static boolean canRead(IndexOptions built) {
    return built.codes() != CodeKind.NONE && built.rerank() == RerankCopy.VECTORS;
  }

  /// How its vectors are got at for the last order of a search.
  public VectorAccess vectors() {
    return vectors;
  }

  /// Whether its vectors can be got at in this way.
  public boolean supports(VectorAccess access) {
    return access == VectorAccess.MAPPED || canRead(built);
  }

  /// How its index was built.
  public IndexOptions built() {
    return built;
  }

  /// Bytes of its files.
  public long bytes() {
    return bytes;
  }

  /// Bytes that a search walks on, within a few per cent: codes and links.
  public long walkedBytes() {
    return built.estimate(count).searchedBytes();
  }

  /// Whether its codes and links are worth reading ahead: its vectors are read, and nobody has done
  /// so yet.
  public boolean awaitsPreload() {
    return vectors == VectorAccess.READ && !preloaded.get();
  }

  /// Reads its codes and links once, unless somebody has.
  public void preload() {
    if (preloaded.compareAndSet(false, true)) {
      long _ = index.preload();
    }
  }

  /// Reads the times of all rows: damaged ones would not be noticed, but show other documents.
  ///
  /// @throws CorruptionException if they do not match their checksum
  public void verifyRows() {
    rows.verify();
  }

  /// Its files.
  public SegmentFiles files() {
    return files;
  }

  /// Rows closed since its rows file was written: what is to be read from the store at every start.
  public int tombstones() {
    return closedCount() - rows.closedCount();
  }

  /// Its index.
  public VectorIndex index() {
    return index;
  }

  /// Whether no row of it counts at a sequence number, as far as that can be told at once.
  public boolean isPast(long sequence) {
    return files.kind() == SegmentFiles.Kind.HISTORY && sequence >= rows.lastClosed();
  }

  /// Whether it has a graph; else it is scanned.
  public boolean linked() {
    return files.kind() == SegmentFiles.Kind.LINKED;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long created(int row) {
    return rows.created(row);
  }

  @Override
  public long closed(int row) {
    return Math.min(closedSince.get(row), rows.closed(row));
  }

  @Override
  public void documents(int[] ordinals, int length, long[] documents) {
    index.ids(ordinals, length, documents);
  }

  @Override
  public int[] rows(long document) {
    return index.ordinals(document);
  }

  @Override
  public void readVector(int row, MemorySegment target, long targetOffset) {
    index.readVector(row, target, targetOffset);
  }

  /// Searches; if the file turns out to be damaged, every vector is compared from then on, but for
  /// those that are lost.
  @Override
  public SearchResult search(MemorySegment query, SearchOptions options) {
    if (!damaged) {
      try {
        return index.search(query, options);
      } catch (CorruptionException e) {
        index.exclude(VectorIndex.examine(path).rows());
        damaged = true;
      }
    }
    return index.search(query, options.asExact());
  }

  /// Whether a search has found damage.
  public boolean isDamaged() {
    return damaged;
  }

  @Override
  public float[] distances(MemorySegment query, int[] ordinals, int length) {
    return index.distances(query, ordinals, length);
  }

  @Override
  long lastCreated() {
    return rows.lastCreated();
  }

  @Override
  void setClosed(int row, long sequence) {
    closedSince.set(row, sequence);
  }

  @Override
  void free() {
    index.close();
    rows.close();
  }
}
