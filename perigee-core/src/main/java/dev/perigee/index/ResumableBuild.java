package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.VectorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A build with a spill folder that can be taken up again after its process was killed.
///
/// Now and then what is linked so far is written to a checkpoint: codes, links and ids of the first
/// vectors, an index file without vectors. The next run reads all vectors from their source again,
/// takes those links over and goes on behind them. With one thread the outcome is the same, byte
/// for byte, as that of a run that nobody disturbed. The second pass of a graph of one level is
/// made anew from its start.
public final class ResumableBuild {

  /// Vectors whose codes are made anew, to see whether the source is still the same.
  private static final int COMPARED_ROWS = 1000;

  private final IndexOptions options;
  private final VectorSource source;
  private final Path checkpoint;
  private final Duration interval;
  private long writtenNanos = System.nanoTime();

  private ResumableBuild(
      VectorSource source, IndexOptions options, Path checkpoint, Duration interval) {
    this.source = source;
    this.options = options;
    this.checkpoint = checkpoint;
    this.interval = interval;
  }

  /// Adds all rows of a source to a builder, from its checkpoint on if there is one.
  ///
  /// A build that is cancelled or fails leaves the last checkpoint. Who has written the index
  /// deletes it.
  ///
  /// @param source in the same order in every run
  /// @param options the same in every run but for threads and folders; with a spill folder
  /// @param checkpoint the file; its folder exists
  /// @param interval between two checkpoints; linking stands still while one is written
  /// @return a builder with all rows, which the caller closes
  /// @throws InvalidRequestException if the options have no spill folder, or the file is a
  ///   checkpoint of other options or vectors; or as [IndexBuilder#addAll(VectorSource)] does
  /// @throws dev.perigee.error.CorruptionException if the file is damaged
  /// @throws dev.perigee.error.CancelledException if it was cancelled
  public static IndexBuilder run(
      VectorSource source,
      IndexOptions options,
      Path checkpoint,
      Duration interval,
      BuildProgress progress) {
    if (options.spillFolder() == null || !options.linked()) {
      throw InvalidRequestException.of(
          "options", "a graph, and a spill folder: a build in memory is not resumed", options);
    }
    if (interval.isNegative()) {
      throw InvalidRequestException.of("interval", "a duration of at least 0", interval);
    }
    options.requireFit("source", source);
    return new ResumableBuild(source, options, checkpoint, interval).run(progress);
  }

  private IndexBuilder run(BuildProgress progress) {
    IndexBuilder builder = Files.exists(checkpoint) ? resumed() : IndexBuilder.empty(options);
    try {
      int before = builder.count();
      BuildProgress whole = (done, total) -> progress.update(before + done, source.count());
      builder.addRest(source, whole, this::isDue, checkpoint, withoutVectors());
      return builder;
    } catch (RuntimeException | Error e) {
      builder.close();
      throw e;
    }
  }

  private boolean isDue() {
    boolean due = System.nanoTime() - writtenNanos >= interval.toNanos();
    if (due) {
      writtenNanos = System.nanoTime();
    }
    return due;
  }

  /// What a checkpoint has in its header: vectors only where there are no codes to compare by.
  private IndexOptions withoutVectors() {
    return options.codes() == CodeKind.NONE ? options : options.withRerank(RerankCopy.NONE);
  }

  private IndexBuilder resumed() {
    IndexFile.verify(checkpoint);
    OpenOptions how = OpenOptions.defaults().withDistanceFunction(options.distanceFunction());
    try (VectorIndex partial = VectorIndex.open(checkpoint, how)) {
      requireSame(partial);
      IndexBuilder builder = partial.parts().toBuilder(options);
      try {
        builder.restore(source);
        requireSameVectors(builder, partial);
        return builder;
      } catch (RuntimeException | Error e) {
        builder.close();
        throw e;
      }
    }
  }

  private void requireSame(VectorIndex partial) {
    IndexOptions found = partial.options();
    IndexOptions comparable =
        found
            .withThreads(options.threads())
            .withBuildMemoryBytes(options.buildMemoryBytes())
            .withSpillFolder(options.spillFolder())
            .withRerank(options.rerank());
    if (!comparable.equals(options)) {
      throw InvalidRequestException.of("options", "those of " + checkpoint + ": " + found, options);
    }
    if (partial.count() > source.count()) {
      throw InvalidRequestException.of(
          "source", "at least the " + partial.count() + " rows of " + checkpoint, source.count());
    }
    for (int row = 0; row < partial.count(); row++) {
      if (partial.id(row) != source.id(row)) {
        throw InvalidRequestException.of(
            "source", "id " + partial.id(row) + " at row " + row, source.id(row));
      }
    }
  }

  private void requireSameVectors(IndexBuilder builder, VectorIndex partial) {
    int step = Math.max(1, partial.count() / COMPARED_ROWS);
    for (int row = 0; row < partial.count(); row += step) {
      if (!builder.isLikeIn(partial.parts(), row)) {
        throw InvalidRequestException.of(
            "source", "the vectors of " + checkpoint, "another one at row " + row);
      }
    }
  }
}
