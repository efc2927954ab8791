package dev.perigee.formats;

import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.file.AtomicFileStream;
import dev.perigee.formats.file.SpoolFile;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes an archive of NumPy: `vectors` of single precision, `[count x dimension]`, and `ids` of
/// 64 bits, where they are whole numbers. `numpy.load` reads it, as [NpzFile] does.
///
/// The members are stored, so that they can be read in place; their sizes and checksums stand
/// before them, so they are put aside first. One thread at a time. Whoever creates it closes it.
final class NpzRecordWriter implements RecordWriter {

  /// The first that a zip archive can tell, as NumPy writes it.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path target;
  private final RecordTable table;
  private final String vector;
  private final AtomicFile file;
  private final SpoolFile vectors;
  private final SpoolFile ids;
  private final ByteBuffer row;
  private long rows;

  private NpzRecordWriter(
      Path target, RecordTable table, AtomicFile file, SpoolFile vectors, SpoolFile ids) {
    this.target = target;
    this.table = table;
    this.vector = VectorRecordWriter.onlyVector("NPZ", table);
    this.file = file;
    this.vectors = vectors;
    this.ids = ids;
    this.row = ByteBuffer.allocate(dimension() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  static NpzRecordWriter create(Path target, RecordTable table) {
    VectorRecordWriter.onlyVector("NPZ", table);
    AtomicFile file = AtomicFile.create(target);
    SpoolFile vectors = null;
    try {
      vectors = SpoolFile.beside(target);
      return new NpzRecordWriter(target, table, file, vectors, SpoolFile.beside(target));
    } catch (RuntimeException | Error e) {
      file.close();
      if (vectors != null) {
        vectors.close();
      }
      throw e;
    }
  }

  private int dimension() {
    return table.vectors().get(vector);
  }

  @Override
  public void write(Object id, Map<String, float[]> named, Map<String, ?> values) {
    table.check(id, named, values);
    float[] components = VectorRecordWriter.required(id, vector, named);
    if (rows == MatrixLayout.ROWS_MAX) {
      throw new LimitExceededException(target + ": expected at most " + rows + " rows, got more");
    }
    row.clear().asFloatBuffer().put(components);
    vectors.write(row.array());
    if (id instanceof Long number) {
      ids.write(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
    }
    rows++;
  }

  @Override
  public void finish() {
    try (ZipOutputStream zip = new ZipOutputStream(new AtomicFileStream(file))) {
      add(zip, "vectors.npy", NpyHead.matrix(ComponentType.F32, rows, dimension()), vectors);
      if (!table.textIds()) {
        add(zip, "ids.npy", NpyHead.row(ComponentType.I64, rows), ids);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write " + target, e);
    }
    file.publish(new byte[0]);
  }

  private static void add(ZipOutputStream zip, String name, byte[] head, SpoolFile numbers)
      throws IOException {
    CRC32 sum = new CRC32();
    OutputStream summed = new CheckedOutputStream(OutputStream.nullOutputStream(), sum);
    summed.write(head);
    numbers.copyTo(summed);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(head.length + numbers.sizeBytes());
    entry.setCrc(sum.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(head);
    numbers.copyTo(zip);
    zip.closeEntry();
  }

  @Override
  public void close() {
    try (file;
        vectors;
        ids) {
      // Each is closed, also where another fails.
    }
  }
}
