package dev.perigee.bench.peer;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/// A format of Lucene's own without its limit of 1,024 dimensions, which is a matter of policy and
/// not of the format: what is written is read by the original.
final class LuceneFormat extends KnnVectorsFormat {

  private static final int DIMENSION_MAX = 65_536;

  private final KnnVectorsFormat original;

  LuceneFormat(KnnVectorsFormat original) {
    super(original.getName());
    this.original = original;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return original.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return original.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String fieldName) {
    return DIMENSION_MAX;
  }
}
