package dev.perigee.formats.hdf5;

import java.util.List;

/// A data set of a benchmark file, as its header says it.
///
/// @param name by which it is asked for
/// @param shape lengths of its axes
/// @param type what a number is: `F32`, `I64`, `TRUTH`; how HDF5 calls it where it is not read
/// @param layout how it lies in the file: `CONTIGUOUS`, `CHUNKED`
/// @param filters what its chunks are packed by, in that order
public record BenchmarkDataset(
    String name, List<Integer> shape, String type, String layout, List<String> filters) {

  /// Copies the lists.
  public BenchmarkDataset {
    shape = List.copyOf(shape);
    filters = List.copyOf(filters);
  }
}
