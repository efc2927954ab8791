package dev.perigee.formats.record;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What columns and keys are usually called, in the order of preference.
public final class RecordConventions {

  static final List<String> IDS = List.of("id", "_id", "key", "pk", "uuid");
  static final List<String> VECTORS =
      List.of(
          "vector",
          "vectors",
          "embedding",
          "emb",
          "embeddings",
          "openai",
          "values",
          "dense",
          "dense_vector");

  /// Their entries become entries of the payload.
  static final Set<String> CONTAINERS = Set.of("payload", "metadata", "properties", "_source");

  /// What exports add to a record, mostly null.
  static final Set<String> NOISE = Set.of("shard_key", "order_value");

  private static final Pattern VECTOR_SUFFIX = Pattern.compile(".*[_-](vector|embedding|emb)s?");
  private static final Pattern SPARSE =
      Pattern.compile("sparse([_-]?([Vv]alues|[Vv]ectors?|[Ee]mbeddings?))?|.*[_-]sparse");

  private RecordConventions() {}

  /// Whether a column may hold a vector by its name: one of the options, or where they name none, a
  /// usual one.
  public static boolean isVector(String column, RecordOptions options) {
    if (!options.vectorColumns().isEmpty()) {
      return options.vectorColumns().contains(column);
    }
    return !isSparse(column)
        && (VECTORS.contains(column) || VECTOR_SUFFIX.matcher(column).matches());
  }

  /// Whether a column of any value is payload under its own name, and nothing else.
  public static boolean isPayload(String column) {
    return !IDS.contains(column)
        && !CONTAINERS.contains(column)
        && !NOISE.contains(column)
        && !isSparse(column)
        && !isVector(column, RecordOptions.DEFAULT);
  }

  /// Whether a column holds sparse vectors by its name.
  static boolean isSparse(String column) {
    return SPARSE.matcher(column).matches();
  }

  /// How much a column is preferred as a vector; less is more.
  static int rank(String column) {
    int rank = VECTORS.indexOf(column);
    return rank < 0 ? VECTORS.size() : rank;
  }
}
