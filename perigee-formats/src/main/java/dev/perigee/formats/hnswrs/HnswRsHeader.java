package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;

/// The first bytes of a graph file; the class header of [HnswRsIndex] has them as a table.
///
/// @param version of the format
/// @param connections M: most neighbours on a level above 0, half of those on level 0; 1 to 256
/// @param levelScale by which levels were drawn; NaN before v4, which does not tell
/// @param efConstruction width of the beam of an insertion, as an unsigned number
/// @param points in all
/// @param dimension components of a vector; 0 only where there are no points
/// @param distanceName Rust's name of the type of the distance
/// @param elementName Rust's name of the type of a component
/// @param endBytes where the table of points begins
record HnswRsHeader(
    HnswRsVersion version,
    int connections,
    double levelScale,
    long efConstruction,
    int points,
    int dimension,
    String distanceName,
    String elementName,
    long endBytes) {

  /// Layers of every dump: the crate refuses to write one that was made for fewer.
  static final int LAYERS = 16;

  static final int DIMENSION_MAX = 65_536;

  private static final int NAME_BYTES_MAX = 256;
  private static final int CONNECTIONS_WRAPPED = 256;

  /// @throws InvalidRequestException if the dump cannot be read by anyone
  /// @throws LimitExceededException above 2,147,483,647 points or 65,536 components
  /// @throws dev.perigee.error.CorruptionException if the bytes are no header
  static HnswRsHeader read(FileBytes graph) {
    HnswRsVersion version = HnswRsVersion.read(graph);
    FileCursor cursor = new FileCursor(graph, Integer.BYTES);
    requireFull(graph, cursor.u8());
    int connections = cursor.u8();
    double levelScale = version == HnswRsVersion.V4 ? cursor.f64() : Double.NaN;
    requireLayers(graph, cursor.at(), cursor.u8());
    long efConstruction = cursor.i64();
    int points = points(cursor);
    int dimension = dimension(cursor, points);
    String distanceName = cursor.text(cursor.i64(), NAME_BYTES_MAX, "the name of a distance");
    String elementName = cursor.text(cursor.i64(), NAME_BYTES_MAX, "the name of a type");
    return new HnswRsHeader(
        version,
        // The byte has no room for 256, which the crate allows.
        connections == 0 ? CONNECTIONS_WRAPPED : connections,
        levelScale,
        efConstruction,
        points,
        dimension,
        distanceName,
        elementName,
        cursor.at());
  }

  private static void requireLayers(FileBytes graph, long at, int layers) {
    if (layers != LAYERS) {
      throw graph.corruption(at, "expected " + LAYERS + " layers, got " + layers);
    }
  }

  private static void requireFull(FileBytes graph, int mode) {
    if (mode == 0) {
      throw InvalidRequestException.of(
          graph.name(),
          "a full dump",
          "a light one, which leaves out where points are and cannot be loaded by hnsw_rs either");
    }
    if (mode != 1) {
      throw graph.corruption(Integer.BYTES, "expected the mode of a dump, 0 or 1, got " + mode);
    }
  }

  private static int points(FileCursor cursor) {
    long at = cursor.at();
    long points = cursor.i64();
    cursor.file().require(at, points, PointTable.POINT_BYTES_MIN, "points");
    return limited(cursor.file(), points, Integer.MAX_VALUE, "points");
  }

  private static int dimension(FileCursor cursor, int points) {
    long at = cursor.at();
    long dimension = cursor.i64();
    if (dimension < 0 || (dimension == 0 && points > 0)) {
      throw cursor.file().corruption(at, "expected 1 component or more, got " + dimension);
    }
    return limited(cursor.file(), dimension, DIMENSION_MAX, "components");
  }

  private static int limited(FileBytes graph, long count, int max, String what) {
    if (count > max) {
      throw new LimitExceededException(
          "%s: expected at most %,d %s, got %,d".formatted(graph.name(), max, what, count));
    }
    return (int) count;
  }
}
