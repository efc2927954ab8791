package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.library.Library;
import dev.perigee.index.IndexContents;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/// An index on its way into an index file of ours or into a collection: of another library, or a
/// file of our own.
///
/// Whoever opens it closes it.
public final class MovedIndex implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x89, 'P', 'R', 'G'};
  private static final int DEGREE_MIN = 2;
  private static final Set<String> WITHOUT_UNIQUE_IDS = Set.of("FAISS", "hnsw_rs");

  /// Of the heap, which is as much as the JVM lets a process have off it.
  private static final int MEMORY_SHARE = 2;

  private final ForeignIndex foreign;
  private final VectorIndex own;
  private final AdoptionOptions asked;
  private final VectorSource vectors;
  private final LinkSource links;
  private final boolean many;

  private MovedIndex(ForeignIndex foreign, VectorIndex own, AdoptionOptions asked) {
    this.foreign = foreign;
    this.own = own;
    this.asked = asked;
    vectors = foreign == null ? IndexContents.vectors(own) : foreign.vectors();
    boolean linked = foreign == null ? own.options().linked() : foreign.links() != null;
    LinkSource all = linked && foreign == null ? IndexContents.links(own) : null;
    LinkSource there = foreign == null ? all : foreign.links();
    links = asked.rebuild ? null : there;
    many = findMany();
  }

  /// Whether a file is an index of any library that is known, or of ours.
  public static boolean isOne(Path path) {
    return Files.isRegularFile(path) && (isOurs(path) || Library.of(path) != null);
  }

  /// Whether a file is an index of ours.
  static boolean isOurs(Path path) {
    if (!Files.isRegularFile(path)) {
      return false; // to open a pipe would wait for a writer; whoever opens it next refuses it
    }
    try (var in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false; // whoever opens it next says what is wrong
    }
  }

  /// Opens an index.
  ///
  /// @throws InvalidRequestException if it is none, or something would be lost that was not allowed
  public static MovedIndex open(Path path, LibraryOptions libraries, AdoptionOptions asked) {
    if (isOurs(path)) {
      return new MovedIndex(null, VectorIndex.open(path), asked);
    }
    ForeignIndex foreign = libraries.open(path);
    try {
      requireKept(foreign.description(), asked);
      return new MovedIndex(foreign, null, asked);
    } catch (RuntimeException | Error e) {
      foreign.close();
      throw e;
    }
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

  /// Which library wrote it.
  public String library() {
    return foreign == null ? "Perigee" : foreign.description().library();
  }

  /// The rows, removed ones included, with the ids that the file has.
  public VectorSource vectors() {
    return vectors;
  }

  /// The graph; null if there is none, or none that is wanted.
  public LinkSource links() {
    return links;
  }

  /// Rows that were removed.
  public IntPredicate removed() {
    return foreign == null ? _ -> false : foreign::isRemoved;
  }

  /// How many they are.
  public int removedCount() {
    return foreign == null ? 0 : Math.toIntExact(foreign.description().removed());
  }

  /// Whether an id may stand for several rows.
  public boolean isMany() {
    return many;
  }

  private boolean findMany() {
    if (foreign == null) {
      return asked.many || !own.options().uniqueIds();
    }
    return asked.many
        || "true".equals(foreign.description().parameters().get("multi"))
        || (WITHOUT_UNIQUE_IDS.contains(library()) && findsAnIdTwice());
  }

  /// Whether an id stands for several rows, in an index of a library that allows it without saying
  /// so. Elsewhere that is a mistake, which whoever takes the rows finds.
  private boolean findsAnIdTwice() {
    try (PlacesByNumber ids = new PlacesByNumber()) {
      for (long row = 0; row < vectors.count(); row++) {
        if (!foreign.isRemoved(row) && !ids.put(vectors.id(row), row)) {
          return true;
        }
      }
      return false;
    }
  }

  /// What is not kept exactly.
  public List<String> losses() {
    return foreign == null ? List.of() : foreign.description().losses();
  }

  /// What is unusual.
  public List<String> oddities() {
    return foreign == null ? List.of() : foreign.description().oddities();
  }

  /// Options of an index that has room for the graph, as the caller asked otherwise.
  ///
  /// @param folder in which vectors lie meanwhile that memory is not expected to hold
  public IndexOptions options(Path folder) {
    IndexOptions options = own == null ? foreignOptions() : own.options();
    options = options.withUniqueIds(!isMany());
    options = asked.threads == null ? options : options.withThreads(asked.threads);
    options = asked.graph.applyTo(options);
    Path spill = asked.spill;
    if (spill == null) {
      long bytesMax = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
      spill = options.estimate(vectors.count()).buildBytes() <= bytesMax ? null : folder;
    }
    return spill == null ? options : options.withSpillFolder(spill);
  }

  private IndexOptions foreignOptions() {
    Metric metric = foreign.description().metric();
    IndexOptions options =
        IndexOptions.of(vectors.dimension(), metric).withElementType(vectors.elementType());
    boolean coded = CodeKind.INT4.supports(metric, vectors.elementType());
    options = coded ? options : options.withCodes(CodeKind.NONE);
    return links == null ? options : withRoom(options);
  }

  /// A graph of one level goes on as one.
  private IndexOptions withRoom(IndexOptions options) {
    int upper = links.degreeMaxUpper();
    int base = Math.max(DEGREE_MIN, links.degreeMax());
    if (upper == 0) {
      return options.withGraph(GraphKind.VAMANA).withM(base);
    }
    int m = Math.max(DEGREE_MIN, upper);
    return options.withGraph(GraphKind.HNSW).withM(m).withM0(Math.max(m, base));
  }

  @Override
  public void close() {
    if (foreign == null) {
      own.close();
    } else {
      foreign.close();
    }
  }
}
