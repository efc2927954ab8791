package dev.perigee.formats.hnswlib;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.foreign.StoredNumber;
import dev.perigee.formats.foreign.StoredVectors;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;

/// An index of hnswlib, every version of which writes the same bytes, or its rows without a graph.
///
/// The dimension is what the bytes of a vector make of the type that whoever opens it says. Labels
/// are ids; one of 2^63 or more is a negative one. Vectors of the space `cosine` are stored divided
/// by their length. Rows marked as deleted stay in the graph.
///
/// Opening reads the length of each node's upper levels and the mark of each row; a byte a node of
/// heap is kept. Safe for several threads. Whoever opens it closes it.
public final class HnswlibIndex implements ForeignIndex {

  private static final int DIMENSION_MAX = 65_536;

  private final FileBytes file;
  private final HnswlibGraph graph;
  private final StoredVectors vectors;
  private final ForeignDescription description;

  private HnswlibIndex(FileBytes file, HnswlibOptions options) {
    this.file = file;
    if (!HnswlibHeader.matches(file) && BruteForceHeader.matches(file)) {
      BruteForceHeader header = BruteForceHeader.read(file);
      graph = null;
      vectors =
          vectors(
              new StoredVectors.Place(BruteForceHeader.BYTES, header.recordBytes(), header.count()),
              header.vectorBytes(),
              options);
      description = HnswlibDescriptions.ofRows(vectors, options);
    } else {
      HnswlibHeader header = HnswlibHeader.read(file);
      graph = HnswlibGraph.read(file, header);
      vectors =
          vectors(
              new StoredVectors.Place(
                  graph.recordAt(0) + header.vectorOffset(), header.recordBytes(), header.count()),
              header.vectorBytes(),
              options);
      description = HnswlibDescriptions.ofGraph(header, graph, vectors, options);
    }
  }

  /// Opens an index, or rows without a graph, whichever it is.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws InvalidRequestException if the vectors cannot be of that type
  /// @throws dev.perigee.error.CorruptionException if the file is damaged or something else
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 rows
  /// @throws dev.perigee.error.StorageException if the operating system refuses
  public static HnswlibIndex open(Path path, HnswlibOptions options) {
    FileBytes file = FileBytes.open(path);
    try {
      return new HnswlibIndex(file, options);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Whether a file can be of hnswlib: there is no magic number, but sizes that depend on each
  /// other and, without a graph, on the length of the file.
  public static boolean looksLike(FileBytes file) {
    return HnswlibHeader.matches(file) || BruteForceHeader.matches(file);
  }

  private StoredVectors vectors(
      StoredVectors.Place place, int vectorBytes, HnswlibOptions options) {
    StoredNumber number = options.bytes() ? StoredNumber.U8 : StoredNumber.F32;
    int widthBytes = number.bits() / Byte.SIZE;
    if (vectorBytes % widthBytes != 0) {
      throw InvalidRequestException.of(
          file.name(),
          "options of another type, since floats take a multiple of 4 bytes",
          "vectors of " + vectorBytes + " bytes");
    }
    int dimension = vectorBytes / widthBytes;
    if (dimension > DIMENSION_MAX) {
      throw new LimitExceededException(
          file.name() + ": expected a dimension of 1 to 65,536, got " + dimension);
    }
    return new StoredVectors(
        file,
        place,
        number,
        dimension,
        row -> file.i64(place.firstAt() + row * place.strideBytes() + vectorBytes));
  }

  @Override
  public ForeignDescription description() {
    return description;
  }

  @Override
  public VectorSource vectors() {
    return vectors;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range
  @Override
  public boolean isRemoved(long row) {
    if (row < 0 || row >= vectors.count()) {
      throw InvalidRequestException.of("row", "0 to " + (vectors.count() - 1), row);
    }
    return graph != null && graph.isDeleted(row);
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
