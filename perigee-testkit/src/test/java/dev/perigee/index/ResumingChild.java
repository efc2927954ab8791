package dev.perigee.index;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Builds an index with checkpoints, says so when it is written, and is killed before or after.
final class ResumingChild {

  static final int COUNT = 20_000;
  static final VectorData DATA = VectorData.clustered(COUNT, 64, ElementType.F32, 63);

  private ResumingChild() {}

  /// Builds in a folder.
  ///
  /// @param arguments the folder
  public static void main(String[] arguments) throws IOException {
    Thread.ofPlatform().daemon().start(ResumingChild::endWithInput);
    Path folder = Path.of(arguments[0]);
    IndexOptions options =
        IndexOptions.of(64, Metric.L2)
            .withCodes(CodeKind.BINARY)
            .withM(8)
            .withEfConstruction(80)
            .withThreads(2)
            .withSpillFolder(folder);
    try (IndexBuilder builder =
        ResumableBuild.run(
            DATA,
            options,
            folder.resolve("checkpoint"),
            Duration.ofMillis(50),
            BuildProgress.silent())) {
      long _ = builder.write(folder.resolve("index"));
    }
    System.out.println("written");
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // nothing is said to this child; only the end counts
      }
    } catch (IOException e) {
      // a broken pipe is an end as well
    }
    Runtime.getRuntime().halt(1);
  }
}
