package dev.perigee.cli.bench;

import dev.perigee.formats.VectorFileWriter;
import dev.perigee.index.VectorAccess;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Searches under a limit, one engine after the other, each in a process of its own that is given
/// nothing but what was saved.
final class LimitedBench {

  private final Limits limits;
  private final LimitOptions options;
  private final Path queries;
  private final Path truth;
  private final Metric metric;

  /// Saves the queries and their truth, which the processes are to be asked.
  ///
  /// @param folder takes both; must be empty of such
  LimitedBench(
      Limits limits,
      LimitOptions options,
      VectorSource queries,
      Truth known,
      Metric metric,
      Path folder) {
    this.limits = limits;
    this.options = options;
    this.metric = metric;
    String kind =
        switch (queries.elementType()) {
          case INT8 -> "i8bin";
          case BIT -> "bbin";
          case F32, F16, F64 -> "fbin";
        };
    this.queries = folder.resolve("queries." + kind);
    truth = folder.resolve("truth.ibin");
    try (VectorFileWriter writer = VectorFileWriter.create(this.queries, queries.dimension())) {
      writer.writeAll(queries);
      writer.finish();
    }
    known.write(truth);
  }

  /// Searches Perigee's index, once for each way to get at vectors.
  void perigee(Path file, List<VectorAccess> accesses, Lines lines) {
    for (VectorAccess access : accesses) {
      String cfg = lines.cfg() + " " + access.name().toLowerCase(Locale.ROOT);
      limits.search(
          job(SearchJob.PERIGEE, access, file),
          options.search(),
          options.heap(),
          lines.withConfiguration(cfg));
    }
  }

  /// Builds and searches a peer's index.
  ///
  /// @param parent folder of what is kept
  /// @param reuse whether an index that is there is taken as it is
  void peer(PeerRun run, PeerRun.Terms terms, Path parent, boolean reuse) throws IOException {
    PeerFolder folder = new PeerFolder(parent, run);
    String label = reuse ? folder.labelOfReusable(terms.task()) : null;
    if (label == null) {
      folder.clear();
      label = run.save(terms, folder.index());
      folder.complete(label, terms.task());
    }
    VectorSource base = terms.task().base();
    long held = run.peer().heldBytes(run.configuration(), base.count(), base.dimension());
    limits.search(
        job(run.name(), VectorAccess.MAPPED, folder.index()),
        options.search(),
        options.peerHeap(held),
        new Lines(run.peer().name(), terms.ds(), label, terms.out()));
  }

  private SearchJob job(String engine, VectorAccess access, Path index) {
    return new SearchJob(engine, access, index, queries, truth, metric, options.terms());
  }
}
