package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Searcher;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.store.Directory;

/// Searches the one segment of a Lucene index, below the layers that a whole query goes through.
final class LuceneSearcher implements Searcher {

  private static final int NEAREST = 10;
  private static final Comparator<ScoreDoc> BY_DOCUMENT =
      Comparator.comparingInt(found -> found.doc);
  private static final Comparator<ScoreDoc> BY_SCORE =
      (one, other) -> Float.compare(other.score, one.score);

  private final DirectoryReader reader;
  private final LeafReader segment;
  private final FloatVectorValues vectors;
  private final float[][] queries;
  private final boolean rerank;
  private int[] rowOfDocument;

  private LuceneSearcher(DirectoryReader reader, float[][] queries, boolean rerank)
      throws IOException {
    this.reader = reader;
    this.segment = reader.leaves().getFirst().reader();
    this.vectors = segment.getFloatVectorValues(LuceneWork.VECTOR);
    this.queries = queries;
    this.rerank = rerank;
  }

  /// @param rerank whether the candidates' scores are approximate
  static LuceneSearcher open(Directory directory, float[][] queries, boolean rerank)
      throws IOException {
    DirectoryReader reader = DirectoryReader.open(directory);
    if (reader.leaves().size() != 1) {
      throw new IOException("Lucene: expected 1 segment, got " + reader.leaves().size());
    }
    return new LuceneSearcher(reader, queries, rerank);
  }

  @Override
  public int[] search(int query, int width) throws IOException {
    ScoreDoc[] found =
        segment.searchNearestVectors(
                LuceneWork.VECTOR,
                queries[query],
                width,
                AcceptDocs.fromLiveDocs(null, segment.maxDoc()),
                Integer.MAX_VALUE)
            .scoreDocs;
    if (rerank) {
      rerank(queries[query], found);
    }
    int[] rows = new int[Math.min(NEAREST, found.length)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rowsOfDocuments()[found[i].doc];
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

  /// Read by the first search, which warms up, so that opening is what Lucene needs for it.
  private int[] rowsOfDocuments() throws IOException {
    if (rowOfDocument == null) {
      NumericDocValues rows = segment.getNumericDocValues(LuceneWork.ROW);
      rowOfDocument = new int[segment.maxDoc()];
      while (rows.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        rowOfDocument[rows.docID()] = (int) rows.longValue();
      }
    }
    return rowOfDocument;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
