package dev.perigee.cli.demo;

import dev.perigee.db.Collection;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Query;
import dev.perigee.error.CancelledException;
import dev.perigee.formats.VectorFile;
import dev.perigee.index.BuildProgress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Inserts glosses while another thread searches them, and measures both.
final class LiveInsert {

  private static final int QUERIES = 64;
  private static final int LATENCIES_MAX = 1 << 20;

  private final Collection collection;
  private final List<Gloss> glosses;
  private final VectorFile vectors;
  private final long[] latencies = new long[LATENCIES_MAX];
  private int searches;
  private volatile boolean inserted;
  private volatile boolean failed;

  LiveInsert(Collection collection, List<Gloss> glosses, VectorFile vectors) {
    this.collection = collection;
    this.glosses = glosses;
    this.vectors = vectors;
  }

  /// Inserts all, in chunks that are durable one after another.
  ///
  /// @return seconds of the inserts, and of the searches meanwhile
  Map<Figure, Double> run(BuildProgress progress) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread searcher =
        Thread.ofPlatform()
            .name("demo-searcher")
            .uncaughtExceptionHandler((_, e) -> failure.set(e))
            .start(this::search);
    double seconds;
    try {
      long start = System.nanoTime();
      var _ = collection.putAll(this::documents, done -> progress.update(done, glosses.size()));
      seconds = (System.nanoTime() - start) / 1e9;
    } catch (RuntimeException | Error e) {
      failed = true;
      throw e;
    } finally {
      inserted = true;
      join(searcher);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a search beside the inserts failed", failure.get());
    }
    Arrays.sort(latencies, 0, searches);
    return Map.of(
        Figure.INSERT_SECONDS, seconds,
        Figure.SEARCH_P50_SECONDS, latencies[searches / 2] / 1e9,
        Figure.SEARCH_P99_SECONDS, latencies[(int) (searches * 0.99)] / 1e9);
  }

  private void search() {
    int count = Math.min(QUERIES, glosses.size());
    float[][] queries = new float[count][];
    for (int i = 0; i < count; i++) {
      queries[i] = CachedVectors.row(vectors, (long) i * glosses.size() / count);
    }
    do {
      Query query = Query.near(DemoDatabase.VECTOR, queries[searches % count]).withFields();
      long start = System.nanoTime();
      boolean found = !collection.search(query).isEmpty();
      long nanos = System.nanoTime() - start;
      if (found) { // before the first chunk is written there is nothing to measure
        latencies[searches++] = nanos;
      }
    } while (!failed && (!inserted || searches == 0) && searches < LATENCIES_MAX);
  }

  private Iterator<Document> documents() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < glosses.size();
      }

      @Override
      public Document next() {
        int id = next++;
        return DemoDatabase.document(id, glosses.get(id), CachedVectors.row(vectors, id));
      }
    };
  }

  private static void join(Thread searcher) {
    try {
      searcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("demo: interrupted while it inserted");
    }
  }
}
