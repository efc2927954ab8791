package dev.perigee.formats.hnswlib;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.foreign.IdsToWrite;
import dev.perigee.formats.foreign.LinksToWrite;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Writes vectors and links as an index of floats that every version of hnswlib loads; the bytes
/// are told in `HnswlibHeader` and `HnswlibGraph`.
///
/// Vectors of half precision and of 8-bit integers are widened, exactly. Negative ids become labels
/// of 2^63 and more. The file appears under its name whole or not at all.
///
/// Owned by the thread that writes.
public final class HnswlibWriter {

  private static final int DELETED_BIT = 1 << 16;

  private final HnswlibWriterOptions options;
  private final FloatRow row;
  private final LinksToWrite links;
  private final HnswlibHeader header;

  private HnswlibWriter(VectorSource vectors, LinkSource source, HnswlibWriterOptions options) {
    this.options = options;
    row = new FloatRow(vectors, options.metric() == Metric.COSINE);
    links = new LinksToWrite(source, vectors.count(), options.degrees());
    header =
        new HnswlibHeader(
            Math.max(options.capacity(), links.count()),
            links.count(),
            vectors.dimension() * Float.BYTES,
            links.levelMax(),
            links.entryNode(),
            options.degrees().m(),
            options.degrees().m0(),
            options.degrees().m(),
            1 / Math.log(options.degrees().m()),
            Math.max(options.efConstruction(), options.degrees().m()));
  }

  /// Writes an index.
  ///
  /// @param vectors `[count x dimension]` of `F32`, `F16` or `INT8`, with ids that differ
  /// @param links a node for each vector
  /// @throws InvalidRequestException if the vectors are bits, or there is no room for the links
  /// @throws dev.perigee.error.ConflictException if two vectors have the same id
  /// @throws dev.perigee.error.StorageException if the operating system refuses
  public static void write(
      Path target, VectorSource vectors, LinkSource links, HnswlibWriterOptions options) {
    HnswlibWriter writer = new HnswlibWriter(vectors, links, options);
    IdsToWrite.requireUnique(vectors, _ -> true);
    try (AtomicFile file = AtomicFile.create(target)) {
      byte[] head = writer.header.bytes();
      file.write(MemorySegment.ofArray(head), 0, head.length);
      writer.writeLevel0(file);
      writer.writeUpperLevels(file);
      file.publish(new byte[0]);
    }
  }

  private void writeLevel0(AtomicFile file) {
    ByteBuffer record = record(header.recordBytes());
    for (int node = 0; node < links.count(); node++) {
      putLinks(record.clear(), 0, node, options.removed().test(node) ? DELETED_BIT : 0);
      row.put(node, record.position(header.vectorOffset()));
      record.putLong(row.id(node));
      append(file, record);
    }
  }

  private void writeUpperLevels(AtomicFile file) {
    ByteBuffer length = record(Integer.BYTES);
    ByteBuffer record = record(header.upperBytes());
    for (int node = 0; node < links.count(); node++) {
      int top = links.level(node);
      append(file, length.clear().putInt(top * header.upperBytes()));
      for (int level = 1; level <= top; level++) {
        putLinks(record.clear(), level, node, 0);
        append(file, record);
      }
    }
  }

  /// Puts the links of a node on a level, and zeros behind the last.
  private void putLinks(ByteBuffer record, int level, int node, int mark) {
    int degree = links.read(level, node);
    record.putInt(degree | mark);
    for (int i = 0; i < options.degrees().at(level); i++) {
      record.putInt(i < degree ? links.neighbour(i) : 0);
    }
  }

  private static ByteBuffer record(int lengthBytes) {
    return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void append(AtomicFile file, ByteBuffer record) {
    file.write(MemorySegment.ofBuffer(record.clear()), 0, record.capacity());
  }
}
