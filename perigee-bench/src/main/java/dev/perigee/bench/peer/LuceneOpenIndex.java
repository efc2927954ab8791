package dev.perigee.bench.peer;

import dev.perigee.cli.bench.OpenIndex;
import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/// The one segment of a Lucene index: everything is mapped.
final class LuceneOpenIndex implements OpenIndex {

  private final DirectoryReader reader;
  private final LeafReader segment;
  private final float[][] queries;
  private final boolean rerank;
  private int[] rowOfDocument;

  private LuceneOpenIndex(DirectoryReader reader, float[][] queries, boolean rerank) {
    this.reader = reader;
    this.segment = reader.leaves().getFirst().reader();
    this.queries = queries;
    this.rerank = rerank;
  }

  /// Opens what another process saved. Vectors are advised to be read at random: by default the
  /// kernel reads ahead at each of them, which a memory smaller than the index has no room for.
  ///
  /// @param rerank whether the candidates' scores are approximate
  static OpenIndex open(Peer.Saved saved, boolean rerank) throws IOException {
    MMapDirectory directory = new MMapDirectory(saved.folder());
    directory.setReadAdvice(MMapDirectory.ADVISE_BY_CONTEXT);
    LuceneOpenIndex index =
        open(directory, FloatRows.read(saved.queries(), saved.metric()), rerank);
    return new OpenIndex() {
      @Override
      public Searcher client() throws IOException {
        return index.client();
      }

      @Override
      public void close() throws IOException {
        index.close();
        directory.close();
      }
    };
  }

  /// @param directory stays open
  /// @param rerank whether the candidates' scores are approximate
  static LuceneOpenIndex open(Directory directory, float[][] queries, boolean rerank)
      throws IOException {
    DirectoryReader reader = DirectoryReader.open(directory);
    if (reader.leaves().size() != 1) {
      throw new IOException("Lucene: expected 1 segment, got " + reader.leaves().size());
    }
    return new LuceneOpenIndex(reader, queries, rerank);
  }

  /// Bytes on the heap while an index is open: the row of each document.
  static long heldBytes(long count) {
    return count * Integer.BYTES;
  }

  @Override
  public LuceneSearcher client() throws IOException {
    return new LuceneSearcher(this);
  }

  LeafReader segment() {
    return segment;
  }

  float[] query(int query) {
    return queries[query];
  }

  /// Whether the candidates' scores are approximate.
  boolean reranks() {
    return rerank;
  }

  /// The row of each document. Read by the first search, which warms up, so that opening is what
  /// Lucene needs for it.
  synchronized int[] rowsOfDocuments() throws IOException {
    if (rowOfDocument == null) {
      NumericDocValues rows = segment.getNumericDocValues(LuceneWork.ROW);
      int[] read = new int[segment.maxDoc()];
      while (rows.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        read[rows.docID()] = (int) rows.longValue();
      }
      rowOfDocument = read;
    }
    return rowOfDocument;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
