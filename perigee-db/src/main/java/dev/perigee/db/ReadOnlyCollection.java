package dev.perigee.db;

import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.error.InvalidRequestException;
import java.time.Instant;

/// Documents of one schema, as a [ReadOnlyDatabase] shows them. It stays usable over refreshes.
public final class ReadOnlyCollection extends PinnedReader {

  private final ReadOnlyDatabase database;
  private final String name;

  ReadOnlyCollection(ReadOnlyDatabase database, String name) {
    this.database = database;
    this.name = name;
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// What its documents may have.
  public Schema schema() {
    return database.read(() -> database.require(name).schema());
  }

  @Override
  public long count() {
    return database.read(() -> database.require(name).count());
  }

  /// The collection as it is shown now, for as long as the snapshot is open. A refresh waits for
  /// it.
  public Snapshot snapshot() {
    Moment now = pin();
    try {
      return database.hold(now);
    } finally {
      release(now);
    }
  }

  /// The collection as it was at an instant: after the last commit at or before it, as far as
  /// commits are shown. A refresh waits for the snapshot to be closed.
  ///
  /// @throws InvalidRequestException if the instant is before the horizon
  public Snapshot asOf(Instant instant) {
    long sequence = FieldType.micros("instant", instant);
    Moment now = pin();
    try {
      long horizon = now.collection().horizon();
      if (sequence < Math.min(horizon, now.sequence())) {
        throw Moment.beforeHorizon(instant, FieldType.instant(horizon));
      }
      return database.hold(sequence < now.sequence() ? now.at(sequence) : now);
    } finally {
      release(now);
    }
  }

  /// The oldest instant that [#asOf] can answer for.
  public Instant horizon() {
    return database.read(() -> FieldType.instant(database.require(name).horizon()));
  }

  @Override
  Moment pin() {
    return database.pin(name);
  }

  @Override
  void release(Moment moment) {
    database.endRead();
  }

  @Override
  public String toString() {
    return name;
  }
}
