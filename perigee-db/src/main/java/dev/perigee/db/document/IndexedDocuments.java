package dev.perigee.db.document;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;

/// Documents of vectors alone, with the graph over these that was built elsewhere: an index of
/// another library, or a file of our own, on its way into a collection.
///
/// Read from several threads, several times, each time the same.
///
/// @param vectors the rows; their own ids are not looked at
/// @param links the graph, node `i` for row `i`; null if there is none, and one is to be built
/// @param removed rows that are nobody's vector, though walks lead through them
/// @param removedCount how many they are
/// @param ids the document of a row that was not removed; several rows may have the same one, if
///   the field takes many vectors
public record IndexedDocuments(
    VectorSource vectors,
    LinkSource links,
    IntPredicate removed,
    int removedCount,
    LongFunction<DocumentId> ids) {

  /// @throws InvalidRequestException if there are more rows than a segment holds
  public IndexedDocuments {
    if (vectors.count() > Integer.MAX_VALUE) {
      throw InvalidRequestException.of(
          "vectors", "at most " + Integer.MAX_VALUE + " rows", vectors.count());
    }
  }
}
