package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.GraphLayout;
import dev.perigee.graph.HnswGraph;
import dev.perigee.graph.HnswParameters;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.segment.SectionContent;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentDescription;
import dev.perigee.segment.SegmentDescription.GraphDescription;
import dev.perigee.segment.SegmentView;
import dev.perigee.segment.SegmentWriter;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/// Turns an index into the sections of a segment, and a segment into an index that can be searched.
final class IndexSegment {

  private static final int METRIC_AT = 16;
  private static final int SHAPE_AT = 24;

  private IndexSegment() {}

  static long write(WritableByteChannel out, IndexData data) throws IOException {
    HnswGraph graph = data.graph();
    IndexOptions options = data.options();
    int count = data.count();
    SegmentDescription description =
        new SegmentDescription(
            options.metric(),
            options.elementType(),
            options.dimension(),
            options.uniqueIds(),
            count,
            data.space().strideBytes(),
            new GraphDescription(
                options.m0(),
                options.m(),
                graph.layout().strideBytes(),
                graph.layout().upperStrideBytes(),
                graph.upperCount(),
                graph.entryNode(),
                graph.maxLevel(),
                options.efConstruction(),
                options.levelFactor(),
                options.seed()));
    List<SectionContent> contents = new ArrayList<>();
    contents.add(new SectionContent(SectionType.NODES, graph.nodes(), count));
    contents.add(new SectionContent(SectionType.UPPER_LEVELS, graph.upper(), graph.upperCount()));
    contents.add(new SectionContent(SectionType.VECTORS, data.vectors(), count));
    if (data.inverseNorms() != null) {
      contents.add(new SectionContent(SectionType.INVERSE_NORMS, data.inverseNorms(), count));
    }
    contents.add(new SectionContent(SectionType.IDS, data.ids(), count));
    contents.add(new SectionContent(SectionType.ORDINALS_BY_ID, data.ordinalsById(), count));
    return SegmentWriter.write(out, description, contents);
  }

  /// Reads the header of a segment and finds its parts; nothing else is read.
  ///
  /// @param function the caller's distance, for metric CUSTOM
  /// @throws InvalidRequestException if the metric is CUSTOM and there is no function, or the
  ///   reverse
  static IndexData read(SegmentView view, DistanceFunction function) {
    SegmentDescription description = view.header().description();
    if ((description.metric() == Metric.CUSTOM) != (function != null)) {
      throw InvalidRequestException.of(
          "distanceFunction",
          "one exactly for a file with metric CUSTOM; "
              + view.source()
              + " has metric "
              + description.metric(),
          function == null ? "none" : "one");
    }
    IndexOptions options = options(view, function);
    VectorSpace space = options.space();
    HnswParameters parameters = options.parameters();
    checkStrides(view, space, parameters.layout());
    int count = description.count();
    GraphDescription graph = description.graph();
    GraphLayout layout = parameters.layout();
    Rows nodes = view.rows(SectionType.NODES, layout.strideBytes(), count);
    Rows upper = view.rows(SectionType.UPPER_LEVELS, layout.upperStrideBytes(), graph.upperCount());
    return new IndexData(
        space,
        options,
        new HnswGraph(
            layout, nodes, upper, count, graph.upperCount(), graph.entryNode(), graph.maxLevel()),
        view.rows(SectionType.VECTORS, space.strideBytes(), count),
        space.needsNorms() ? view.rows(SectionType.INVERSE_NORMS, Float.BYTES, count) : null,
        view.rows(SectionType.IDS, Long.BYTES, count),
        view.rows(SectionType.ORDINALS_BY_ID, Integer.BYTES, count));
  }

  private static IndexOptions options(SegmentView view, DistanceFunction function) {
    SegmentDescription description = view.header().description();
    GraphDescription graph = description.graph();
    if (!description.metric().supports(description.elementType())) {
      throw new CorruptionException(
          view.source(),
          METRIC_AT,
          "metric " + description.metric() + " cannot compare " + description.elementType());
    }
    try {
      return new IndexOptions(
          description.dimension(),
          description.metric(),
          description.elementType(),
          graph.degreeMaxUpper(),
          graph.degreeMax(),
          graph.efConstruction(),
          graph.levelFactor(),
          graph.seed(),
          Runtime.getRuntime().availableProcessors(),
          description.uniqueIds(),
          function);
    } catch (InvalidRequestException e) {
      // what would be the caller's mistake in a call is damage in a file
      throw new CorruptionException(view.source(), SHAPE_AT, e.getMessage());
    }
  }

  private static void checkStrides(SegmentView view, VectorSpace space, GraphLayout layout) {
    SegmentDescription description = view.header().description();
    GraphDescription graph = description.graph();
    if (description.vectorStrideBytes() != space.strideBytes()
        || graph.nodeStrideBytes() != layout.strideBytes()
        || graph.upperStrideBytes() != layout.upperStrideBytes()) {
      throw new CorruptionException(
          view.source(),
          SHAPE_AT,
          "expected strides of "
              + space.strideBytes()
              + ", "
              + layout.strideBytes()
              + " and "
              + layout.upperStrideBytes()
              + " bytes, got "
              + description.vectorStrideBytes()
              + ", "
              + graph.nodeStrideBytes()
              + " and "
              + graph.upperStrideBytes());
    }
  }
}
