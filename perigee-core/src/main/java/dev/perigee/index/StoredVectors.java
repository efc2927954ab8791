package dev.perigee.index;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.Kernels;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.memory.SpilledRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// The vectors of a growing index, off-heap, with the inverse norms that cosine needs.
///
/// One thread at a time adds rows; readers need no lock.
final class StoredVectors {

  private final VectorSpace space;
  private final RowAllocator vectors;
  private final SpilledRows spilled;
  private final RowAllocator inverseNorms;

  /// @param arena owns the memory
  /// @param spillFolder where vectors are written in place of memory; null for memory
  StoredVectors(Arena arena, VectorSpace space, Path spillFolder) {
    this.space = space;
    boolean inMemory = spillFolder == null;
    vectors = inMemory ? new RowAllocator(arena, space.strideBytes()) : null;
    spilled = inMemory ? null : new SpilledRows(arena, spillFolder, space.strideBytes());
    inverseNorms = space.needsNorms() ? new RowAllocator(arena, Float.BYTES) : null;
  }

  /// @param arena owns the memory
  /// @param chunkBytesMax size of a chunk of vectors
  /// @param columnChunkBytesMax size of a chunk of inverse norms
  StoredVectors(Arena arena, VectorSpace space, long chunkBytesMax, long columnChunkBytesMax) {
    this.space = space;
    vectors = new RowAllocator(arena, space.strideBytes(), chunkBytesMax);
    spilled = null;
    inverseNorms =
        space.needsNorms() ? new RowAllocator(arena, Float.BYTES, columnChunkBytesMax) : null;
  }

  /// Bytes of memory held; of vectors in memory.
  long memoryBytes() {
    return vectors.memoryBytes() + (inverseNorms == null ? 0 : inverseNorms.memoryBytes());
  }

  /// The file that vectors were written to; null where they are in memory.
  SpilledRows spilled() {
    return spilled;
  }

  Rows rows() {
    return spilled == null ? vectors.rows() : spilled.rows();
  }

  /// The inverse norms, or null where the space needs none.
  Rows norms() {
    return inverseNorms == null ? null : inverseNorms.rows();
  }

  FloatRows floats() {
    return new FloatRows(space, rows(), norms());
  }

  RowScorer scorer() {
    return RowScorer.create(space, rows(), norms());
  }

  /// Stores a vector that has passed the door.
  void put(int row, MemorySegment vector, float inverseNorm) {
    if (spilled == null) {
      vectors.reserve(row + 1);
      Rows rows = vectors.rows();
      MemorySegment.copy(vector, 0, rows.chunk(row), rows.chunkOffset(row), space.vectorBytes());
    } else {
      spilled.write(row, vector.asSlice(0, space.vectorBytes()));
    }
    putNorm(row, inverseNorm);
  }

  /// Stores a vector in memory that has not passed the door; one that is refused leaves the row
  /// unused.
  ///
  /// @param field what to call the vector if it is refused
  /// @param vector has the length of a vector of the space
  /// @throws dev.perigee.error.InvalidRequestException if it does not fit
  void putChecked(String field, int row, MemorySegment vector) {
    vectors.reserve(row + 1);
    MemorySegment chunk = vectors.rows().chunk(row);
    long offset = vectors.rows().chunkOffset(row);
    // checked where it lies, so that what was checked is what is stored
    MemorySegment.copy(vector, 0, chunk, offset, space.vectorBytes());
    putNorm(row, space.check(field, chunk, offset));
  }

  private void putNorm(int row, float inverseNorm) {
    if (inverseNorms != null) {
      inverseNorms.reserve(row + 1);
      Rows norms = inverseNorms.rows();
      norms.chunk(row).set(Kernels.FLOAT, norms.chunkOffset(row), inverseNorm);
    }
  }

  /// Stores the vectors of another index, from row 0 on.
  void copyFrom(IndexData source) {
    int count = source.count();
    if (spilled == null) {
      vectors.reserve(count);
      vectors.rows().copyFrom(source.vectors(), count);
    } else {
      for (int row = 0; row < count; row++) {
        source.vectors().check(row);
        spilled.write(
            row,
            source
                .vectors()
                .chunk(row)
                .asSlice(source.vectors().chunkOffset(row), space.vectorBytes()));
      }
    }
    if (inverseNorms != null) {
      inverseNorms.reserve(count);
      inverseNorms.rows().copyFrom(source.inverseNorms(), count);
    }
  }
}
