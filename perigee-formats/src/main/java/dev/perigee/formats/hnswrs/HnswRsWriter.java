package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a graph as a dump of hnsw_rs, version 4 of the format, which [HnswRsIndex] tells: the
/// crate of 0.3.1 and newer loads it as its own.
///
/// The crate knows 16 layers; what a graph has above them is left out. Memory: eight bytes a node.
public final class HnswRsWriter {

  private static final int LAYER_MAGIC = 0x000a676f;
  private static final int DATA_MAGIC = 0xa67f0000;
  private static final String ELEMENT = "f32";
  private static final int HEAD_BYTES_MAX = 256;
  private static final double LENGTH_TOLERANCE = 1e-3;
  private final VectorSource vectors;
  private final LinkSource links;
  private final HnswRsParameters parameters;
  private final StoredDistance distance;
  private final LayerOrder order;
  private final PointWriter points;
  private final ByteBuffer head =
      ByteBuffer.allocate(HEAD_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);

  private HnswRsWriter(VectorSource vectors, LinkSource links, HnswRsParameters parameters) {
    this.vectors = vectors;
    this.links = links;
    this.parameters = parameters;
    distance = StoredDistance.of(parameters.metric());
    order = new LayerOrder(links);
    points = new PointWriter(vectors, links, distance, order);
  }

  /// Writes both files. They appear under their names when they are complete: the data first, then
  /// the graph, without which there is no dump. A dump that was there before is gone from when the
  /// new data appears, so that the two are never mixed.
  ///
  /// @param path the name of the dump, with or without `.hnsw.graph`
  /// @param vectors of single-precision floats, 1 or more
  /// @param links node `i` for row `i`
  /// @throws InvalidRequestException if the vectors are no floats, or not as many as the nodes; if
  ///   the graph has more links than the parameters allow; or if, for INNER_PRODUCT, a vector is
  ///   not of length 1, which hnsw_rs demands
  /// @throws StorageException if the operating system refuses
  public static void write(
      Path path, VectorSource vectors, LinkSource links, HnswRsParameters parameters) {
    requireWritable(vectors, links, parameters);
    HnswRsFiles files = HnswRsFiles.named(path);
    HnswRsWriter writer = new HnswRsWriter(vectors, links, parameters);
    try (AtomicFile data = AtomicFile.create(files.data());
        AtomicFile graph = AtomicFile.create(files.graph())) {
      writer.writeData(data);
      writer.writeGraph(graph);
      Files.deleteIfExists(files.graph());
      data.publish(new byte[0]);
      graph.publish(new byte[0]);
    } catch (IOException e) {
      throw new StorageException("cannot replace " + files.graph(), e);
    }
  }

  private static void requireWritable(
      VectorSource vectors, LinkSource links, HnswRsParameters parameters) {
    if (vectors.elementType() != ElementType.F32) {
      throw InvalidRequestException.of("vectors", "components of F32", vectors.elementType());
    }
    if (vectors.count() < 1 || vectors.count() != links.count()) {
      throw InvalidRequestException.of(
          "vectors", "1 or more, one for each of " + links.count() + " nodes", vectors.count());
    }
    int connectionsMin = Math.max((links.degreeMax() + 1) / 2, links.degreeMaxUpper());
    if (parameters.connections() < connectionsMin) {
      throw InvalidRequestException.of(
          "connections",
          "at least " + connectionsMin + " for this graph",
          parameters.connections());
    }
  }

  private void writeData(AtomicFile file) {
    int rowBytes = vectors.elementType().vectorBytes(vectors.dimension());
    MemorySegment row = MemorySegment.ofArray(new byte[rowBytes]);
    put(file, head.clear().putInt(DATA_MAGIC).putLong(vectors.dimension()));
    for (int number = 0; number < order.count(); number++) {
      int node = order.node(number);
      vectors.read(node, row, 0);
      if (distance == StoredDistance.DIST_DOT) {
        requireUnit(node, row);
      }
      put(file, head.clear().putInt(DATA_MAGIC).putLong(vectors.id(node)).putLong(rowBytes));
      file.write(row, 0, rowBytes);
    }
  }

  private void requireUnit(int node, MemorySegment row) {
    float[] vector = row.toArray(LittleEndian.FLOAT);
    double length = Math.sqrt(StoredDistance.product(vector, vector));
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw InvalidRequestException.of(
          "row " + node, "a vector of length 1, as DistDot demands", "one of length " + length);
    }
  }

  private void writeGraph(AtomicFile file) {
    putHeader(file);
    for (int layer = 0; layer < HnswRsHeader.LAYERS; layer++) {
      put(file, head.clear().putInt(LAYER_MAGIC).putLong(order.count(layer)));
      for (int rank = 0; rank < order.count(layer); rank++) {
        put(file, points.point(order.node(layer, rank)));
      }
    }
    head.clear();
    points.putPlace(head, links.entryNode());
    put(file, head);
  }

  private void putHeader(AtomicFile file) {
    head.clear()
        .putInt(HnswRsVersion.V4.magic())
        .put((byte) 1)
        // 256 becomes 0, as in the crate.
        .put((byte) parameters.connections())
        .putDouble(1 / Math.log(parameters.connections()))
        .put((byte) HnswRsHeader.LAYERS)
        .putLong(parameters.efConstruction())
        .putLong(order.count())
        .putLong(vectors.dimension());
    putText(distance.typeName());
    putText(ELEMENT);
    put(file, head.put((byte) HnswRsHeader.LAYERS));
  }

  private void putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head.putLong(bytes.length).put(bytes);
  }

  /// Writes what was put into a buffer, from its start.
  private static void put(AtomicFile file, ByteBuffer bytes) {
    MemorySegment written = MemorySegment.ofBuffer(bytes.flip());
    file.write(written, 0, written.byteSize());
  }
}
