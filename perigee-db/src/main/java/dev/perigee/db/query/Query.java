package dev.perigee.db.query;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.SearchOptions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A question for the nearest documents. Immutable; each method returns a changed copy.
///
/// @param field the vector field
/// @param vector a float[], byte[] or MemorySegment as the field takes them; a list of such for
///   MaxSim
/// @param limit most hits, 1 to 10,000
/// @param ef width of the beam; 0 where a recall is asked or the default serves
/// @param recall share of the true nearest to be found on average; 0 where `ef` counts
/// @param exact whether every vector is compared
/// @param filter which documents may be hits; null for all
/// @param validAt when they must hold in the world; null for whenever
/// @param timeout most time; null for no limit
/// @param loaded what comes with each hit
public record Query(
    String field,
    Object vector,
    int limit,
    int ef,
    double recall,
    boolean exact,
    Filter filter,
    Instant validAt,
    Duration timeout,
    Loaded loaded) {

  /// What comes with a hit.
  public enum Loaded {
    /// The id.
    ID,
    /// The fields too.
    FIELDS,
    /// The fields and vectors too.
    ALL
  }

  private static final int LIMIT_DEFAULT = 10;

  /// @throws InvalidRequestException if a value is out of its range
  public Query {
    if (limit < 1 || limit > SearchOptions.K_MAX) {
      throw InvalidRequestException.of("limit", "1 to " + SearchOptions.K_MAX, limit);
    }
    if (vector == null) {
      throw InvalidRequestException.of("vector", "a float[], byte[] or MemorySegment", null);
    }
  }

  private Query(String field, Object vector) {
    this(field, vector, LIMIT_DEFAULT, 0, 0, false, null, null, null, Loaded.ID);
  }

  /// The nearest to floats.
  public static Query near(String field, float[] vector) {
    return new Query(field, vector);
  }

  /// The nearest to int8 values or packed bits.
  public static Query near(String field, byte[] vector) {
    return new Query(field, vector);
  }

  /// The nearest to a vector in the element type of the field.
  public static Query near(String field, MemorySegment vector) {
    return new Query(field, vector);
  }

  /// The documents with the greatest MaxSim: the sum, over the vectors of the query, of the score
  /// of the most similar vector of the document. For a field of many vectors.
  ///
  /// Source: Khattab and Zaharia 2020, "ColBERT", section 3.3; candidates are the nearest documents
  /// of each vector of the query.
  ///
  /// @param vectors 1 to 1,024, as the field takes them
  public static Query maxSim(String field, List<?> vectors) {
    return new Query(field, List.copyOf(vectors));
  }

  /// The same for so many.
  public Query limit(int newLimit) {
    return new Query(field, vector, newLimit, ef, recall, exact, filter, validAt, timeout, loaded);
  }

  /// The same for another vector, in the element type of the field.
  public Query to(byte[] newVector) {
    return new Query(field, newVector, limit, ef, recall, exact, filter, validAt, timeout, loaded);
  }

  /// The same with a width of the beam.
  public Query ef(int newEf) {
    return new Query(field, vector, limit, newEf, 0, exact, filter, validAt, timeout, loaded);
  }

  /// The same with a recall to be reached.
  public Query recall(double newRecall) {
    return new Query(field, vector, limit, 0, newRecall, exact, filter, validAt, timeout, loaded);
  }

  /// The same, comparing every vector.
  public Query asExact() {
    return new Query(field, vector, limit, ef, recall, true, filter, validAt, timeout, loaded);
  }

  /// The same among documents that meet a condition as well.
  public Query where(Filter newFilter) {
    Filter both = filter == null ? newFilter : filter.and(newFilter);
    return new Query(field, vector, limit, ef, recall, exact, both, validAt, timeout, loaded);
  }

  /// The same among documents that hold in the world at an instant.
  public Query validAt(Instant instant) {
    return new Query(field, vector, limit, ef, recall, exact, filter, instant, timeout, loaded);
  }

  /// The same with a limit of time.
  public Query timeout(Duration newTimeout) {
    return new Query(field, vector, limit, ef, recall, exact, filter, validAt, newTimeout, loaded);
  }

  /// The same, with the fields of the hits.
  public Query withFields() {
    return loading(Loaded.FIELDS);
  }

  /// The same, with the fields and vectors of the hits.
  public Query withDocuments() {
    return loading(Loaded.ALL);
  }

  private Query loading(Loaded newLoaded) {
    return new Query(field, vector, limit, ef, recall, exact, filter, validAt, timeout, newLoaded);
  }

  /// What is asked of the index of each part.
  public SearchOptions toOptions() {
    SearchOptions options = SearchOptions.nearest(limit).timeout(timeout);
    if (recall != 0) {
      options = options.recall(recall);
    } else if (ef != 0) {
      options = options.ef(Math.max(ef, limit));
    }
    return exact ? options.asExact() : options;
  }
}
