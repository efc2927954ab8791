package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a data-set file without a magic number can be: the forms whose counts fit its size to the
/// byte. Several kinds share a form; which it is, only the name tells.
public enum DatasetForm {
  /// A count, a row length, numbers of four bytes: fbin, ibin.
  BIN_OF_4(4),
  /// A count, a row length, numbers of two bytes: f16bin.
  BIN_OF_2(2),
  /// A count, a row length, bytes: u8bin, i8bin.
  BIN_OF_1(1),
  /// A count, a dimension, packed bits: bbin.
  BIN_OF_BITS(0),
  /// A count, a row length, ids of four bytes, then as many distances.
  BIN_OF_IDS_AND_DISTANCES(8),
  /// Rows of numbers of four bytes, each after its length: fvecs, ivecs.
  VECS_OF_4(4),
  /// Rows of numbers of two bytes, each after its length: hvecs.
  VECS_OF_2(2),
  /// Rows of bytes, each after its length: bvecs.
  VECS_OF_1(1),
  /// Rows of numbers of eight bytes, each after its length: dvecs.
  VECS_OF_8(8),
  /// Hits of each query within a radius, as [RangeTruth] reads them.
  RANGE_TRUTH(0),
  /// Rows of columns and values, as [SparseMatrix] reads them.
  SPARSE(0);

  private static final int HEADER_BYTES = 8;
  private static final int ROWS_LOOKED_AT = 256;

  private final int widthBytes;

  DatasetForm(int widthBytes) {
    this.widthBytes = widthBytes;
  }

  /// The forms that a file can have; none for most files that are something else. Reads headers,
  /// the lengths of some rows, and the counts of hits.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  public static List<DatasetForm> of(Path path) {
    List<DatasetForm> forms = new ArrayList<>();
    try (FileBytes file = FileBytes.open(path)) {
      for (DatasetForm form : values()) {
        if (file.sizeBytes() > HEADER_BYTES && form.fits(path, file)) {
          forms.add(form);
        }
      }
    }
    return forms;
  }

  /// The form of all files of a kind; null for an npy, which has a magic number.
  public static DatasetForm of(DatasetKind kind) {
    return switch (kind) {
      case FBIN, IBIN -> BIN_OF_4;
      case F16BIN -> BIN_OF_2;
      case U8BIN, I8BIN -> BIN_OF_1;
      case BBIN -> BIN_OF_BITS;
      case FVECS, IVECS -> VECS_OF_4;
      case HVECS -> VECS_OF_2;
      case BVECS -> VECS_OF_1;
      case DVECS -> VECS_OF_8;
      case NPY -> null;
    };
  }

  private boolean fits(Path path, FileBytes file) {
    return switch (this) {
      case BIN_OF_4, BIN_OF_2, BIN_OF_1, BIN_OF_IDS_AND_DISTANCES ->
          fitsRows(file, file.u32(4), widthBytes);
      case BIN_OF_BITS -> fitsRows(file, (file.u32(4) + 7) / 8, 1);
      case VECS_OF_4, VECS_OF_2, VECS_OF_1, VECS_OF_8 -> fitsVecs(file);
      case RANGE_TRUTH, SPARSE -> opens(path);
    };
  }

  private static boolean fitsRows(FileBytes file, long columns, long width) {
    long rows = file.u32(0);
    long left = file.sizeBytes() - HEADER_BYTES;
    // Divided rather than multiplied: both numbers are unchecked and their product may overflow.
    return rows > 0
        && columns > 0
        && left % width == 0
        && left / width % rows == 0
        && left / width / rows == columns;
  }

  private boolean fitsVecs(FileBytes file) {
    int dimension = file.i32(0);
    if (dimension < 1 || dimension > MatrixLayout.COLUMNS_MAX) {
      return false;
    }
    long stride = Integer.BYTES + (long) dimension * widthBytes;
    if (file.sizeBytes() % stride != 0) {
      return false;
    }
    long rows = file.sizeBytes() / stride;
    long step = Math.max(1, rows / ROWS_LOOKED_AT);
    for (long row = 0; row < rows; row += step) {
      if (file.i32(row * stride) != dimension) {
        return false;
      }
    }
    return true;
  }

  private boolean opens(Path path) {
    try (AutoCloseable _ = this == SPARSE ? SparseMatrix.open(path) : RangeTruth.open(path)) {
      return true;
    } catch (CorruptionException | LimitExceededException e) {
      return false;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("neither closes with a checked exception", e);
    }
  }
}
