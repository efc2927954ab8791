package dev.perigee.formats.usearch;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.file.BitOrder;
import dev.perigee.formats.foreign.IdsToWrite;
import dev.perigee.formats.foreign.LinksToWrite;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Writes vectors and links as an index that USearch 2.10 and later load, with the head of 2.26;
/// the bytes are told in `USearchMatrix`, `USearchHead` and `USearchGraph`.
///
/// Vectors are written as they are: `F32`, `F16` or `INT8`. Negative ids become keys of 2^63 and
/// more; -1 is what marks a removed row and is refused for any other. The file appears under its
/// name whole or not at all.
///
/// Owned by the thread that writes.
public final class USearchWriter {

  private static final USearchHead.Version VERSION = new USearchHead.Version(2, 26, 2);

  private final VectorSource vectors;
  private final USearchWriterOptions options;
  private final LinksToWrite links;

  private USearchWriter(VectorSource vectors, LinkSource source, USearchWriterOptions options) {
    this.vectors = vectors;
    this.options = options;
    links = new LinksToWrite(source, vectors.count(), options.degrees());
  }

  /// Writes an index.
  ///
  /// @param vectors `[count x dimension]` of `F32`, `F16` or `INT8`
  /// @param links a node for each vector
  /// @throws InvalidRequestException if the vectors are bits, an id is -1, or there is no room for
  ///   the links
  /// @throws dev.perigee.error.ConflictException if two vectors have the same id and the options do
  ///   not allow it
  /// @throws dev.perigee.error.StorageException if the operating system refuses
  public static void write(
      Path target, VectorSource vectors, LinkSource links, USearchWriterOptions options) {
    USearchWriter writer = new USearchWriter(vectors, links, options);
    if (!options.multi()) {
      IdsToWrite.requireUnique(vectors, row -> !options.removed().test(row));
    }
    byte[] head = writer.head().bytes();
    try (AtomicFile file = AtomicFile.create(target)) {
      writer.writeMatrix(file);
      file.write(MemorySegment.ofArray(head), 0, head.length);
      writer.writeGraphHeader(file);
      writer.writeTapes(file);
      file.publish(new byte[0]);
    }
  }

  private USearchHead head() {
    long removed = 0;
    for (int row = 0; row < links.count(); row++) {
      removed += options.removed().test(row) ? 1 : 0;
    }
    return new USearchHead(
        VERSION,
        USearchWriterOptions.letter(options.metric()),
        kind(vectors.elementType()),
        USearchKind.U64,
        USearchKind.U32,
        links.count() - removed,
        removed,
        vectors.dimension(),
        options.multi());
  }

  private static USearchKind kind(ElementType type) {
    return switch (type) {
      case F32 -> USearchKind.F32;
      case F16 -> USearchKind.F16;
      case INT8 -> USearchKind.I8;
      case F64 -> USearchKind.F64;
      case BIT -> USearchKind.B1X8;
    };
  }

  private void writeMatrix(AtomicFile file) {
    int rowBytes = vectors.elementType().vectorBytes(vectors.dimension());
    append(file, record(2 * Integer.BYTES).putInt(links.count()).putInt(rowBytes));
    MemorySegment row = MemorySegment.ofArray(new byte[rowBytes]);
    for (int i = 0; i < links.count(); i++) {
      vectors.read(i, row, 0);
      if (vectors.elementType() == ElementType.BIT) {
        BitOrder.turn(row, 0, rowBytes);
      }
      file.write(row, 0, rowBytes);
    }
  }

  private void writeGraphHeader(AtomicFile file) {
    USearchGraphHeader header =
        new USearchGraphHeader(
            links.count(),
            options.degrees().m(),
            options.degrees().m0(),
            links.levelMax(),
            links.entryNode());
    file.write(MemorySegment.ofArray(header.bytes()), 0, USearchGraphHeader.BYTES);
    ByteBuffer level = record(Short.BYTES);
    for (int node = 0; node < links.count(); node++) {
      append(file, level.clear().putShort((short) links.level(node)));
    }
  }

  private void writeTapes(AtomicFile file) {
    ByteBuffer start = record(Long.BYTES + Short.BYTES);
    ByteBuffer base = record(Integer.BYTES * (1 + options.degrees().m0()));
    ByteBuffer upper = record(Integer.BYTES * (1 + options.degrees().m()));
    for (int node = 0; node < links.count(); node++) {
      int top = links.level(node);
      append(file, start.clear().putLong(key(node)).putShort((short) top));
      for (int level = 0; level <= top; level++) {
        ByteBuffer record = level == 0 ? base : upper;
        putLinks(record.clear(), level, node);
        append(file, record);
      }
    }
  }

  private long key(int row) {
    long free = USearchKind.U64.freeKey();
    if (options.removed().test(row)) {
      return free;
    }
    long id = vectors.id(row);
    if (id == free) {
      throw InvalidRequestException.of("ids", "none of -1, the mark of a removed row", id);
    }
    return id;
  }

  /// Puts the links of a node on a level, and zeros behind the last.
  private void putLinks(ByteBuffer record, int level, int node) {
    int degree = links.read(level, node);
    record.putInt(degree);
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
