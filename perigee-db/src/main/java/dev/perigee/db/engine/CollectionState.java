package dev.perigee.db.engine;

import dev.perigee.db.document.Schema;
import dev.perigee.db.rows.FieldRows;
import java.util.ArrayList;
import java.util.List;

/// A collection as the engine knows it: its number, schema, counters and rows.
///
/// Counters change under the commit lock and are read by any thread.
public final class CollectionState {

  private final int number;
  private final String name;
  private volatile Schema schema;
  private volatile List<FieldRows> vectors;
  private volatile long nextDocument;
  private volatile long count;
  private volatile long horizon;
  private volatile boolean dropped;

  CollectionState(int number, String name, Schema schema, List<FieldRows> vectors) {
    this.number = number;
    this.name = name;
    this.schema = schema;
    this.vectors = List.copyOf(vectors);
  }

  /// Its number in the keys.
  public int number() {
    return number;
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// What its documents may have.
  public Schema schema() {
    return schema;
  }

  /// The rows of each vector field, in the order of the schema.
  public List<FieldRows> vectors() {
    return vectors;
  }

  /// Documents that count now.
  public long count() {
    return count;
  }

  /// Number of the next new document.
  public long nextDocument() {
    return nextDocument;
  }

  /// Sequence number before which old versions may be gone.
  public long horizon() {
    return horizon;
  }

  /// Whether it is gone.
  public boolean isDropped() {
    return dropped;
  }

  void drop() {
    dropped = true;
  }

  void setCounters(long newCount, long newNextDocument) {
    count = newCount;
    nextDocument = newNextDocument;
  }

  void setHorizon(long sequence) {
    horizon = sequence;
  }

  /// Takes over a schema that extends the one there is.
  void extend(Schema extended) {
    List<FieldRows> more = new ArrayList<>(vectors);
    for (int i = more.size(); i < extended.vectors().size(); i++) {
      more.add(new FieldRows(extended.vectors().get(i), List.of()));
    }
    vectors = List.copyOf(more);
    schema = extended;
  }

  /// Takes over a schema in which vector fields are indexed in another way.
  void reindex(Schema reindexed) {
    for (int i = 0; i < vectors.size(); i++) {
      vectors.get(i).setField(reindexed.vectors().get(i));
    }
    schema = reindexed;
  }

  @Override
  public String toString() {
    return name;
  }
}
