package dev.perigee.db.rows;

import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.vector.AcceptSet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Some of the rows of a field: those that came last, in memory, or an immutable file of older
/// ones.
///
/// A row counts for sequence numbers from `created` on and before `closed`. Rows are closed one at
/// a time under the commit lock; everything else is read by any thread.
///
/// **Lifetime.** Made with one reference; freed when the last one is given back.
public abstract sealed class RowPart permits FreshPart, SegmentPart {

  /// That a row was closed.
  ///
  /// @param row of the part
  /// @param sequence number from which it counts no more
  public record Closing(int row, long sequence) {}

  /// A row that nothing has closed.
  public static final long OPEN = Long.MAX_VALUE;

  private final long uid;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile long firstClosed = OPEN;
  private final AtomicInteger closedCount = new AtomicInteger();
  private volatile Runnable afterwards;
  private List<Closing> journal;

  RowPart(long uid) {
    this.uid = uid;
  }

  /// Its number, which no other part ever has.
  public final long uid() {
    return uid;
  }

  /// Rows, closed ones included.
  public abstract int count();

  /// Sequence number from which a row counts.
  public abstract long created(int row);

  /// Sequence number from which a row counts no more; [#OPEN] if it does still.
  public abstract long closed(int row);

  /// Document numbers of rows.
  public abstract void documents(int[] rows, int count, long[] documents);

  /// All rows of a document, closed ones included.
  public abstract int[] rows(long document);

  /// Copies the vector of a row.
  public abstract void readVector(int row, MemorySegment target, long targetOffset);

  /// Searches all rows that the options accept.
  public abstract SearchResult search(MemorySegment query, SearchOptions options);

  /// Exact distances of rows.
  public abstract float[] distances(MemorySegment query, int[] rows, int count);

  abstract long lastCreated();

  abstract void setClosed(int row, long sequence);

  abstract void free();

  /// Document number of a row.
  public final long document(int row) {
    long[] document = new long[1];
    documents(new int[] {row}, 1, document);
    return document[0];
  }

  /// Closes a row. Under the commit lock.
  public final void close(int row, long sequence) {
    setClosed(row, sequence);
    noteClosed(sequence);
    if (journal != null) {
      journal.add(new Closing(row, sequence));
    }
  }

  /// Writes down which rows are closed from now on. Under the commit lock.
  public final void startJournal() {
    journal = new ArrayList<>();
  }

  /// What was closed since the journal was started, which ends by this. Under the commit lock.
  public final List<Closing> endJournal() {
    List<Closing> written = journal == null ? List.of() : journal;
    journal = null;
    return written;
  }

  final void noteClosed(long sequence) {
    if (sequence < firstClosed) {
      firstClosed = sequence;
    }
    closedCount.incrementAndGet();
  }

  final void noteClosed(long first, int count) {
    firstClosed = Math.min(firstClosed, first);
    closedCount.addAndGet(count);
  }

  /// Rows that were closed.
  public final int closedCount() {
    return closedCount.get();
  }

  /// Whether a row counts at a sequence number.
  public final boolean isVisible(int row, long sequence) {
    return created(row) <= sequence && sequence < closed(row);
  }

  /// The rows that count at a sequence number, of certain documents.
  ///
  /// @param documents null for all
  /// @return null if all rows do
  public final AcceptSet visibleAt(long sequence, NumberSet documents) {
    boolean all = lastCreated() <= sequence && sequence < firstClosed;
    if (documents == null) {
      return all ? null : (rows, count) -> keepVisible(rows, count, sequence);
    }
    return (rows, count) -> {
      int visible = all ? count : keepVisible(rows, count, sequence);
      return keepDocuments(rows, visible, documents);
    };
  }

  private int keepVisible(int[] rows, int count, long sequence) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[kept] = row;
      kept += isVisible(row, sequence) ? 1 : 0;
    }
    return kept;
  }

  private int keepDocuments(int[] rows, int count, NumberSet documents) {
    long[] numbers = new long[count];
    documents(rows, count, numbers);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      rows[kept] = rows[i];
      kept += documents.contains(numbers[i]) ? 1 : 0;
    }
    return kept;
  }

  /// Keeps the part from being freed.
  public final void retain() {
    int before = references.getAndIncrement();
    assert before > 0 : "part " + uid + " was freed";
  }

  /// Gives a reference back.
  public final void release() {
    int left = references.decrementAndGet();
    assert left >= 0 : "part " + uid + " was released too often";
    if (left == 0) {
      free();
      if (afterwards != null) {
        afterwards.run();
      }
    }
  }

  /// What to do when the part has been freed, such as deleting its files.
  public final void whenFreed(Runnable action) {
    afterwards = action;
  }
}
