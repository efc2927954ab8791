package dev.perigee.db.rows;

import dev.perigee.error.CorruptionException;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Rows in an immutable file, with those of them closed since it was written.
public final class SegmentPart extends RowPart {

  private final SegmentFiles files;
  private final VectorIndex index;
  private final RowsFile rows;
  private final Path path;
  private final SequenceColumn closedSince = new SequenceColumn(OPEN);
  private final int count;
  private volatile boolean damaged;

  private SegmentPart(SegmentFiles files, Path path, VectorIndex index, RowsFile rows) {
    super(files.uid());
    this.files = files;
    this.path = path;
    this.index = index;
    this.rows = rows;
    this.count = rows.count();
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
  /// @throws CorruptionException if a header shows damage
  /// @throws dev.perigee.error.NotFoundException if a file is missing
  public static SegmentPart open(Path folder, SegmentFiles files) {
    VectorIndex index = VectorIndex.open(files.index(folder));
    try {
      RowsFile rows = RowsFile.open(files.rows(folder));
      try {
        return new SegmentPart(files, files.index(folder), index, rows);
      } catch (RuntimeException e) {
        rows.close();
        throw e;
      }
    } catch (RuntimeException e) {
      index.close();
      throw e;
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
