package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// Vectors whose ids are in a file of tags, a [BinBlob] of one column. Tags of four bytes are taken
/// as unsigned. Frozen points at the end may be without one; their id is 0.
///
/// Safe for several threads. Does not own the files.
///
/// @param vectors without ids
/// @param tags of the first rows
record TaggedVectors(VectorSource vectors, BinBlob tags) implements VectorSource {

  /// @param frozen points among the vectors
  /// @throws dev.perigee.error.CorruptionException if the tags are not those of the vectors
  static TaggedVectors of(VectorSource vectors, FileBytes file, long frozen) {
    // The width of a tag is told by the length of the file alone.
    long rows = file.u32(0);
    int widthBytes = (file.sizeBytes() - 2 * Integer.BYTES) / Long.BYTES >= rows ? 8 : 4;
    BinBlob tags = BinBlob.whole(file, widthBytes, "tags");
    if (tags.columns() != 1 || rows > vectors.count() || rows < vectors.count() - frozen) {
      throw file.corruption(
          0, "expected %d tags, got %d x %d".formatted(vectors.count(), rows, tags.columns()));
    }
    return new TaggedVectors(vectors, tags);
  }

  @Override
  public int dimension() {
    return vectors.dimension();
  }

  @Override
  public ElementType elementType() {
    return vectors.elementType();
  }

  @Override
  public long count() {
    return vectors.count();
  }

  @Override
  public long id(long row) {
    if (PlacedVectors.requireRow(row, count()) >= tags.rows()) {
      return 0;
    }
    long at = tags.rowAt(row);
    return tags.widthBytes() == Long.BYTES ? tags.file().i64(at) : tags.file().u32(at);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    vectors.read(row, target, targetOffset);
  }
}
