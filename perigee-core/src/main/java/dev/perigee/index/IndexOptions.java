package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.GraphLayout;
import dev.perigee.graph.GraphParameters;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.quant.CodeLayout;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What an index holds and how it is built. Immutable; each `with` method returns a changed copy.
///
/// @param dimension number of components, 1 to 65,536
/// @param metric what "near" means
/// @param elementType how a component is stored (F32; BIT for HAMMING and JACCARD)
/// @param graph with levels (HNSW) or without (VAMANA) (HNSW)
/// @param m links a vector gets on each level of the graph, 2 to 512 (16)
/// @param m0 most links on the lowest level, `m` to 1,024 (2 x m)
/// @param efConstruction width of the beam that finds links, 1 to 65,536 (200)
/// @param levelFactor scale of the distribution of levels, above 0 up to 2 (1 / ln m)
/// @param alpha how much nearer to a chosen neighbour than to the vector a candidate has to be to
///   be passed over as a link, 1 to 2; for VAMANA (1.2)
/// @param seed of the levels (42)
/// @param threads threads of a bulk build, 1 to 1,024 (all processors)
/// @param codes what the graph is walked on (INT4 for floats of 64 dimensions and more compared by
///   L2, cosine or inner product; else NONE)
/// @param subspaces how many sub-spaces codes of kind PQ and PQ4 have, 1 to `dimension` (a byte of
///   the code for each six components); 0 for other codes
/// @param rerank what a file keeps for the last order of the candidates (VECTORS)
/// @param buildMemoryBytes off-heap memory a bulk build may take for its work, beyond what the
///   index itself takes; a build that would need more is made one by one, which takes longer (4
///   GiB)
/// @param spillFolder where a build keeps its vectors, in a temporary file; null for memory (null)
/// @param uniqueIds whether an id stands for one vector only (true)
/// @param linked whether there is a graph (true); without one, a search compares every code, or
///   every vector where there are no codes
/// @param distanceFunction the caller's own distance; only and always with metric CUSTOM
public record IndexOptions(
    int dimension,
    Metric metric,
    ElementType elementType,
    GraphKind graph,
    int m,
    int m0,
    int efConstruction,
    double levelFactor,
    float alpha,
    long seed,
    int threads,
    CodeKind codes,
    int subspaces,
    RerankCopy rerank,
    long buildMemoryBytes,
    Path spillFolder,
    boolean uniqueIds,
    boolean linked,
    DistanceFunction distanceFunction) {

  private static final int M_DEFAULT = 16;
  private static final int EF_CONSTRUCTION_DEFAULT = 200;
  private static final int DEGREE_DEFAULT_VAMANA = 64;
  private static final int EF_CONSTRUCTION_DEFAULT_VAMANA = 100;
  private static final float ALPHA_DEFAULT = 1.2f;
  private static final long SEED_DEFAULT = 42;
  static final int THREADS_MAX = 1024;
  static final long BUILD_MEMORY_DEFAULT_BYTES = 4L << 30;
  private static final int CODED_DIMENSION_MIN = 64;

  /// @throws InvalidRequestException if a value is out of its range
  public IndexOptions {
    if (threads < 1 || threads > THREADS_MAX) {
      throw InvalidRequestException.of("threads", "1 to " + THREADS_MAX, threads);
    }
    if (buildMemoryBytes < 0) {
      throw InvalidRequestException.of("buildMemoryBytes", "at least 0", buildMemoryBytes);
    }
    VectorSpace unusedSpace = new VectorSpace(metric, elementType, dimension, distanceFunction);
    if (codes == null || !codes.supports(metric, elementType)) {
      throw InvalidRequestException.of(
          "codes", "NONE for " + elementType + " vectors and metric " + metric, codes);
    }
    if (codes.isProduct() ? subspaces < 1 || subspaces > dimension : subspaces != 0) {
      throw InvalidRequestException.of(
          "subspaces", codes.isProduct() ? "1 to " + dimension : "0 for codes " + codes, subspaces);
    }
    if (rerank == null || (codes == CodeKind.NONE && rerank != RerankCopy.VECTORS)) {
      throw InvalidRequestException.of("rerank", "VECTORS where there are no codes", rerank);
    }
    GraphParameters unusedParameters =
        new GraphParameters(graph, m, m0, efConstruction, levelFactor, alpha, seed);
  }

  /// Options with every default.
  ///
  /// @param dimension number of components; of bits for HAMMING, JACCARD and SORENSEN, unless
  ///   [#withElementType] says otherwise
  /// @param metric any but CUSTOM
  public static IndexOptions of(int dimension, Metric metric) {
    ElementType type = metric == null ? ElementType.F32 : metric.usualElementType();
    return of(dimension, metric, type, null);
  }

  /// Options for a distance of the caller's own.
  ///
  /// @param dimension number of components
  /// @param elementType how a component is stored
  /// @param distanceFunction computes distances
  public static IndexOptions custom(
      int dimension, ElementType elementType, DistanceFunction distanceFunction) {
    return of(dimension, Metric.CUSTOM, elementType, distanceFunction);
  }

  private static IndexOptions of(
      int dimension, Metric metric, ElementType type, DistanceFunction distanceFunction) {
    return new IndexOptions(
        dimension,
        metric,
        type,
        GraphKind.HNSW,
        M_DEFAULT,
        2 * M_DEFAULT,
        EF_CONSTRUCTION_DEFAULT,
        1 / Math.log(M_DEFAULT),
        ALPHA_DEFAULT,
        SEED_DEFAULT,
        Runtime.getRuntime().availableProcessors(),
        defaultCodes(dimension, metric, type),
        0,
        RerankCopy.VECTORS,
        BUILD_MEMORY_DEFAULT_BYTES,
        null,
        true,
        true,
        distanceFunction);
  }

  private static CodeKind defaultCodes(int dimension, Metric metric, ElementType type) {
    return dimension >= CODED_DIMENSION_MIN && CodeKind.INT4.supports(metric, type)
        ? CodeKind.INT4
        : CodeKind.NONE;
  }

  /// The same with another element type, and the codes that are the default for it.
  public IndexOptions withElementType(ElementType newType) {
    return changed(draft -> {
      draft.elementType = newType;
      draft.codes = defaultCodes(dimension, metric, newType);
      draft.subspaces = 0;
    });
  }

  /// The same with other codes, of the default number of sub-spaces where they have such.
  public IndexOptions withCodes(CodeKind newCodes) {
    return changed(draft -> {
      draft.codes = newCodes;
      draft.subspaces = newCodes == null ? 0 : CodeLayout.defaultSubspaces(newCodes, dimension);
    });
  }

  /// The same with another number of sub-spaces, for codes of kind PQ (a byte each) and PQ4 (half a
  /// byte each).
  public IndexOptions withSubspaces(int newSubspaces) {
    return changed(draft -> draft.subspaces = newSubspaces);
  }

  /// The same with another copy for the last order.
  public IndexOptions withRerank(RerankCopy newRerank) {
    return changed(draft -> draft.rerank = newRerank);
  }

  /// The same with another kind of graph, with the default degrees and beam of that: 16, 32 and 200
  /// for HNSW; 64, 64 and 100 (R and L) for VAMANA.
  public IndexOptions withGraph(GraphKind newGraph) {
    boolean flat = newGraph == GraphKind.VAMANA;
    return changed(draft -> {
      draft.graph = newGraph;
      draft.m = flat ? DEGREE_DEFAULT_VAMANA : M_DEFAULT;
      draft.m0 = flat ? DEGREE_DEFAULT_VAMANA : 2 * M_DEFAULT;
      draft.efConstruction = flat ? EF_CONSTRUCTION_DEFAULT_VAMANA : EF_CONSTRUCTION_DEFAULT;
    });
  }

  /// The same with another alpha.
  public IndexOptions withAlpha(float newAlpha) {
    return changed(draft -> draft.alpha = newAlpha);
  }

  /// The same with another M; M0 becomes twice, the level factor 1 / ln of it. For VAMANA, R, and
  /// M0 is the same.
  public IndexOptions withM(int newM) {
    return changed(draft -> {
      draft.m = newM;
      draft.m0 = graph == GraphKind.VAMANA ? newM : 2 * newM;
      draft.levelFactor = newM < 2 ? levelFactor : Math.min(2, 1 / Math.log(newM));
    });
  }

  /// The same with another limit of links on the lowest level.
  public IndexOptions withM0(int newM0) {
    return changed(draft -> draft.m0 = newM0);
  }

  /// The same with another beam for building.
  public IndexOptions withEfConstruction(int newEfConstruction) {
    return changed(draft -> draft.efConstruction = newEfConstruction);
  }

  /// The same with another distribution of levels.
  public IndexOptions withLevelFactor(double newLevelFactor) {
    return changed(draft -> draft.levelFactor = newLevelFactor);
  }

  /// The same with another seed.
  public IndexOptions withSeed(long newSeed) {
    return changed(draft -> draft.seed = newSeed);
  }

  /// The same with another number of threads.
  public IndexOptions withThreads(int newThreads) {
    return changed(draft -> draft.threads = newThreads);
  }

  /// The same with another bound of the working memory of a bulk build.
  public IndexOptions withBuildMemoryBytes(long newBuildMemoryBytes) {
    return changed(draft -> draft.buildMemoryBytes = newBuildMemoryBytes);
  }

  /// The same with the vectors of a build in a temporary file, for data larger than memory: then a
  /// build takes the memory of codes and links alone. Links are chosen on codes of 4 bits (kept for
  /// that while it lasts, where those of the index are coarser), one by one. The file takes as much
  /// as the vectors do, and goes when the builder is closed or the process ends.
  ///
  /// @param newSpillFolder one that exists; null for memory
  public IndexOptions withSpillFolder(Path newSpillFolder) {
    return changed(draft -> draft.spillFolder = newSpillFolder);
  }

  /// The same with ids unique or shared. A search returns each shared id once, by its nearest
  /// vector.
  public IndexOptions withUniqueIds(boolean newUniqueIds) {
    return changed(draft -> draft.uniqueIds = newUniqueIds);
  }

  /// The same with a graph or without one. Without one, nothing is walked, whatever width or recall
  /// is asked for; building costs next to nothing. Rows keep room for `m0` links, so a small `m`
  /// makes a small file.
  public IndexOptions withLinked(boolean newLinked) {
    return changed(draft -> draft.linked = newLinked);
  }

  private IndexOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.elementType = elementType;
    draft.graph = graph;
    draft.alpha = alpha;
    draft.m = m;
    draft.m0 = m0;
    draft.efConstruction = efConstruction;
    draft.levelFactor = levelFactor;
    draft.seed = seed;
    draft.threads = threads;
    draft.codes = codes;
    draft.subspaces = subspaces;
    draft.rerank = rerank;
    draft.buildMemoryBytes = buildMemoryBytes;
    draft.spillFolder = spillFolder;
    draft.uniqueIds = uniqueIds;
    draft.linked = linked;
    change.accept(draft);
    return new IndexOptions(
        dimension,
        metric,
        draft.elementType,
        draft.graph,
        draft.m,
        draft.m0,
        draft.efConstruction,
        draft.levelFactor,
        draft.alpha,
        draft.seed,
        draft.threads,
        draft.codes,
        draft.subspaces,
        draft.rerank,
        draft.buildMemoryBytes,
        draft.spillFolder,
        draft.uniqueIds,
        draft.linked,
        distanceFunction);
  }

  /// Options on their way to other values.
  private static final class Draft {
    private ElementType elementType;
    private GraphKind graph;
    private float alpha;
    private int m;
    private int m0;
    private int efConstruction;
    private double levelFactor;
    private long seed;
    private int threads;
    private CodeKind codes;
    private int subspaces;
    private RerankCopy rerank;
    private long buildMemoryBytes;
    private Path spillFolder;
    private boolean uniqueIds;
    private boolean linked;
  }

  /// @throws InvalidRequestException if the vectors of a source are of another kind
  void requireFit(String field, VectorSource source) {
    if (source.dimension() != dimension) {
      throw InvalidRequestException.of(field, "dimension " + dimension, source.dimension());
    }
    if (source.elementType() != elementType) {
      throw InvalidRequestException.of(field, elementType + " values", source.elementType());
    }
  }

  /// What an index with these options takes.
  ///
  /// @param count vectors, at least 0
  public IndexEstimate estimate(long count) {
    if (count < 0) {
      throw InvalidRequestException.of("count", "at least 0", count);
    }
    return IndexEstimate.of(this, count);
  }

  VectorSpace space() {
    return new VectorSpace(metric, elementType, dimension, distanceFunction);
  }

  CodeLayout codeLayout() {
    return new CodeLayout(codes, dimension, subspaces);
  }

  GraphLayout graphLayout() {
    CodeLayout layout = codeLayout();
    return parameters().layout(layout.codeBytes(), layout.correctionBytes());
  }

  GraphParameters parameters() {
    return new GraphParameters(graph, m, m0, efConstruction, levelFactor, alpha, seed);
  }
}
