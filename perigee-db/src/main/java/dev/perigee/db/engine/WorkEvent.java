package dev.perigee.db.engine;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// What is recorded for Java Flight Recorder. Costs nothing while nothing records.
final class WorkEvent {

  private WorkEvent() {}

  /// A group of commits.
  @Name("dev.perigee.Commit")
  @Label("Commit")
  @Category("Perigee")
  @StackTrace(false)
  static final class Commit extends Event {
    @Label("Transactions")
    int transactions;

    @Label("Bytes")
    long bytes;
  }

  /// A part that went from memory to a file.
  @Name("dev.perigee.Seal")
  @Label("Seal")
  @Category("Perigee")
  @StackTrace(false)
  static final class Seal extends Event {
    @Label("Collection")
    String collection;

    @Label("Rows")
    long rows;
  }

  /// A merge of segments.
  @Name("dev.perigee.Merge")
  @Label("Merge")
  @Category("Perigee")
  @StackTrace(false)
  static final class Merge extends Event {
    @Label("Collection")
    String collection;

    @Label("Segments")
    int segments;

    @Label("Rows")
    long rows;
  }

  /// The opening of a database.
  @Name("dev.perigee.Recovery")
  @Label("Recovery")
  @Category("Perigee")
  @StackTrace(false)
  static final class Open extends Event {
    @Label("Folder")
    String folder;

    @Label("Rows read from the log")
    long rows;
  }
}
