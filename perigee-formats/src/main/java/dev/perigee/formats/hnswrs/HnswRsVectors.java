package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.StoredComponents;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// The vectors of a data file, each as floats, or doubles where floats would not keep it. Records
/// have all the same length, so that the place of one is arithmetic; what stands in front of it is
/// compared with the graph when it is read.
///
/// Safe for several threads. Does not own the files.
final class HnswRsVectors implements VectorSource {

  private static final int MAGIC = 0xa67f0000;
  private static final int FILE_HEAD_BYTES = 4 + 8;
  private static final int RECORD_HEAD_BYTES = 4 + 8 + 8;

  private final FileBytes file;
  private final PointTable table;
  private final StoredComponents components;
  private final boolean counted;

  private HnswRsVectors(
      FileBytes file, PointTable table, StoredComponents components, boolean counted) {
    this.file = file;
    this.table = table;
    this.components = components;
    this.counted = counted;
  }

  /// @param file of the data
  /// @throws dev.perigee.error.CorruptionException if it is not the data of that graph
  static HnswRsVectors of(FileBytes file, HnswRsHeader header, PointTable table) {
    requireMagic(file, 0);
    long dimension = file.i64(Integer.BYTES);
    if (dimension != header.dimension()) {
      throw file.corruption(
          Integer.BYTES,
          "expected " + header.dimension() + " components as in the graph, got " + dimension);
    }
    ComponentType type = HnswRsElement.of(header.elementName(), table.file().name());
    HnswRsVectors vectors =
        new HnswRsVectors(
            file,
            table,
            new StoredComponents(file, type, header.dimension()),
            header.version() == HnswRsVersion.V2);
    vectors.requireLength();
    return vectors;
  }

  private void requireLength() {
    long end = FILE_HEAD_BYTES + file.require(FILE_HEAD_BYTES, count(), recordBytes(), "records");
    if (end != file.sizeBytes()) {
      throw file.corruption(
          end, "expected the end of the file, got " + (file.sizeBytes() - end) + " more bytes");
    }
  }

  private static void requireMagic(FileBytes file, long at) {
    int magic = file.i32(at);
    if (magic != MAGIC) {
      throw file.corruption(at, "expected 0x%08x, got 0x%08x".formatted(MAGIC, magic));
    }
  }

  /// Bytes that a record states: of the components, and in version 2 of their number before them.
  private long statedBytes() {
    return components.lengthBytes() + (counted ? Long.BYTES : 0);
  }

  private long recordBytes() {
    return RECORD_HEAD_BYTES + statedBytes();
  }

  @Override
  public int dimension() {
    return components.dimension();
  }

  @Override
  public ElementType elementType() {
    return HnswRsElement.isWide(components.type()) ? ElementType.F64 : ElementType.F32;
  }

  @Override
  public long count() {
    return table.count();
  }

  @Override
  public long id(long row) {
    return table.id(requireRow(row));
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    long at = FILE_HEAD_BYTES + requireRow(row) * recordBytes();
    requireMagic(file, at);
    require(at + Integer.BYTES, table.id((int) row), "the id that the graph has");
    require(at + Integer.BYTES + Long.BYTES, statedBytes(), "the length of a vector");
    long first = at + RECORD_HEAD_BYTES;
    if (counted) {
      require(first, dimension(), "the number of components");
      first += Long.BYTES;
    }
    if (elementType() == ElementType.F64) {
      components.readDoubles(first, target, targetOffset);
    } else {
      components.readFloats(first, target, targetOffset);
    }
  }

  private int requireRow(long row) {
    if (row < 0 || row >= count()) {
      throw InvalidRequestException.of("row", "0 to " + (count() - 1), row);
    }
    return (int) row;
  }

  private void require(long at, long expected, String what) {
    long found = file.i64(at);
    if (found != expected) {
      throw file.corruption(at, "expected " + what + ", " + expected + ", got " + found);
    }
  }
}
