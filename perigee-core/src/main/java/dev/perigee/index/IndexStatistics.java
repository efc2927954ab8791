package dev.perigee.index;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.List;
import java.util.Map;

/// What an index looks like from outside.
///
/// @param count number of vectors
/// @param dimension number of components
/// @param metric what "near" means
/// @param elementType how a component is stored
/// @param degreeMean mean number of links on the lowest level
/// @param degreeMax greatest number of links on the lowest level
/// @param levels number of levels of the graph; 0 where there is none
/// @param reachable vectors that can be reached on the lowest level from where walks start; -1
///   where there is no graph
/// @param bytesBySection size of each part, in bytes, in the order of the file
/// @param bytes size of the whole
/// @param kernels the instructions distances are computed with
/// @param recallCurves what recall costs, for 1, 10 and 100 hits; empty where it was not measured
public record IndexStatistics(
    int count,
    int dimension,
    Metric metric,
    ElementType elementType,
    double degreeMean,
    int degreeMax,
    int levels,
    int reachable,
    Map<String, Long> bytesBySection,
    long bytes,
    String kernels,
    List<RecallCurve> recallCurves) {

  /// Copies the list.
  public IndexStatistics {
    recallCurves = List.copyOf(recallCurves);
  }
}
