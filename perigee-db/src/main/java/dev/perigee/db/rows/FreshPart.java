package dev.perigee.db.rows;

import dev.perigee.index.FreshIndex;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import java.lang.foreign.MemorySegment;

/// Rows that came last, in memory; the store has them too until they are in a file.
///
/// A row is appended before its commit is durable, and counts for nobody until [#publish] gives it
/// its sequence number.
public final class FreshPart extends RowPart {

  private static final long NOBODY = -1;

  private final FreshIndex index;
  private final SequenceColumn created = new SequenceColumn(OPEN);
  private final SequenceColumn closed = new SequenceColumn(OPEN);
  private volatile boolean frozen;
  private volatile boolean recorded;
  private final DocumentRows byDocument = new DocumentRows();

  /// @param uid of the part
  /// @param index empty, owned by the part from now on
  public FreshPart(long uid, FreshIndex index) {
    super(uid);
    this.index = index;
  }

  /// Appends a row that does not count yet. Under the commit lock.
  ///
  /// @return its number
  public int append(long document, MemorySegment vector) {
    int row = index.append(document, vector);
    byDocument.add(document, row);
    return row;
  }

  /// Appends a row that never counts, in the place of one that was never written.
  ///
  /// @param vector any
  public void skip(MemorySegment vector) {
    int _ = index.append(NOBODY, vector);
  }

  /// Makes a row count from a sequence number on. Under the commit lock.
  public void publish(int row, long sequence) {
    created.set(row, sequence);
  }

  /// Says that the manifest has the part. Under the commit lock.
  public void setRecorded() {
    recorded = true;
  }

  /// Whether the manifest has the part.
  public boolean isRecorded() {
    return recorded;
  }

  /// Takes no more rows from now on. Under the commit lock.
  public void freeze() {
    frozen = true;
  }

  /// Whether it takes no more rows.
  public boolean isFrozen() {
    return frozen;
  }

  /// The rows themselves.
  public FreshIndex index() {
    return index;
  }

  /// Bytes off the heap.
  public long memoryBytes() {
    return index.memoryBytes() + created.memoryBytes() + closed.memoryBytes();
  }

  @Override
  public int count() {
    return index.count();
  }

  @Override
  public long created(int row) {
    return created.get(row);
  }

  @Override
  public long closed(int row) {
    return closed.get(row);
  }

  @Override
  public void documents(int[] rows, int count, long[] documents) {
    index.ids(rows, count, documents);
  }

  @Override
  public int[] rows(long document) {
    return byDocument.rows(document);
  }

  @Override
  public void readVector(int row, MemorySegment target, long targetOffset) {
    index.readVector(row, target, targetOffset);
  }

  @Override
  public SearchResult search(MemorySegment query, SearchOptions options) {
    return index.search(query, options);
  }

  @Override
  public float[] distances(MemorySegment query, int[] rows, int count) {
    return index.distances(query, rows, count);
  }

  @Override
  long lastCreated() {
    return OPEN; // rows come at any time
  }

  @Override
  void setClosed(int row, long sequence) {
    closed.set(row, sequence);
  }

  @Override
  void free() {
    index.close();
  }
}
