package dev.perigee.formats.usearch;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.foreign.StoredVectors;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;

/// An index of USearch 2.0 to 2.26.
///
/// Keys are ids; an unsigned one of 2^63 or more is a negative one. Where an index is `multi`, rows
/// share keys. Rows that were removed stay in the graph, without their keys. A file saved without
/// its vectors can be described, and no more.
///
/// Opening reads the level and the key of each node; a byte a node of heap is kept. Safe for
/// several threads. Whoever opens it closes it.
public final class USearchIndex implements ForeignIndex {

  private final FileBytes file;
  private final USearchGraph graph;
  private final StoredVectors vectors;
  private final ForeignDescription description;

  private USearchIndex(FileBytes file) {
    this.file = file;
    USearchMatrix matrix = USearchMatrix.find(file);
    if (matrix == null) {
      throw file.corruption(
          0, "expected \"usearch\" where the vectors end, got a damaged file or another");
    }
    USearchHead head = USearchHead.read(file, matrix.headAt());
    graph = USearchGraph.read(file, head, matrix.headAt() + USearchHead.BYTES);
    vectors = matrix.isPresent() ? vectors(matrix, head) : null;
    description =
        USearchDescriptions.of(head, graph.header(), graph.removedRows(), matrix.isPresent());
  }

  private StoredVectors vectors(USearchMatrix matrix, USearchHead head) {
    if (matrix.rows() != graph.count()) {
      throw file.corruption(
          0, "expected a vector for each of " + graph.count() + " nodes, got " + matrix.rows());
    }
    long rowBytes = head.scalar().number().vectorBytes(head.dimension());
    if (matrix.rowBytes() != rowBytes) {
      throw file.corruption(
          matrix.at() / 2, // The second of the two numbers before the first row.
          "expected %d bytes for %d x %s, got %d"
              .formatted(rowBytes, head.dimension(), head.scalar().label(), matrix.rowBytes()));
    }
    return new StoredVectors(
        file,
        new StoredVectors.Place(matrix.at(), rowBytes, matrix.rows()),
        head.scalar().number(),
        head.dimension(),
        graph::key);
  }

  /// Opens an index.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws InvalidRequestException for version 1, or kinds of numbers that have no meaning here
  /// @throws dev.perigee.error.CorruptionException if the file is damaged or something else
  /// @throws dev.perigee.error.UnsupportedVersionException for a version above 2
  /// @throws dev.perigee.error.LimitExceededException above 65,536 dimensions, 2,147,483,647 rows
  ///   or 1,048,576 links of a node
  /// @throws dev.perigee.error.StorageException if the operating system refuses
  public static USearchIndex open(Path path) {
    FileBytes file = FileBytes.open(path);
    try {
      return new USearchIndex(file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Whether a file is of USearch: its name stands where the vectors end.
  public static boolean looksLike(FileBytes file) {
    return USearchMatrix.find(file) != null;
  }

  @Override
  public ForeignDescription description() {
    return description;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the file was saved without them
  @Override
  public VectorSource vectors() {
    if (vectors == null) {
      throw InvalidRequestException.of(
          file.name(), "an index saved with its vectors", "a graph without vectors");
    }
    return vectors;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range
  @Override
  public boolean isRemoved(long row) {
    if (row < 0 || row >= graph.count()) {
      throw InvalidRequestException.of("row", "0 to " + (graph.count() - 1), row);
    }
    return graph.isRemoved(row);
  }

  @Override
  public LinkSource links() {
    return graph;
  }

  @Override
  public void close() {
    file.close();
  }
}
