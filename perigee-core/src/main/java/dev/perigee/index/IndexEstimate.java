package dev.perigee.index;

import dev.perigee.graph.GraphLayout;
import dev.perigee.graph.PartitionBuilder;
import dev.perigee.quant.Codebook;

/// What an index takes, from its options and the number of its vectors alone.
///
/// @param fileBytes of the file, within a few per cent
/// @param searchedBytes of it that a walk touches: codes and links
/// @param buildBytes of memory off the heap while it is built all at once
public record IndexEstimate(long fileBytes, long searchedBytes, long buildBytes) {

  private static final long ID_BYTES = Long.BYTES + Integer.BYTES;

  static IndexEstimate of(IndexOptions options, long count) {
    GraphLayout layout = options.graphLayout();
    double upperRows = options.linked() ? count / (double) Math.max(2, options.m() - 1) : 0;
    long walked = count * layout.strideBytes() + (long) (upperRows * layout.upperStrideBytes());
    long vectorBytes = options.space().strideBytes() + (options.space().needsNorms() ? 4L : 0);
    long kept =
        switch (options.rerank()) {
          case VECTORS -> vectorBytes;
          case INT8 -> options.dimension() + 16L;
          case NONE -> 0;
        };
    long file = walked + count * (kept + ID_BYTES);
    return new IndexEstimate(file + (file >> 10), walked, buildBytes(options, count, walked));
  }

  private static long buildBytes(IndexOptions options, long count, long walked) {
    long perVector = ID_BYTES + (options.space().needsNorms() ? Float.BYTES : 0);
    long work = 0;
    if (options.spillFolder() == null) {
      perVector += options.space().strideBytes();
      work = options.linked() ? PartitionBuilder.workingBytes(count) : 0;
    } else if (GrowingIndex.needsLinkCodes(options)) {
      perVector += GrowingIndex.linkStride(options);
    }
    long training = Codebook.trainingBytes(options.codeLayout(), count);
    return walked + count * perVector + Math.max(work, training);
  }
}
