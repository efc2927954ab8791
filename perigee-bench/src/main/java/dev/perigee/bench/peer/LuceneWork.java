package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// One Lucene index: every thread adds a share of the rows to a segment of its own, then all
/// segments are merged into one.
final class LuceneWork implements Peer.Work {

  /// The vector of a document.
  static final String VECTOR = "vector";

  /// The row number of a document, which need not be its own number after a merge.
  static final String ROW = "row";

  /// Enough for a segment to hold as much as one may.
  private static final double BUFFER_MB = 2000;

  private final String label;
  private final boolean quantized;
  private final float[][] base;
  private final float[][] queries;
  private final VectorSimilarityFunction similarity;
  private final int threads;
  private final ExecutorService mergers;
  private final Directory directory;
  private final IndexWriter writer;

  /// @param encoding of the quantized vectors; null for full precision
  LuceneWork(String configuration, ScalarEncoding encoding, Peer.Task task, Path folder)
      throws IOException {
    label = "M=" + task.m() + " efC=" + task.efConstruction() + " " + configuration;
    quantized = encoding != null;
    base = FloatRows.read(task.base(), task.metric());
    queries = FloatRows.read(task.queries(), task.metric());
    similarity = similarity(task.metric());
    threads = task.threads();
    mergers = Executors.newFixedThreadPool(threads);
    directory = new MMapDirectory(folder);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig()
                .setCodec(codec(encoding, task))
                .setRAMBufferSizeMB(BUFFER_MB)
                .setUseCompoundFile(false));
  }

  private static VectorSimilarityFunction similarity(Metric metric) {
    return switch (metric) {
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT; // the rows have length 1
      case INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
      default -> throw new AssertionError("not supported: " + metric);
    };
  }

  private Codec codec(ScalarEncoding encoding, Peer.Task task) {
    int m = task.m();
    int beam = task.efConstruction();
    ExecutorService pool = threads == 1 ? null : mergers;
    KnnVectorsFormat format =
        encoding == null
            ? new Lucene99HnswVectorsFormat(m, beam, threads, pool)
            : new Lucene104HnswScalarQuantizedVectorsFormat(encoding, m, beam, threads, pool);
    KnnVectorsFormat unlimited = new LuceneFormat(format);
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return unlimited;
      }
    };
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public void build() throws IOException {
    List<Callable<Void>> shares = new ArrayList<>();
    long count = base.length;
    for (int i = 0; i < threads; i++) {
      int from = (int) (count * i / threads);
      int to = (int) (count * (i + 1) / threads);
      shares.add(() -> {
        add(from, to);
        return null;
      });
    }
    inParallel(shares);
    writer.forceMerge(1);
  }

  private void add(int from, int to) throws IOException {
    for (int row = from; row < to; row++) {
      Document document = new Document();
      document.add(new KnnFloatVectorField(VECTOR, base[row], similarity));
      document.add(new NumericDocValuesField(ROW, row));
      writer.addDocument(document);
    }
  }

  private void inParallel(List<Callable<Void>> tasks) throws IOException {
    // Not the pool that merges: a merge must not wait for those who wait for it.
    try (ExecutorService adders = Executors.newFixedThreadPool(threads)) {
      for (Future<Void> task : adders.invokeAll(tasks)) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException("Lucene cannot index", e.getCause());
    }
  }

  @Override
  public void save() throws IOException {
    writer.commit();
  }

  @Override
  public Searcher open() throws IOException {
    LuceneOpenIndex index = LuceneOpenIndex.open(directory, queries, quantized);
    Searcher client = index.client();
    return new Searcher() {
      @Override
      public int[] search(int query, int width) throws IOException {
        return client.search(query, width);
      }

      @Override
      public void close() throws IOException {
        index.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
    mergers.shutdown();
  }
}
