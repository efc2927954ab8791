package dev.perigee.formats;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/// Writes the one vector of each record into an archive of NumPy: `vectors` of single precision,
/// `[count x dimension]`, and `ids` of 64 bits, where they are whole numbers.
///
/// One thread at a time. Whoever creates it closes it.
final class NpzRecordWriter implements RecordWriter {

  private final RecordTable table;
  private final String vector;
  private final NpzWriter archive;
  private final NpzWriter.Array vectors;
  private final NpzWriter.Array ids;
  private final ByteBuffer row;
  private final ByteBuffer number = littleEndian(Long.BYTES);

  private NpzRecordWriter(RecordTable table, NpzWriter archive) {
    this.table = table;
    this.archive = archive;
    vector = VectorRecordWriter.onlyVector("NPZ", table);
    int dimension = table.vectors().get(vector);
    vectors = archive.matrix("vectors", ComponentType.F32, dimension);
    ids = table.textIds() ? null : archive.list("ids", ComponentType.I64);
    row = littleEndian(dimension * Float.BYTES);
  }

  private static ByteBuffer littleEndian(int sizeBytes) {
    return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static NpzRecordWriter create(Path target, RecordTable table) {
    NpzWriter archive = NpzWriter.create(target);
    try {
      return new NpzRecordWriter(table, archive);
    } catch (RuntimeException | Error e) {
      archive.close();
      throw e;
    }
  }

  @Override
  public void write(Object id, Map<String, float[]> named, Map<String, ?> values) {
    table.check(id, named, values);
    float[] components = VectorRecordWriter.required(id, vector, named);
    row.clear().asFloatBuffer().put(components);
    vectors.write(MemorySegment.ofBuffer(row));
    if (ids != null) {
      ids.write(MemorySegment.ofBuffer(number.putLong(0, (Long) id)));
    }
  }

  @Override
  public void finish() {
    archive.finish();
  }

  @Override
  public void close() {
    archive.close();
  }
}
