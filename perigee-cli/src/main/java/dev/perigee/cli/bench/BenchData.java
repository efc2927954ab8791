package dev.perigee.cli.bench;

import dev.perigee.cli.VectorInput;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.GeneratedVectors;
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
record BenchData(VectorSource base, VectorSource queries, String name, List<VectorInput> files)
    implements AutoCloseable {

  /// How much of it.
  ///
  /// @param count vectors to index; null for all of a file, or 10,000
  /// @param queries queries to generate or to hold out
  /// @param dimension of generated vectors
  record Size(Integer count, int queries, int dimension) {
    Size {
      if (count != null && count < 1) {
        throw InvalidRequestException.of("--count", "at least 1", count);
      }
      if (queries < 1) {
        throw InvalidRequestException.of("--queries", "at least 1", queries);
      }
    }
  }

  /// Where the vectors come from.
  static final class Origin {
    @Option(
        names = "--base",
        required = true,
        paramLabel = "FILE",
        description =
            "Vectors to index: fbin, f16bin, u8bin, i8bin, bbin, fvecs, bvecs, npy or HDF5.")
    private Path base;

    @Option(
        names = "--generate",
        required = true,
        paramLabel = "KIND",
        description = "Generate vectors instead: ${COMPLETION-CANDIDATES}.")
    private GeneratedVectors.Distribution generate;
  }

  static BenchData open(Origin origin, Path query, Size size, long seed) {
    if (origin.generate != null) {
      if (query != null) {
        throw InvalidRequestException.of("--query", "none with --generate", query);
      }
      GeneratedVectors base =
          new GeneratedVectors(
              origin.generate, size.count == null ? 10_000 : size.count, size.dimension, seed);
      String kind = origin.generate.name().toLowerCase(Locale.ROOT);
      String name = kind + "-" + base.count() + "x" + size.dimension;
      return new BenchData(base, base.following(size.queries), name, List.of());
    }
    return openFiles(origin.base, query, size);
  }

  private static BenchData openFiles(Path basePath, Path queryPath, Size size) {
    VectorInput file = VectorInput.open(basePath, null, "train");
    VectorSource base = file.indexable();
    String name = String.valueOf(basePath.getFileName());
    Path askedOf = queryPath == null && isHdf5(basePath) ? basePath : queryPath;
    if (askedOf == null) {
      // the last rows are held out as queries
      long held = Math.min(size.queries, base.count() / 10);
      long indexed = base.count() - held;
      long wanted = size.count == null ? indexed : Math.min(size.count, indexed);
      return new BenchData(
          new RowRange(base, 0, wanted), new RowRange(base, indexed, held), name, List.of(file));
    }
    VectorInput queryFile = VectorInput.open(askedOf, null, "test");
    VectorSource queries = queryFile.queries(base.elementType());
    if (queries.dimension() != base.dimension()) {
      throw InvalidRequestException.of(
          "--query", "dimension " + base.dimension(), queries.dimension());
    }
    long wanted = size.count == null ? base.count() : Math.min(size.count, base.count());
    return new BenchData(new RowRange(base, 0, wanted), queries, name, List.of(file, queryFile));
  }

  /// HDF5 of ann-benchmarks has its queries beside the vectors.
  private static boolean isHdf5(Path path) {
    return VectorInput.isHdf5(VectorInput.head(path));
  }

  @Override
  public void close() {
    for (VectorInput file : files) {
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
