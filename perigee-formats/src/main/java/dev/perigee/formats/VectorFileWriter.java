package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.BitOrder;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Writes a data-set file of vectors row by row: fbin, f16bin, u8bin, i8bin, bbin, fvecs, bvecs,
/// dvecs, hvecs, npy.
///
/// Rows go to a hidden file in the same folder; [#finish()] completes and syncs it and renames it
/// to its name, replacing a file that had it. Closed without that, by an exception or a crash,
/// nothing appears under the name (a crash leaves the hidden file, `.NAME.*.tmp`, to be deleted).
///
/// ```java
/// try (VectorFileWriter writer = VectorFileWriter.create(Path.of("base.fbin"), 384)) {
///   writer.writeAll(vectors);
///   writer.finish();
/// }
/// ```
///
/// One thread at a time. Whoever creates it closes it.
public final class VectorFileWriter implements AutoCloseable {

  private final MatrixWriter rows;
  private final MemorySegment encoded;

  private VectorFileWriter(MatrixWriter rows) {
    this.rows = rows;
    this.encoded = MemorySegment.ofArray(new byte[rows.rowBytes()]);
  }

  /// Begins a file of the kind its name tells; an npy holds single-precision floats.
  ///
  /// @param dimension 1 to 65,536
  /// @throws InvalidRequestException if the name tells no kind of vectors or the dimension is out
  ///   of range
  /// @throws StorageException if the folder does not exist or refuses
  public static VectorFileWriter create(Path target, int dimension) {
    DatasetKind kind = DatasetKind.of(target);
    ComponentType type = kind.type() == null ? ComponentType.F32 : kind.type();
    return create(target, kind, type, dimension);
  }

  /// Begins a file of a given kind, whatever its name.
  ///
  /// @param type how to store a component; for anything but an npy only the type of the kind
  /// @param dimension 1 to 65,536
  /// @throws InvalidRequestException if the kind does not hold vectors of that type or the
  ///   dimension is out of range
  /// @throws StorageException if the folder does not exist or refuses
  public static VectorFileWriter create(
      Path target, DatasetKind kind, ComponentType type, int dimension) {
    if (!type.isVectorComponent()
        || type == ComponentType.BF16
        || (kind.type() != null && kind.type() != type)) {
      throw InvalidRequestException.of(
          target.toString(), "a kind of file for vectors, and its type", kind + " of " + type);
    }
    return new VectorFileWriter(new MatrixWriter(target, kind, type, dimension));
  }

  /// How a component is stored.
  public ComponentType storedType() {
    return rows.type();
  }

  /// Number of components of every vector.
  public int dimension() {
    return rows.columns();
  }

  /// Vectors written so far.
  public long count() {
    return rows.rows();
  }

  /// Appends a vector, converted to the stored type: half precision is rounded to nearest, 8-bit
  /// types take whole numbers in their range only, a bbin 0 and 1. Nothing is written if the vector
  /// is refused.
  ///
  /// @param vector [#dimension()] components
  /// @throws InvalidRequestException if the length is wrong or a component cannot be stored
  /// @throws LimitExceededException above 2,147,483,647 vectors
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void write(float[] vector) {
    if (vector.length != dimension()) {
      throw InvalidRequestException.of("vector", dimension() + " components", vector.length);
    }
    if (rows.kind() == DatasetKind.BBIN) {
      PackedRows.encode(vector, encoded);
    } else {
      for (int i = 0; i < vector.length; i++) {
        encode(i, vector[i]);
      }
    }
    rows.write(encoded, 0);
  }

  /// Appends a vector that already has its stored form: little-endian, without padding.
  ///
  /// @param source holds `dimension() * storedType().widthBytes()` bytes from `offset` on; of a
  ///   bbin the packed bits, most significant first
  /// @throws InvalidRequestException if the source is too short
  /// @throws LimitExceededException above 2,147,483,647 vectors
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void write(MemorySegment source, long offset) {
    rows.write(source, offset);
  }

