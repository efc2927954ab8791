package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import java.io.IOException;
import java.nio.file.Path;

/// JVector at full precision.
///
/// It is opened from its file, so that opening is measured, but searched on the heap, which is the
/// faster of the two.
final class JVectorF32Work extends JVectorWork {

  JVectorF32Work(Peer.Task task, Path folder) {
    super("f32", task, folder);
  }

  @Override
  public Searcher open() throws IOException {
    ReaderSupplier readers = ReaderSupplierFactory.open(file);
    return new HeapSearcher(readers, OnDiskGraphIndex.load(readers), new GraphSearcher(graph()));
  }

  private final class HeapSearcher implements Searcher {
    private final ReaderSupplier readers;
    private final OnDiskGraphIndex opened;
    private final GraphSearcher searcher;

    HeapSearcher(ReaderSupplier readers, OnDiskGraphIndex opened, GraphSearcher searcher) {
      this.readers = readers;
      this.opened = opened;
      this.searcher = searcher;
    }

    @Override
    public int[] search(int query, int width) {
      SearchScoreProvider scores =
          DefaultSearchScoreProvider.exact(queries.get(query), similarity, base);
      return rows(searcher.search(scores, NEAREST, width, 0, 0, Bits.ALL));
    }

    @Override
    public void close() throws IOException {
      searcher.close();
      opened.close();
      readers.close();
    }
  }
}
