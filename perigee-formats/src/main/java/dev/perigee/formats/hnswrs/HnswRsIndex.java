package dev.perigee.formats.hnswrs;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;

/// A dump of hnsw_rs, the Rust crate: `NAME.hnsw.graph` and `NAME.hnsw.data`, of the versions 2 to
/// 4 of the format. Numbers are in the byte order of the machine that wrote them, of which only
/// little-endian ones of 64 bits are read; nothing is aligned or checksummed.
///
/// ```
/// graph file
///     u32   magic: 0x002a677f (v2), 0x002a6771 (v3), 0x002a6779 (v4)
///     u8    1: full
///     u8    M; 0 for 256
///     f64   scale of the levels, v4 alone
///     u8    layers: 16
///     u64   efConstruction
///     u64   points
///     u64   dimension
///     u64   length, and the name of the distance
///     u64   length, and the name of the type of a component
///     u8    layers: 16
///   for each layer, 0 first
///     u32   0x000a676f
///     u64   points whose highest layer it is
///   - for each of them
///     u32   0x000a678f
///     u64   id
///     u8    layer
///     i32   rank: its number in the layer
///   - - for each of 16 layers, the neighbours there, nearest first
///     u64   how many (u8 in old dumps of v2)
///   - - - for each of them
///     u64   id
///     u8    layer that it is stored in
///     i32   rank
///     f32   distance
///   unless there are no points: where a search begins
///     u64   id
///     u8    layer
///     i32   rank
///
/// data file
///     u32   0xa67f0000
///     u64   dimension
///   for each point, in the order of the graph file
///     u32   0xa67f0000
///     u64   id
///     u64   bytes that follow
///     u64   dimension, in v2 alone
///           components
/// ```
///
/// Components are offered as floats, exactly: f32, u8, i16 and u16; or as doubles: f64, i32 and u32
/// exactly, wider whole numbers as the nearest double. Ids are handed on as they are, and may
/// repeat.
///
/// A point links back only on the highest level of the later one, so that some have no link to them
/// on level 0, and lists name points that are not on their level. [#links] leaves these out,
/// [#description] counts both.
///
/// Opening passes over the graph file twice, once for the places of the points and once for their
/// links; it keeps one `long` a point outside the heap. What stands before a vector is compared
/// with the graph when the vector is read.
///
/// Safe for several threads. Whoever opens it closes it.
public final class HnswRsIndex implements ForeignIndex {

  private final FileBytes graph;
  private final FileBytes data;
  private final PointTable table;
  private final HnswRsLinks links;
  private final HnswRsVectors vectors;
  private final ForeignDescription description;

  private HnswRsIndex(FileBytes graph, FileBytes data) {
    this.graph = graph;
    this.data = data;
    HnswRsHeader header = HnswRsHeader.read(graph);
    ComponentType type = HnswRsElement.of(header.elementName(), graph.name());
    HnswRsDistance distance = HnswRsDistance.of(header.distanceName(), type, graph.name());
    table = PointTableReader.read(graph, header);
    vectors = HnswRsVectors.of(data, header, table);
    LinkSurvey survey = LinkSurvey.of(table);
    links = new HnswRsLinks(table, survey);
    description = HnswRsNotes.describe(header, distance, type, table, survey);
  }

  /// Opens a dump.
  ///
  /// @param path one of its two files, or both without `.hnsw.graph` and `.hnsw.data`, with or
  ///   without the number that the crate put behind the name
  /// @throws NotFoundException if a file is missing
  /// @throws InvalidRequestException if several dumps have that name; if it is of an older format,
  ///   a light one or of a big-endian machine; or if it does not compare vectors of numbers
  /// @throws CorruptionException if the files are damaged or do not belong together
  /// @throws LimitExceededException above 65,536 components or 2,147,483,647 points
  /// @throws StorageException if the operating system refuses
  public static HnswRsIndex open(Path path) {
    HnswRsFiles files = HnswRsFiles.find(path);
    FileBytes graph = FileBytes.open(files.graph());
    FileBytes data = null;
    try {
      data = FileBytes.open(files.data());
      return new HnswRsIndex(graph, data);
    } catch (RuntimeException | Error e) {
      graph.close();
      if (data != null) {
        data.close();
      }
      throw e;
    }
  }

  @Override
  public ForeignDescription description() {
    return description;
  }

  /// {@inheritDoc}
  ///
  /// Reading a row ends in a [CorruptionException] if the data file has another id there than the
  /// graph.
  @Override
  public VectorSource vectors() {
    return vectors;
  }

  /// {@inheritDoc}
  ///
  /// The crate removes nothing.
  @Override
  public boolean isRemoved(long row) {
    return false;
  }

  @Override
  public LinkSource links() {
    return links;
  }

  /// The points and their lists as stored, with what [#links] leaves out.
  PointTable table() {
    return table;
  }

  @Override
  public void close() {
    graph.close();
    data.close();
  }
}
