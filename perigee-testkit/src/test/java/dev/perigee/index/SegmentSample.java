package dev.perigee.index;

import dev.perigee.segment.SegmentForgery;
import dev.perigee.segment.SegmentForgery.Part;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;

/// A small segment to be damaged.
///
/// @param name says what is in it
/// @param bytes the whole file
@SuppressWarnings("ArrayRecordComponent") // never compared
record SegmentSample(String name, byte[] bytes) {

  private static final int ENTRY_NODES = 11;
  private static final long SEED = 20_260_101;

  /// Segments of all kinds of rows: none, one and several hundred of them.
  static List<SegmentSample> all() {
    return List.of(
        of(Metric.L2, ElementType.F32, 8, 300, true),
        of(Metric.COSINE, ElementType.F32, 13, 300, true),
        of(Metric.INNER_PRODUCT, ElementType.F16, 8, 300, false),
        of(Metric.L1, ElementType.INT8, 24, 300, true),
        of(Metric.COSINE, ElementType.INT8, 5, 300, false),
        of(Metric.HAMMING, ElementType.BIT, 37, 300, true),
        of(Metric.JACCARD, ElementType.BIT, 64, 1, true),
        of(Metric.COSINE, ElementType.F16, 3, 1, false),
        of(Metric.L2, ElementType.F32, 4, 0, true),
        of(Metric.COSINE, ElementType.F32, 4, 0, false),
        coded(Metric.L2, 70, CodeKind.INT4, RerankCopy.VECTORS),
        withEntryNodes(coded(Metric.L2, 70, CodeKind.INT4, RerankCopy.VECTORS), 3, 77, 249),
        coded(Metric.COSINE, 33, CodeKind.INT8, RerankCopy.NONE),
        coded(Metric.INNER_PRODUCT, 70, CodeKind.BINARY, RerankCopy.INT8),
        coded(Metric.L2, 70, CodeKind.PQ, RerankCopy.VECTORS),
        coded(Metric.COSINE, 33, CodeKind.PQ4, RerankCopy.NONE),
        unlinked(Metric.L2, 9, CodeKind.NONE, true),
        unlinked(Metric.COSINE, 70, CodeKind.INT4, false));
  }

  /// One segment.
  static SegmentSample of(
      Metric metric, ElementType type, int dimension, int count, boolean uniqueIds) {
    IndexOptions options = small(dimension, metric).withElementType(type).withUniqueIds(uniqueIds);
    return of(options.withCodes(CodeKind.NONE), count);
  }

  /// The same with other entry nodes.
  static SegmentSample withEntryNodes(SegmentSample sample, int... nodes) {
    List<Part> parts = SegmentForgery.takeApart(sample.bytes());
    parts.removeIf(part -> part.type() == ENTRY_NODES);
    byte[] bytes = new byte[4 * nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      SegmentForgery.view(bytes).putInt(4 * i, nodes[i]);
    }
    parts.add(new Part(ENTRY_NODES, 4, bytes));
    byte[] file = SegmentForgery.assemble(sample.bytes(), parts);
    return new SegmentSample(sample.name() + " entry nodes " + nodes.length, file);
  }

  private static SegmentSample coded(
      Metric metric, int dimension, CodeKind codes, RerankCopy rerank) {
    return of(small(dimension, metric).withCodes(codes).withRerank(rerank), 250);
  }

  /// One without a graph.
  static SegmentSample unlinked(Metric metric, int dimension, CodeKind codes, boolean uniqueIds) {
    IndexOptions options = small(dimension, metric).withCodes(codes).withUniqueIds(uniqueIds);
    return of(options.withLinked(false), 60);
  }

  private static IndexOptions small(int dimension, Metric metric) {
    return IndexOptions.of(dimension, metric)
        .withM(4)
        .withEfConstruction(20)
        .withSeed(SEED)
        .withThreads(1);
  }

  private static SegmentSample of(IndexOptions options, int count) {
    SeededVectors vectors =
        new SeededVectors(SEED, options.elementType(), options.dimension(), count);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int i = 0; i < count; i++) {
        long id = options.uniqueIds() ? i * 7L - 100 : i / 3 * 7L - 100;
        builder.add(id, vectors.segment(i));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      builder.write(Channels.newChannel(bytes));
      return new SegmentSample(
          options.metric()
              + " "
              + options.elementType()
              + " x"
              + options.dimension()
              + " "
              + options.codes()
              + " count "
              + count,
          bytes.toByteArray());
    }
  }
}
