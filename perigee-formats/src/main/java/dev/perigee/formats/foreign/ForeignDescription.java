package dev.perigee.formats.foreign;

import dev.perigee.vector.Metric;
import java.util.List;
import java.util.Map;

/// What an index of another library is, as far as its file or whoever opens it says.
///
/// @param library that wrote it, as it calls itself: `hnswlib`, `USearch`
/// @param version of the format or of the library; empty where the file does not tell
/// @param metricName how the library calls its metric
/// @param metric what that is here: it orders vectors the same way; null where there is none
/// @param elementName how the library calls what a component is stored as
/// @param count rows, removed ones included
/// @param removed how many of them were removed
/// @param dimension components of a vector
/// @param searchWidth width of the beam that the library searches with (ef), from the file or its
///   default; 0 where there is no graph
/// @param parameters what else is told, such as `M`, in the order of the file
/// @param losses what an index of Perigee cannot keep exactly, a sentence each; none if all is kept
/// @param oddities what is unusual and worth knowing, a sentence each
public record ForeignDescription(
    String library,
    String version,
    String metricName,
    Metric metric,
    String elementName,
    long count,
    long removed,
    int dimension,
    int searchWidth,
    Map<String, String> parameters,
    List<String> losses,
    List<String> oddities) {}
