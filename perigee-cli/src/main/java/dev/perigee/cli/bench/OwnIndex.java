package dev.perigee.cli.bench;

import dev.perigee.cli.BuildOptions;
import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The index file of Perigee itself: built, or found from an earlier run.
final class OwnIndex {

  private OwnIndex() {}

  /// Builds and writes the file.
  ///
  /// @return what is printed of it
  static Map<String, Object> build(BenchData data, BuildOptions build, Path file) {
    VectorSource base = data.base();
    IndexOptions options = build.toIndexOptions(base.dimension(), base.elementType());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("threads", options.threads());
    long start = System.nanoTime();
    try (IndexBuilder builder = VectorIndex.builder(options);
        Progress progress = new Progress("Building", base.count(), " vectors")) {
      builder.addAll(base, progress);
      long built = System.nanoTime();
      line.put("build_s", Json.rounded((built - start) / 1e9, 2));
      builder.write(file);
      line.put("save_s", Json.rounded((System.nanoTime() - built) / 1e9, 3));
    }
    return line;
  }

  /// Makes sure that a file can stand for the one that would be built.
  ///
  /// @throws InvalidRequestException if it has another number of vectors or other options
  static void requireReusable(BenchData data, BuildOptions build, Path file) {
    VectorSource base = data.base();
    IndexOptions wanted = build.toIndexOptions(base.dimension(), base.elementType());
    try (VectorIndex index = VectorIndex.open(file)) {
      String expected = summary(base.count(), wanted);
      String got = summary(index.count(), index.options());
      if (!got.equals(expected)) {
        throw InvalidRequestException.of("--reuse " + file, expected, got);
      }
    }
  }

  private static String summary(long count, IndexOptions options) {
    return "%d x %d %s %s %s m=%d ef=%d codes=%s rerank=%s"
        .formatted(
            count,
            options.dimension(),
            options.elementType(),
            options.metric(),
            options.graph(),
            options.m(),
            options.efConstruction(),
            options.codes(),
            options.rerank());
  }
}
