package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;

/// What a dump says of how its index was built, by which hnsw_rs goes on when it adds points.
///
/// @param metric L2, COSINE, INNER_PRODUCT or L1
/// @param connections M: most links on a level above 0, half of those on level 0; 2 to 256
/// @param efConstruction width of the beam of an insertion, 1 or more
public record HnswRsParameters(Metric metric, int connections, int efConstruction) {

  /// @throws InvalidRequestException if one of them is out of range
  public HnswRsParameters {
    if (connections < 2 || connections > 256) {
      throw InvalidRequestException.of("connections", "2 to 256", connections);
    }
    if (efConstruction < 1) {
      throw InvalidRequestException.of("efConstruction", "1 or more", efConstruction);
    }
    StoredDistance.of(metric);
  }
}
