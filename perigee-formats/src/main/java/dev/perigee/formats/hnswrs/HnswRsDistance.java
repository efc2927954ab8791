package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.vector.Metric;

/// What a dump was compared by. Rust's name of a type tells, of which only the last part matters:
/// the path before it changed between crates, and `<...>` may follow.
///
/// @param name the last part, such as `DistL2`
/// @param metric what orders vectors the same way here, or null
/// @param loss what an index of Perigee cannot keep, or null
/// @param oddity what else is worth knowing, or null
record HnswRsDistance(String name, Metric metric, String loss, String oddity) {

  /// @param typeName as the header has it
  /// @param type that a component is stored as
  /// @param file for the error
  /// @throws InvalidRequestException if it compares no vectors, or is a callback that no file holds
  static HnswRsDistance of(String typeName, ComponentType type, String file) {
    String name = lastPart(typeName);
    return switch (name) {
      case "DistL2" ->
          same(name, Metric.L2, "the distances beside the links are roots, which L2 is not here");
      case "DistCosine" -> same(name, Metric.COSINE, null);
      case "DistL1" -> same(name, Metric.L1, null);
      case "DistDot" ->
          same(name, Metric.INNER_PRODUCT, "hnsw_rs demands vectors of length 1 for this distance");
      case "DistHamming" ->
          same(name, Metric.HAMMING, "hnsw_rs divides the number of components that differ by all");
      case "DistJaccard" -> same(name, Metric.JACCARD, null);
      case "DistHellinger" -> hellinger(name, type);
      case "DistJeffreys" -> jeffreys(name, type);
      case "DistJensenShannon" ->
          same(name, Metric.JENSEN_SHANNON, "hnsw_rs takes the root, which is not taken here");
      case "DistLevenshtein" -> throw refused(file, name + ", which compares texts");
      case "NoDist" -> throw refused(file, name + ", which compares nothing");
      case "DistPtr", "DistFn", "DistCFFI" ->
          throw refused(file, name + ", a function of the program that wrote it");
      default -> other(name, "its type is of the program that wrote the dump");
    };
  }

  private static String lastPart(String typeName) {
    int generic = typeName.indexOf('<');
    String path = generic < 0 ? typeName : typeName.substring(0, generic);
    return path.substring(path.lastIndexOf("::") < 0 ? 0 : path.lastIndexOf("::") + 2);
  }

  private static HnswRsDistance same(String name, Metric metric, String oddity) {
    return new HnswRsDistance(name, metric, null, oddity);
  }

  /// For f64 anndists (up to 0.1.5 at least) sums the squares of `sqrt(p) * sqrt(q)`, which makes
  /// it the root of one minus the inner product.
  private static HnswRsDistance hellinger(String name, ComponentType type) {
    return type == ComponentType.F64
        ? same(
            name,
            Metric.INNER_PRODUCT,
            "for f64 hnsw_rs takes the root of one minus the inner product, which orders vectors as"
                + " INNER_PRODUCT does, and not as HELLINGER")
        : same(name, Metric.HELLINGER, null);
  }

  /// For f64 anndists sums the squares of the terms.
  private static HnswRsDistance jeffreys(String name, ComponentType type) {
    return type == ComponentType.F64
        ? new HnswRsDistance(
            name,
            Metric.JEFFREYS,
            "for f64 hnsw_rs sums the squares of the terms of the divergence, JEFFREYS the terms:"
                + " near vectors may come in another order",
            null)
        : same(name, Metric.JEFFREYS, null);
  }

  private static HnswRsDistance other(String name, String why) {
    return new HnswRsDistance(
        name, null, "no metric orders vectors as " + name + " does: " + why, null);
  }

  private static InvalidRequestException refused(String file, String got) {
    return InvalidRequestException.of(file, "a distance of vectors", got);
  }
}
