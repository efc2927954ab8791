package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.DistanceFunction;

/// How a file is opened.
///
/// @param distanceFunction the distance the index was built with; exactly for metric CUSTOM, else
///   null
/// @param vectors how vectors are got at (MAPPED)
/// @param readThreads most reads at a time of one search where they are read, 1 to 1,024 (16); all
///   open files of a process together have at most 64
public record OpenOptions(
    DistanceFunction distanceFunction, VectorAccess vectors, int readThreads) {

  private static final int READ_THREADS_DEFAULT = 16;

  /// @throws InvalidRequestException if one of them is out of range
  public OpenOptions {
    if (vectors == null) {
      throw InvalidRequestException.of("vectors", "MAPPED or READ", null);
    }
    if (readThreads < 1 || readThreads > IndexOptions.THREADS_MAX) {
      throw InvalidRequestException.of(
          "readThreads", "1 to " + IndexOptions.THREADS_MAX, readThreads);
    }
  }

  /// Every default.
  public static OpenOptions defaults() {
    return new OpenOptions(null, VectorAccess.MAPPED, READ_THREADS_DEFAULT);
  }

  /// The same with a distance of the caller's own.
  public OpenOptions withDistanceFunction(DistanceFunction newFunction) {
    return new OpenOptions(newFunction, vectors, readThreads);
  }

  /// The same with another access to vectors.
  public OpenOptions withVectors(VectorAccess newVectors) {
    return new OpenOptions(distanceFunction, newVectors, readThreads);
  }

  /// The same with another bound of reads at a time of one search.
  public OpenOptions withReadThreads(int newReadThreads) {
    return new OpenOptions(distanceFunction, vectors, newReadThreads);
  }
}
