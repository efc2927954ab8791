package dev.perigee.cli.move;

import dev.perigee.cli.VectorInput;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.index.IndexContents;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/// Vectors on their way into an index file of ours or into a collection: an index of another
/// library, a file of our own, or a data set, which has no graph.
///
/// Whoever opens it closes it.
public final class MovedIndex implements AutoCloseable {

  private static final int DEGREE_MIN = 2;
  private static final Set<String> WITHOUT_UNIQUE_IDS = Set.of("FAISS", "hnsw_rs");
  private static final Set<FileType> DATASETS =
      EnumSet.of(FileType.NPY, FileType.NPZ, FileType.HDF5, FileType.DATASET);

  /// Of the heap, which is as much as the JVM lets a process have off it.
  private static final int MEMORY_SHARE = 2;

  /// What a file is.
  ///
  /// @param removed rows that are nobody's vector, `removedCount` of them
  /// @param many whether the file says that an id may stand for several rows
  /// @param options of an index of such vectors, before there is room for links
  private record Origin(
      String library,
      VectorSource vectors,
      LinkSource links,
      IntPredicate removed,
      int removedCount,
      boolean many,
      IndexOptions options,
      List<String> losses,
      List<String> oddities,
      Runnable closing) {}

  private final Origin origin;
  private final AdoptionOptions asked;
  private final boolean many;

  private MovedIndex(Origin origin, AdoptionOptions asked) {
    this.origin = origin;
    this.asked = asked;
    many =
        asked.many
            || origin.many
            || (WITHOUT_UNIQUE_IDS.contains(origin.library) && findsAnIdTwice());
  }

  /// Whether a file is an index of any library that is known, or of ours, or a data set; not
  /// records.
  ///
  /// @throws InvalidRequestException if it is no file that is known
  public static boolean isOne(Path path) {
    FileType type = FileType.of(path);
    return type == FileType.INDEX || type == FileType.LIBRARY || DATASETS.contains(type);
  }

  /// Opens an index of another library.
  ///
  /// @throws InvalidRequestException if it is none, or something would be lost that was not allowed
  static MovedIndex open(Path path, LibraryOptions libraries, AdoptionOptions asked) {
    return closedOnFailure(ofLibrary(libraries.open(path), asked), asked);
  }

  /// Opens an index or a data set.
  ///
  /// @param dataset which of the data sets or arrays of a file; null for the usual one
  /// @throws InvalidRequestException if it is none, or something would be lost that was not allowed
  public static MovedIndex openAny(
      Path path, String dataset, LibraryOptions libraries, AdoptionOptions asked) {
    FileType type = libraries.isNamed() ? FileType.LIBRARY : FileType.of(path);
    if (DATASETS.contains(type)) {
      VectorInput input = VectorInput.open(path, dataset, "train");
      NumberTables tables = new NumberTables(path, dataset, true, libraries);
      return closedOnFailure(ofDataset(input, tables, type, asked), asked);
    }
    if (dataset != null) {
      throw InvalidRequestException.of("--dataset", "none for an index", dataset);
    }
    return type == FileType.INDEX
        ? closedOnFailure(ofOurs(path), asked)
        : open(path, libraries, asked);
  }

  private static MovedIndex closedOnFailure(Origin origin, AdoptionOptions asked) {
    try {
      return new MovedIndex(origin, asked);
    } catch (RuntimeException | Error e) {
      origin.closing.run();
      throw e;
    }
  }

  private static Origin ofOurs(Path path) {
    VectorIndex index = VectorIndex.open(path);
    IndexOptions options = index.options();
    return new Origin(
        "Perigee",
        IndexContents.vectors(index),
        options.linked() ? IndexContents.links(index) : null,
        _ -> false,
        0,
        !options.uniqueIds(),
        options.withLinked(true),
        List.of(),
        List.of(),
        index::close);
  }

