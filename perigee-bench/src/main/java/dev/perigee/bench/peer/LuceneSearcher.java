package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Searcher;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.VectorScorer;

/// Searches the one segment of a Lucene index, below the layers that a whole query goes through.
final class LuceneSearcher implements Searcher {

  private static final int NEAREST = 10;
  private static final Comparator<ScoreDoc> BY_DOCUMENT =
      Comparator.comparingInt(found -> found.doc);
  private static final Comparator<ScoreDoc> BY_SCORE =
      (one, other) -> Float.compare(other.score, one.score);

  private final LuceneOpenIndex index;
  private final FloatVectorValues vectors;
  private int[] rowOfDocument;

  /// @param index stays open
  LuceneSearcher(LuceneOpenIndex index) throws IOException {
    this.index = index;
    this.vectors = index.segment().getFloatVectorValues(LuceneWork.VECTOR);
  }

  @Override
  public int[] search(int query, int width) throws IOException {
    if (rowOfDocument == null) {
      rowOfDocument = index.rowsOfDocuments();
    }
    LeafReader segment = index.segment();
    ScoreDoc[] found =
        segment.searchNearestVectors(
                LuceneWork.VECTOR,
                index.query(query),
                width,
                AcceptDocs.fromLiveDocs(null, segment.maxDoc()),
                Integer.MAX_VALUE)
            .scoreDocs;
    if (index.reranks()) {
      rerank(index.query(query), found);
    }
    int[] rows = new int[Math.min(NEAREST, found.length)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rowOfDocument[found[i].doc];
    }
    return rows;
  }

  private void rerank(float[] query, ScoreDoc[] found) throws IOException {
    Arrays.sort(found, BY_DOCUMENT); // the scorer only goes forward
    VectorScorer scorer = vectors.rescorer(query);
    DocIdSetIterator documents = scorer.iterator();
    for (ScoreDoc each : found) {
      documents.advance(each.doc);
      each.score = scorer.score();
    }
    Arrays.sort(found, BY_SCORE);
  }
}
