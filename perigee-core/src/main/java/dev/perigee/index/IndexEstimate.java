package dev.perigee.index;

import dev.perigee.graph.GraphLayout;
import dev.perigee.graph.PartitionBuilder;

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
    long building = walked + count * (vectorBytes + ID_BYTES);
    long work = options.linked() ? PartitionBuilder.workingBytes(count) : 0;
    return new IndexEstimate(file + (file >> 14), walked, building + work);
  }
}
