package dev.perigee.cli.data;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Version;
import dev.perigee.db.query.Filter;
import java.util.List;
import java.util.function.Predicate;

/// A condition as a test of documents that were read.
///
/// @param schema of the documents
/// @param test what is asked
/// @param needsVectors whether it asks for vectors, so that they have to be read
record DocumentTest(Schema schema, Predicate<Version> test, boolean needsVectors) {

  /// @param filter null for one that every document meets
  static DocumentTest of(Schema schema, Filter filter) {
    return filter == null
        ? new DocumentTest(schema, _ -> true, false)
        : new DocumentTest(schema, filter.on(schema), asksForVectors(schema, filter));
  }

  private static boolean asksForVectors(Schema schema, Filter filter) {
    return switch (filter) {
      case Filter.Exists exists -> schema.isVector(exists.field());
      case Filter.Not not -> asksForVectors(schema, not.filter());
      case Filter.And and -> and.filters().stream().anyMatch(f -> asksForVectors(schema, f));
      case Filter.Or or -> or.filters().stream().anyMatch(f -> asksForVectors(schema, f));
      case Filter.In _, Filter.Range _ -> false;
    };
  }

  boolean meets(Document document) {
    int[] vectorCounts =
        schema.vectors().stream().mapToInt(v -> count(document.get(v.name()))).toArray();
    Object[] values = schema.fields().stream().map(f -> document.get(f.name())).toArray();
    return test.test(
        new Version(document.version(), document.id(), document.validity(), vectorCounts, values));
  }

  private static int count(Object vectors) {
    return vectors == null ? 0 : vectors instanceof List<?> list ? list.size() : 1;
  }
}
