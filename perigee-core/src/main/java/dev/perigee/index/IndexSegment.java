package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.GraphLayout;
import dev.perigee.graph.HnswGraph;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeLayout;
import dev.perigee.quant.Codebook;
import dev.perigee.segment.Section;
import dev.perigee.segment.SectionContent;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentDescription;
import dev.perigee.segment.SegmentDescription.CodeDescription;
import dev.perigee.segment.SegmentDescription.GraphDescription;
import dev.perigee.segment.SegmentHeader;
import dev.perigee.segment.SegmentView;
import dev.perigee.segment.SegmentWriter;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/// Turns an index into the sections of a segment, and a segment into an index that can be searched.
final class IndexSegment {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int METRIC_AT = 16;
  private static final int SHAPE_AT = 24;

  private IndexSegment() {}

  static long write(WritableByteChannel out, IndexData data) throws IOException {
    HnswGraph graph = data.graph();
    IndexOptions options = data.options();
    int count = data.count();
    SegmentDescription description =
        describe(data, options, count, graph.upperCount(), graph.entryNode(), graph.maxLevel());
    List<SectionContent> contents = new ArrayList<>();
    contents.add(SectionContent.of(SectionType.NODES, graph.nodes(), count));
    contents.add(SectionContent.of(SectionType.UPPER_LEVELS, graph.upper(), graph.upperCount()));
    if (options.rerank() == RerankCopy.VECTORS) {
      contents.add(SectionContent.of(SectionType.VECTORS, data.vectors(), count));
      if (data.inverseNorms() != null) {
        contents.add(SectionContent.of(SectionType.INVERSE_NORMS, data.inverseNorms(), count));
      }
    }
    contents.addAll(codebookContents(data));
    if (options.rerank() == RerankCopy.INT8) {
      contents.add(SectionContent.of(SectionType.RERANK_CODES, data.rerankCodes(), count));
    }
    if (data.calibration() != null) {
      contents.add(
          SectionContent.of(
              SectionType.CALIBRATION, data.calibration().toRows(), Calibration.ROWS));
    }
    int[] entryNodes = graph.entryNodes();
    if (entryNodes.length > 0) {
      contents.add(
          SectionContent.of(
              SectionType.ENTRY_NODES, EntryNodes.rows(entryNodes), entryNodes.length));
    }
    contents.add(SectionContent.of(SectionType.IDS, data.ids(), count));
    contents.add(SectionContent.of(SectionType.ORDINALS_BY_ID, data.ordinalsById(), count));
    return SegmentWriter.write(out, description, contents);
  }

  /// What the header says of an index.
  ///
  /// @param like has the same codes and the same shape of a graph
  static SegmentDescription describe(
      IndexData like,
      IndexOptions options,
      int count,
      int upperCount,
      int entryNode,
      int maxLevel) {
    GraphLayout layout = like.graph().layout();
    return new SegmentDescription(
        options.metric(),
        options.elementType(),
        options.dimension(),
        options.uniqueIds(),
        count,
        like.space().strideBytes(),
        new CodeDescription(
            options.codes(),
            layout.codeBytes(),
            layout.correctionBytes(),
            options.subspaces(),
            like.codebook() != null && like.codebook().rotated()),
        options.rerank().tag(),
        new GraphDescription(
            options.graph(),
            options.m0(),
            options.m(),
            layout.strideBytes(),
            layout.upperStrideBytes(),
            upperCount,
            entryNode,
            maxLevel,
            options.efConstruction(),
            options.levelFactor(),
            options.alpha(),
            options.seed()));
  }

  /// The sections that the codes of an index have in common; none where there are no codes.
  static List<SectionContent> codebookContents(IndexData data) {
    List<SectionContent> contents = new ArrayList<>();
    if (data.codebook() != null) {
      int dimension = data.options().dimension();
      Rows mean = Rows.over(floats(data.codebook().mean()), Float.BYTES, "memory", 0);
      contents.add(SectionContent.of(SectionType.CODEBOOK, mean, dimension));
      if (data.options().codes().isProduct()) {
        contents.add(
            SectionContent.of(SectionType.CENTROIDS, centroids(data.codebook()), dimension));
      }
    }
    return contents;
  }