  private static Origin ofLibrary(ForeignIndex index, AdoptionOptions asked) {
    ForeignDescription description = index.description();
    try {
      requireKept(description, asked);
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
    return new Origin(
        description.library(),
        index.vectors(),
        index.links(),
        index::isRemoved,
        Math.toIntExact(description.removed()),
        "true".equals(description.parameters().get("multi")),
        coded(index.vectors(), description.metric()),
        description.losses(),
        description.oddities(),
        index::close);
  }

  private static Origin ofDataset(
      VectorInput input, NumberTables tables, FileType type, AdoptionOptions asked) {
    try (NumberTable table = tables.open(type)) {
      VectorSource rows = input.indexable();
      Metric given = tables.libraries().metric();
      Metric told = table.metric() == null ? Metric.COSINE : table.metric();
      return new Origin(
          "data set",
          rows,
          null,
          _ -> false,
          0,
          false,
          coded(rows, given == null ? told : given),
          isNarrowed(table, asked.allowLoss)
              ? List.of("numbers become the nearest floats")
              : List.of(),
          List.of(),
          input::close);
    } catch (RuntimeException | Error e) {
      input.close();
      throw e;
    }
  }

  /// Whether numbers may become others as floats.
  ///
  /// @throws InvalidRequestException naming row and component, if one does and may not
  private static boolean isNarrowed(NumberTable table, boolean allowed) {
    ComponentType type = table.type();
    boolean isWide =
        type == ComponentType.F64 || (type.isInteger() && type.widthBytes() >= Float.BYTES);
    if (!isWide || allowed) {
      return isWide;
    }
    Narrowing narrowing = new Narrowing(ComponentType.F32, false);
    double[] row = new double[table.columns()];
    MemorySegment floats = MemorySegment.ofArray(new byte[row.length * Float.BYTES]);
    for (long number = 0; number < table.rows(); number++) {
      table.read(number, row);
      for (int i = 0; i < row.length; i++) {
        narrowing.put(floats, number, i, row[i]);
      }
    }
    return false;
  }

  private static IndexOptions coded(VectorSource vectors, Metric metric) {
    IndexOptions options =
        IndexOptions.of(vectors.dimension(), metric).withElementType(vectors.elementType());
    boolean coded = CodeKind.INT4.supports(metric, vectors.elementType());
    return coded ? options : options.withCodes(CodeKind.NONE);
  }

  private static void requireKept(ForeignDescription description, AdoptionOptions asked) {
    String losses = String.join("; ", description.losses());
    if (description.metric() == null) {
      throw InvalidRequestException.of(
          "metric", "one that Perigee has", description.metricName() + ": " + losses);
    }
    if (!description.losses().isEmpty() && !asked.allowLoss) {
      throw InvalidRequestException.of(
          "SOURCE", "an index that can be kept exactly, or --allow-loss", "losses: " + losses);
    }
  }

  /// Whether an id stands for several rows, in an index of a library that allows it without saying
  /// so. Elsewhere that is a mistake, which whoever takes the rows finds.
  private boolean findsAnIdTwice() {
    try (PlacesByNumber ids = new PlacesByNumber()) {
      for (int row = 0; row < origin.vectors.count(); row++) {
        if (!origin.removed.test(row) && !ids.put(origin.vectors.id(row), row)) {
          return true;
        }
      }
      return false;
    }
  }

  /// Which library wrote it.
  public String library() {
    return origin.library;
  }

  /// The rows, removed ones included, with the ids that the file has.
  public VectorSource vectors() {
    return origin.vectors;
  }

  /// The graph; null if there is none, or none that is wanted.
  public LinkSource links() {
    return asked.rebuild ? null : origin.links;
  }

  /// Rows that were removed.
  public IntPredicate removed() {
    return origin.removed;
  }

  /// How many they are.
  public int removedCount() {
    return origin.removedCount;
  }

  /// Whether an id may stand for several rows.
  public boolean isMany() {
    return many;
  }

  /// What is not kept exactly.
  public List<String> losses() {
    return origin.losses;
  }

  /// What is unusual.
  public List<String> oddities() {
    return origin.oddities;
  }

  /// Options of an index that has room for the graph, as the caller asked otherwise.
  ///
  /// @param folder in which vectors lie meanwhile that memory is not expected to hold
  public IndexOptions options(Path folder) {
    IndexOptions options = links() == null ? origin.options : withRoom(origin.options);
    options = options.withUniqueIds(!many);
    options = asked.threads == null ? options : options.withThreads(asked.threads);
    options = asked.graph.applyTo(options);
    Path spill = asked.spill;
    if (spill == null) {
      long bytesMax = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
      spill = options.estimate(vectors().count()).buildBytes() <= bytesMax ? null : folder;
    }
    return spill == null ? options : options.withSpillFolder(spill);
  }

  /// A graph of one level goes on as one. One of ours has the options it was built by.
  private IndexOptions withRoom(IndexOptions options) {
    int upper = links().degreeMaxUpper();
    int base = Math.max(DEGREE_MIN, links().degreeMax());
    boolean fits = options.m() >= upper && options.m0() >= base;
    if (library().equals("Perigee") && fits) {
      return options;
    }
    if (upper == 0) {
      return options.withGraph(GraphKind.VAMANA).withM(base);
    }
    int m = Math.max(DEGREE_MIN, upper);
    return options.withGraph(GraphKind.HNSW).withM(m).withM0(Math.max(m, base));
  }

  @Override
  public void close() {
    origin.closing.run();
  }
}
