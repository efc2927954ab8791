package dev.perigee.db;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/// A search that took long, for Java Flight Recorder.
@Name("dev.perigee.Search")
@Label("Search")
@Category("Perigee")
@Threshold("10 ms")
@StackTrace(false)
final class SlowSearch extends Event {
  @Label("Collection")
  String collection;

  @Label("Field")
  String field;

  @Label("Limit")
  int limit;

  @Label("Filtered")
  boolean filtered;
}