  /// Appends all vectors of a source, in its order, converted as [#write(float[])] does.
  ///
  /// @throws InvalidRequestException if the dimension differs, the source holds bits and this is no
  ///   bbin, or a component cannot be stored; the vectors before that one have been written
  /// @throws LimitExceededException above 2,147,483,647 vectors
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void writeAll(VectorSource source) {
    if (source.dimension() != dimension()) {
      throw InvalidRequestException.of("dimension", dimension() + "", source.dimension());
    }
    if (source.elementType() == ElementType.BIT && rows.kind() == DatasetKind.BBIN) {
      writeBits(source);
      return;
    }
    ComponentType given = typeOf(source.elementType());
    MemorySegment row = MemorySegment.ofArray(new byte[dimension() * given.widthBytes()]);
    float[] vector = new float[dimension()];
    for (long i = 0; i < source.count(); i++) {
      source.read(i, row, 0);
      if (given == storedType() && rows.kind() != DatasetKind.BBIN) {
        write(row, 0);
      } else {
        decode(row, given, vector);
        write(vector);
      }
    }
  }

  private void writeBits(VectorSource source) {
    MemorySegment row = MemorySegment.ofArray(new byte[rows.rowBytes()]);
    for (long i = 0; i < source.count(); i++) {
      source.read(i, row, 0);
      BitOrder.turn(row, 0, row.byteSize());
      write(row, 0);
    }
  }

  private static ComponentType typeOf(ElementType type) {
    return switch (type) {
      case F32 -> ComponentType.F32;
      case F16 -> ComponentType.F16;
      case INT8 -> ComponentType.I8;
      case F64 -> ComponentType.F64;
      case BIT ->
          throw InvalidRequestException.of(
              "source", "F32, F16, F64 or INT8 vectors, or a bbin", type);
    };
  }

  private static void decode(MemorySegment row, ComponentType type, float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] =
          switch (type.widthBytes()) {
            case 1 -> row.get(ValueLayout.JAVA_BYTE, i);
            case 2 -> Float.float16ToFloat(row.get(LittleEndian.SHORT, i * 2L));
            case 8 -> (float) row.get(LittleEndian.DOUBLE, i * 8L);
            default -> row.get(LittleEndian.FLOAT, i * 4L);
          };
    }
  }

  private void encode(int i, float value) {
    switch (storedType()) {
      case F32 -> encoded.set(LittleEndian.FLOAT, i * 4L, value);
      case F64 -> encoded.set(LittleEndian.DOUBLE, i * 8L, value);
      case F16 -> encoded.set(LittleEndian.SHORT, i * 2L, half(i, value));
      case I8 -> encoded.set(ValueLayout.JAVA_BYTE, i, whole(i, value, -128, 127));
      case U8 -> encoded.set(ValueLayout.JAVA_BYTE, i, whole(i, value, 0, 255));
      case BF16, I16, U16, I32, U32, I64, U64 -> throw new AssertionError("refused by create");
    }
  }

  private static short half(int i, float value) {
    short half = Float.floatToFloat16(value);
    if (Float.isFinite(value) && !Float.isFinite(Float.float16ToFloat(half))) {
      throw InvalidRequestException.of("component " + i, "-65504 to 65504", value);
    }
    return half;
  }

  private static byte whole(int i, float value, int min, int max) {
    // Negated, so that NaN is refused too.
    if (!(value >= min && value <= max) || value != (int) value) {
      throw InvalidRequestException.of(
          "component " + i, "a whole number from " + min + " to " + max, value);
    }
    return (byte) (int) value;
  }

  /// Completes the file and gives it its name, durably. Write nothing afterwards.
  ///
  /// @throws InvalidRequestException for an fvecs or bvecs without rows, which could not be read
  /// @throws ClosedException if called twice, or after [#close()] or a failure
  /// @throws StorageException if the operating system refuses; nothing is then under the name that
  ///   was not there before, unless it was the folder alone that could not be synced
  public void finish() {
    rows.finish();
  }

  /// Drops what was written unless [#finish()] succeeded. Closing twice does nothing.
  ///
  /// @throws StorageException if the hidden file cannot be removed
  @Override
  public void close() {
    rows.close();
  }
}