  /// An index of which the first sections have been written, to be searched without ids.
  ///
  /// @param file what has been written
  /// @param like has the same codes and vectors of the same kind
  /// @param upper rows of the upper levels
  static IndexData unfinished(
      MemorySegment file,
      SegmentDescription description,
      List<SectionContent> contents,
      IndexData like,
      Rows upper,
      String source) {
    SegmentHeader header = SegmentHeader.layOut(description, contents);
    int count = description.count();
    HnswGraph graph =
        new HnswGraph(
            like.graph().layout(),
            written(file, header, SectionType.NODES, source),
            upper,
            count,
            description.graph().upperCount(),
            description.graph().entryNode(),
            description.graph().maxLevel());
    return new IndexData(
        like.space(),
        like.options(),
        graph,
        like.codebook(),
        written(file, header, SectionType.VECTORS, source),
        like.inverseNorms() == null
            ? null
            : written(file, header, SectionType.INVERSE_NORMS, source),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Rows written(
      MemorySegment file, SegmentHeader header, SectionType type, String source) {
    Section section = header.section(type);
    return Rows.over(
        file.asSlice(section.offsetBytes(), section.lengthBytes()),
        section.strideBytes(),
        source,
        section.offsetBytes());
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
    GraphLayout layout = options.graphLayout();
    checkStrides(view, options.space(), layout);
    int count = description.count();
    GraphDescription graph = description.graph();
    // codes and links lead to vectors, which tell; unless they are the last order themselves
    Rows nodes =
        options.rerank() == RerankCopy.NONE
            ? view.guardedRows(SectionType.NODES, layout.strideBytes(), count)
            : view.rows(SectionType.NODES, layout.strideBytes(), count);
    Rows upper = view.rows(SectionType.UPPER_LEVELS, layout.upperStrideBytes(), graph.upperCount());
    boolean keepsVectors = options.rerank() == RerankCopy.VECTORS;
    boolean keepsNorms = keepsVectors && options.space().needsNorms();
    Codebook codebook = codebook(view, options);
    Codebook rerank = options.rerank() == RerankCopy.INT8 ? rerankCodebook(codebook) : null;
    HnswGraph linked =
        new HnswGraph(
            layout, nodes, upper, count, graph.upperCount(), graph.entryNode(), graph.maxLevel());
    linked.setEntryNodes(EntryNodes.read(view, count));
    return new IndexData(
        options.space(),
        options,
        linked,
        codebook,
        keepsVectors
            ? view.guardedRows(SectionType.VECTORS, options.space().strideBytes(), count)
            : null,
        keepsNorms ? view.guardedRows(SectionType.INVERSE_NORMS, Float.BYTES, count) : null,
        rerank,
        rerank == null
            ? null
            : view.guardedRows(SectionType.RERANK_CODES, rerank.layout().strideBytes(), count),
        view.guardedRows(SectionType.IDS, Long.BYTES, count),
        view.guardedRows(SectionType.ORDINALS_BY_ID, Integer.BYTES, count),
        calibration(view),
        null);
  }

  /// The codebook of the codes for the last order: the same, for 8 bits.
  static Codebook rerankCodebook(Codebook codebook) {
    return codebook.withLayout(new CodeLayout(CodeKind.INT8, codebook.layout().dimension()));
  }

  private static Codebook codebook(SegmentView view, IndexOptions options) {
    if (options.codes() == CodeKind.NONE) {
      return null;
    }
    Rows rows = view.rows(SectionType.CODEBOOK, Float.BYTES, options.dimension());
    float[] mean = new float[options.dimension()];
    MemorySegment.copy(rows.chunk(0), FLOAT, 0, mean, 0, mean.length);
    for (int i = 0; i < mean.length; i++) {
      if (!Float.isFinite(mean[i])) {
        throw rows.corruption(i, 0, "expected a finite mean, got " + mean[i]);
      }
    }
    boolean rotated = view.header().description().codes().rotated();
    Codebook codebook =
        new Codebook(options.codeLayout(), options.metric(), mean, rotated, options.seed());
    return options.codes().isProduct()
        ? codebook.withCentroids(centroids(view, options))
        : codebook;
  }

  /// A row for each component: its value in each centroid of its sub-space.
  private static Rows centroids(Codebook codebook) {
    int stride = codebook.layout().centroids() * Float.BYTES;
    return Rows.over(floats(codebook.centroidValues()), stride, "memory", 0);
  }

  private static float[] centroids(SegmentView view, IndexOptions options) {
    int count = options.codeLayout().centroids();
    Rows rows = view.rows(SectionType.CENTROIDS, count * Float.BYTES, options.dimension());
    float[] values = new float[options.dimension() * count];
    for (int row = 0; row < options.dimension(); row++) {
      MemorySegment.copy(rows.chunk(row), FLOAT, rows.chunkOffset(row), values, row * count, count);
      for (int i = 0; i < count; i++) {
        if (!Float.isFinite(values[row * count + i])) {
          throw rows.corruption(
              row, 4L * i, "expected a finite centroid, got " + values[row * count + i]);
        }
      }
    }
    return values;
  }

  private static Calibration calibration(SegmentView view) {
    if (view.header().section(SectionType.CALIBRATION) == null) {
      return null;
    }
    int stride = Calibration.ROW_BYTES;
    return Calibration.of(view.rows(SectionType.CALIBRATION, stride, Calibration.ROWS));
  }

  private static MemorySegment floats(float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    MemorySegment.copy(values, 0, bytes, FLOAT, 0, values.length);
    return bytes;
  }

  /// How an index was built, as the header of its segment says.
  static IndexOptions options(SegmentView view, DistanceFunction function) {
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
          graph.kind(),
          graph.degreeMaxUpper(),
          graph.degreeMax(),
          graph.efConstruction(),
          graph.levelFactor(),
          graph.alpha(),
          graph.seed(),
          Runtime.getRuntime().availableProcessors(),
          description.codes().kind(),
          description.codes().subspaces(),
          RerankCopy.ofTag(description.rerank()),
          IndexOptions.BUILD_MEMORY_DEFAULT_BYTES,
          null,
          description.uniqueIds(),
          graph.entryNode() >= 0 || description.count() == 0,
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
        || description.codes().codeBytes() != layout.codeBytes()
        || description.codes().correctionBytes() != layout.correctionBytes()
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
