package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
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
  /// @param file for the error
  /// @throws InvalidRequestException if it compares no vectors, or is a callback that no file holds
  static HnswRsDistance of(String typeName, String file) {
    String name = lastPart(typeName);
    return switch (name) {
      case "DistL2" ->
          same(name, Metric.L2, "the distances beside the links are roots, which L2 is not here");
      case "DistCosine" -> same(name, Metric.COSINE, null);
      case "DistL1" -> same(name, Metric.L1, null);
      case "DistDot" ->
          same(name, Metric.INNER_PRODUCT, "hnsw_rs demands vectors of length 1 for this distance");
      case "DistHamming" ->
          other(name, "it counts components that differ, where HAMMING here counts bits");
      case "DistJaccard" ->
          other(name, "it compares counts, one minus the sum of minima over that of maxima");
      case "DistHellinger" -> other(name, "it compares square roots of probabilities");
      case "DistJeffreys", "DistJensenShannon" ->
          other(name, "it compares probabilities by their divergence");
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

  private static HnswRsDistance other(String name, String why) {
    String oddity =
        name.equals("DistHamming")
            ? "each component counts as a whole; packed bits would have to be unpacked to keep this"
                + " distance"
            : null;
    return new HnswRsDistance(
        name, null, "no metric orders vectors as " + name + " does: " + why, oddity);
  }

  private static InvalidRequestException refused(String file, String got) {
    return InvalidRequestException.of(file, "a distance of vectors", got);
  }
}
