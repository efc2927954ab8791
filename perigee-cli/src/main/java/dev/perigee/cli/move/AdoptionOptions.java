package dev.perigee.cli.move;

import dev.perigee.cli.GraphOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How an index of another library becomes one of ours.
public final class AdoptionOptions {

  @Option(
      names = "--rebuild",
      description = "Build a graph anew, as the options of a build say, in place of the one there.")
  boolean rebuild;

  @Option(
      names = "--allow-loss",
      description = "Go on although something cannot be kept exactly; inspect says what.")
  boolean allowLoss;

  @Option(
      names = "--many",
      description = "An id may stand for several vectors, though the file does not say so.")
  boolean many;

  @Option(
      names = "--spill",
      paramLabel = "FOLDER",
      description =
          "Keep vectors in a temporary file there while they are taken over (beside the target, if"
              + " they are not expected to fit into memory).")
  Path spill;

  @Option(names = "--threads", description = "Threads (all processors).")
  Integer threads;

  @Mixin GraphOptions graph;
}
