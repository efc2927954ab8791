package dev.perigee.cli.bench;

import dev.perigee.cli.BuildOptions;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.VectorFile;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/// What is indexed and what is asked: files, or generated vectors.
///
/// @param base vectors to index
/// @param queries vectors to ask for; never among the base
/// @param name what to call the data set
/// @param files what to close in the end
record BenchData(VectorSource base, VectorSource queries, String name, List<VectorFile> files)
    implements AutoCloseable {

  private static final int QUERIES_DEFAULT = 1000;

  /// Where the vectors come from.
  static final class Origin {
    @Option(
        names = "--base",
        required = true,
        paramLabel = "FILE",
        description = "Vectors to index: fbin, f16bin, u8bin, i8bin, fvecs, bvecs or npy.")
    private Path base;

    @Option(
        names = "--generate",
        required = true,
        paramLabel = "KIND",
        description = "Generate vectors instead: ${COMPLETION-CANDIDATES}.")
    private GeneratedVectors.Distribution generate;
  }

  static BenchData open(Origin origin, Path query, Integer count, int dimension, long seed) {
    if (count != null && count < 1) {
      throw InvalidRequestException.of("--count", "at least 1", count);
    }
    if (origin.generate != null) {
      if (query != null) {
        throw InvalidRequestException.of("--query", "none with --generate", query);
      }
      GeneratedVectors base =
          new GeneratedVectors(origin.generate, count == null ? 10_000 : count, dimension, seed);
      String kind = origin.generate.name().toLowerCase(Locale.ROOT);
      String name = kind + "-" + base.count() + "x" + dimension;
      return new BenchData(base, base.following(QUERIES_DEFAULT), name, List.of());
    }
    return openFiles(origin.base, query, count);
  }

  private static BenchData openFiles(Path basePath, Path queryPath, Integer count) {
    VectorFile file = VectorFile.open(basePath);
    VectorSource base = BuildOptions.indexable(file);
    String name = String.valueOf(basePath.getFileName());
    if (queryPath == null) {
      // the last rows are held out as queries
      long held = Math.min(QUERIES_DEFAULT, base.count() / 10);
      long indexed = base.count() - held;
      long wanted = count == null ? indexed : Math.min(count, indexed);
      return new BenchData(
          new RowRange(base, 0, wanted), new RowRange(base, indexed, held), name, List.of(file));
    }
    VectorFile queryFile = VectorFile.open(queryPath);
    VectorSource queries = base.elementType() == ElementType.F32 ? queryFile.asF32() : queryFile;
    if (queries.dimension() != base.dimension()) {
      throw InvalidRequestException.of(
          "--query", "dimension " + base.dimension(), queries.dimension());
    }
    long wanted = count == null ? base.count() : Math.min(count, base.count());
    return new BenchData(new RowRange(base, 0, wanted), queries, name, List.of(file, queryFile));
  }

  @Override
  public void close() {
    for (VectorFile file : files) {
      file.close();
    }
  }

  /// Consecutive rows of a source, numbered from 0.
  private record RowRange(VectorSource source, long from, long count) implements VectorSource {
    @Override
    public int dimension() {
      return source.dimension();
    }

    @Override
    public ElementType elementType() {
      return source.elementType();
    }

    @Override
    public void read(long row, MemorySegment target, long targetOffset) {
      source.read(from + row, target, targetOffset);
    }
  }
}
