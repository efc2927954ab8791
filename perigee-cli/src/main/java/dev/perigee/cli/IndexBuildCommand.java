package dev.perigee.cli;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.ResumableBuild;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perigee index build`: a file of vectors becomes an index file.
@Command(
    name = "build",
    description = "Builds an index file from a file of vectors; ids are row numbers.",
    mixinStandardHelpOptions = true)
final class IndexBuildCommand implements Callable<Integer> {

  @Option(
      names = "--base",
      required = true,
      paramLabel = "FILE",
      description = "Vectors: fbin, f16bin, u8bin, i8bin, bbin, fvecs, bvecs, npy, npz or HDF5.")
  private Path base;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Which data set of HDF5 (train), or array of an npz.")
  private String dataset;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The index file.")
  private Path out;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "With --spill: writes what is linked there now and then, and goes on from there if it"
              + " exists. Deleted when the index is written.")
  private Path checkpoint;

  @Option(
      names = "--checkpoint-minutes",
      defaultValue = "10",
      paramLabel = "N",
      description = "Minutes between two checkpoints (10).")
  private int checkpointMinutes;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private BuildOptions build;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (checkpoint != null && build.spill() == null) {
      throw InvalidRequestException.of("--checkpoint", "--spill beside it", checkpoint);
    }
    try (VectorInput file = VectorInput.open(base, dataset, "train")) {
      VectorSource source = file.indexable();
      IndexOptions options = build.toIndexOptions(source.dimension(), source.elementType());
      long start = System.nanoTime();
      try (Progress progress = new Progress("Building", source.count(), " vectors");
          IndexBuilder builder = built(source, options, progress)) {
        long built = System.nanoTime();
        long bytes = builder.write(out);
        if (checkpoint != null) {
          Files.deleteIfExists(checkpoint);
        }
        print(source, (built - start) / 1e9, (System.nanoTime() - built) / 1e9, bytes);
      }
    }
    return 0;
  }

  private IndexBuilder built(VectorSource source, IndexOptions options, Progress progress) {
    if (checkpoint != null) {
      Duration interval = Duration.ofMinutes(checkpointMinutes);
      return ResumableBuild.run(source, options, checkpoint, interval, progress);
    }
    IndexBuilder builder = VectorIndex.builder(options);
    try {
      builder.addAll(source, progress);
      return builder;
    } catch (RuntimeException | Error e) {
      builder.close();
      throw e;
    }
  }

  private void print(VectorSource source, double buildSeconds, double writeSeconds, long bytes) {
    if (!json) {
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d vectors of %d dimensions, built in %.1f s, written in %.2f s, %,d bytes%n",
              out, source.count(), source.dimension(), buildSeconds, writeSeconds, bytes);
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", out.toString());
    line.put("count", source.count());
    line.put("dimension", source.dimension());
    line.put("build_s", Json.rounded(buildSeconds, 3));
    line.put("save_s", Json.rounded(writeSeconds, 3));
    line.put("bytes", bytes);
    spec.commandLine().getOut().println(Json.line(line));
  }
}
