package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A data-set file of vectors `[count x dimension]`: fbin, f16bin, u8bin, i8bin, bbin, fvecs,
/// bvecs, dvecs, hvecs, npy.
///
/// The file is mapped and rows are read where they lie: any size, any order, a constant amount of
/// heap. Opening reads the header and compares it with the size of the file, nothing more.
///
/// | stored | offered as |
/// |---|---|
/// | f32 | `F32` |
/// | f16 | `F16` |
/// | i8 | `INT8` |
/// | bits (bbin) | `BIT`, in the order of `BIT` |
/// | u8 | `F32`, the values 0 to 255 widened: no index type is unsigned |
/// | bf16 (npy: `V2`, `bfloat16`) | `F32`, exactly |
/// | f64 | `F32`, narrowed to the nearest float; beyond the range of a float it is infinite |
///
/// A NumPy array may be of either byte order, in row or column order (the latter reads one page per
/// component), and of shape `(n, d)` or `(n,)`, which is `n` rows of dimension 1. Other whole
/// numbers are no vectors: see [IntMatrix]. Components are not checked to be finite.
///
/// Safe for several threads. Whoever opens it closes it.
public final class VectorFile implements VectorSource, AutoCloseable {

  private final MatrixFile matrix;
  private final ElementType elementType;

  private VectorFile(MatrixFile matrix, ElementType elementType) {
    this.matrix = matrix;
    this.elementType = elementType;
  }

  /// Opens a file whose kind is told by its first bytes (npy) or else by its name.
  ///
  /// @param path a regular file of the default file system
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if the kind is unknown or holds no vectors
  /// @throws CorruptionException if the header is damaged or contradicts the size of the file
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 rows
  /// @throws UnsupportedVersionException for a NumPy array of a version above 3
  /// @throws StorageException if the operating system refuses
  public static VectorFile open(Path path) {
    return open(path, null);
  }

  /// Opens a file of a known kind, whatever its name.
  ///
  /// @param kind what the file is; null to find out as [#open(Path)] does
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if the kind is unknown or holds no vectors
  /// @throws CorruptionException if the header is damaged or contradicts the size of the file
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 rows
  /// @throws UnsupportedVersionException for a NumPy array of a version above 3
  /// @throws StorageException if the operating system refuses
  public static VectorFile open(Path path, DatasetKind kind) {
    return of(MatrixFile.open(path, kind, false));
  }

  /// Takes over a matrix; closes it if it holds no vectors.
  static VectorFile of(MatrixFile matrix) {
    try {
      return new VectorFile(matrix, elementType(matrix));
    } catch (RuntimeException | Error e) {
      matrix.close();
      throw e;
    }
  }

  private static ElementType elementType(MatrixFile matrix) {
    if (matrix.kind() == DatasetKind.BBIN) {
      return ElementType.BIT;
    }
    ComponentType type = matrix.layout().type();
    return switch (type) {
      case F32, BF16, F64, U8 -> ElementType.F32;
      case F16 -> ElementType.F16;
      case I8 -> ElementType.INT8;
      case I16, U16, I32, U32, I64, U64 ->
          throw InvalidRequestException.of(
              matrix.path().toString(),
              "vectors of f32, f16, bf16, f64, i8 or u8",
              type + ", which is read as an IntMatrix");
    };
  }

  /// The file.
  public Path path() {
    return matrix.path();
  }

  /// What the file is.
  public DatasetKind kind() {
    return matrix.kind();
  }

  /// How the file stores a component, which may be wider or narrower than [#elementType()]. In the
  /// `U8` of a bbin are eight of them.
  public ComponentType storedType() {
    return matrix.layout().type();
  }

  @Override
  public int dimension() {
    return matrix.dimension();
  }

  @Override
  public ElementType elementType() {
    return elementType;
  }

  @Override
  public long count() {
    return matrix.layout().rows();
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range or does not fit the target
  /// @throws CorruptionException if a `*vecs` row states another dimension than the first, or the
  ///   file has been truncated since it was opened
  /// @throws ClosedException if the file is closed
  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    if (elementType == ElementType.BIT) {
      PackedRows.read(matrix, row, target, targetOffset);
      return;
    }
    switch (storedType()) {
      case U8, BF16, F64 -> matrix.readFloats(row, target, targetOffset);
      case F32, F16, I8 -> matrix.readStored(row, target, targetOffset);
      case I16, U16, I32, U32, I64, U64 -> throw new AssertionError("refused by open");
    }
  }

  /// Copies the components of a row as doubles, exactly: 0 or 1 for bits.
  ///
  /// @param target receives [#dimension()] numbers from its start
  /// @throws InvalidRequestException if the row is out of range or the target too short
  /// @throws CorruptionException if a `*vecs` row states another dimension than the first, or the
  ///   file has been truncated since it was opened
  /// @throws ClosedException if the file is closed
  public void readDoubles(long row, double[] target) {
    if (target.length < dimension()) {
      throw InvalidRequestException.of(
          "target", "room for " + dimension() + " numbers", target.length);
    }
    if (elementType == ElementType.BIT) {
      PackedRows.read(matrix, row, target);
    } else {
      matrix.readDoubles(row, target);
    }
  }

  /// The same rows as single-precision floats: this file itself if it offers `F32`, else a view
  /// that widens `F16`, `INT8` and `BIT`, exactly. The view lives as long as this file and need not
  /// be closed.
  public VectorSource asF32() {
    return elementType == ElementType.F32 ? this : new F32Rows(this);
  }

  /// Copies a row as little-endian floats.
  void readFloats(long row, MemorySegment target, long targetOffset) {
    if (elementType == ElementType.BIT) {
      PackedRows.readFloats(matrix, row, target, targetOffset);
    } else {
      matrix.readFloats(row, target, targetOffset);
    }
  }

  /// Ends the mapping; later reads throw [ClosedException]. Closing twice does nothing.
  ///
  /// @throws StorageException if the operating system refuses
  @Override
  public void close() {
    matrix.close();
  }
}
