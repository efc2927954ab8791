package dev.perigee.formats.faiss;

import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Vectors turned back through the transforms they were stored behind, as `F32`.
///
/// @param stored the vectors
/// @param transforms the last one first
record TurnedRows(VectorSource stored, List<Transform> transforms) implements VectorSource {

  @Override
  public int dimension() {
    return transforms.getLast().dimensionIn();
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public long count() {
    return stored.count();
  }

  @Override
  public long id(long row) {
    return stored.id(row);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    FaissRows.requireRow(row, count());
    FaissRows.requireRoom(this, target, targetOffset);
    float[] vector = floats(row);
    for (Transform transform : transforms) {
      vector = transform.undo(vector);
    }
    MemorySegment.copy(vector, 0, target, LittleEndian.FLOAT, targetOffset, vector.length);
  }

  private float[] floats(long row) {
    byte[] bytes = new byte[stored.elementType().vectorBytes(stored.dimension())];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    stored.read(row, segment, 0);
    float[] vector = new float[stored.dimension()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] =
          switch (stored.elementType()) {
            case F32 -> segment.get(LittleEndian.FLOAT, (long) i * Float.BYTES);
            case F16 ->
                Float.float16ToFloat(segment.get(LittleEndian.SHORT, (long) i * Short.BYTES));
            case INT8 -> bytes[i];
            case BIT, F64 -> throw new AssertionError("no index of FAISS is read as such");
          };
    }
    return vector;
  }
}
