package dev.perigee.formats;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kinds of data-set files; all little-endian, `n` rows of `d` numbers.
///
/// ```
/// *bin    0   u32 n | u32 d | n x d numbers                  size = 8 + n * d * width
/// *vecs   0   n x ( i32 d | d numbers )                      size = n * (4 + d * width)
/// npy     0   93 'NUMPY' | u8 major | u8 minor | header length: u16 (major 1) or u32 (2, 3)
///             Python dict of descr, fortran_order, shape | n x d numbers in row or column order
/// bbin    0   u32 n | u32 d | n x d bits                     size = 8 + n * ceil(d / 8)
/// ```
///
/// The bits of a bbin are packed as `numpy.packbits` does it: component `i` is bit `7 - i % 8`,
/// most significant first, of byte `i / 8` of its row, and zeros fill the last byte.
///
/// Neither `*bin` nor `*vecs` carries a magic number or its component type: only the extension
/// tells. The dimension before each row of a `*vecs` file must be the same in all of them.
public enum DatasetKind {
  /// Vectors of single precision, after a count and a dimension.
  FBIN("fbin", ComponentType.F32),
  /// Vectors of half precision, after a count and a dimension.
  F16BIN("f16bin", ComponentType.F16),
  /// Vectors of unsigned bytes, after a count and a dimension.
  U8BIN("u8bin", ComponentType.U8),
  /// Vectors of signed bytes, after a count and a dimension.
  I8BIN("i8bin", ComponentType.I8),
  /// Vectors of bits, packed, after a count and a dimension.
  BBIN("bbin", ComponentType.U8),
  /// Signed 32-bit integers, mostly row numbers, after a count and a row length.
  IBIN("ibin", ComponentType.I32),
  /// Vectors of single precision, each after its dimension.
  FVECS("fvecs", ComponentType.F32),
  /// Vectors of unsigned bytes, each after its dimension.
  BVECS("bvecs", ComponentType.U8),
  /// Vectors of double precision, each after its dimension.
  DVECS("dvecs", ComponentType.F64),
  /// Vectors of half precision, each after its dimension.
  HVECS("hvecs", ComponentType.F16),
  /// Signed 32-bit integers, mostly row numbers, each row after its length.
  IVECS("ivecs", ComponentType.I32),
  /// An array of NumPy, known by its first bytes whatever its name; states its own type.
  NPY("npy", null);

  /// The kinds, for messages.
  static final String SUPPORTED =
      "fbin, f16bin, u8bin, i8bin, bbin, ibin, fvecs, bvecs, dvecs, hvecs, ivecs, npy";

  // big-ann-benchmarks appends this to the name of a file cut to its first rows.
  private static final Pattern EXTENSION =
      Pattern.compile(".*\\.([a-z0-9]+?)(?:\\.crop_nb_[0-9]+)?", Pattern.DOTALL);

  private final String extension;
  private final ComponentType type;

  DatasetKind(String extension, ComponentType type) {
    this.extension = extension;
    this.type = type;
  }

  /// The extension of such files, without a dot.
  public String extension() {
    return extension;
  }

  /// The type of every file of this kind; null for [#NPY], whose header tells. A [#BBIN] has eight
  /// bits in each number.
  public ComponentType type() {
    return type;
  }

  /// Numbers of a row of so many components.
  int numbers(int dimension) {
    return this == BBIN ? (dimension + 7) / 8 : dimension;
  }

  /// True where each row is preceded by its dimension and nothing counts the rows.
  boolean repeatsDimension() {
    return switch (this) {
      case FVECS, BVECS, DVECS, HVECS, IVECS -> true;
      case FBIN, F16BIN, U8BIN, I8BIN, BBIN, IBIN, NPY -> false;
    };
  }

  /// The kind that a file name tells, in any case: `x.fbin`, `x.fbin.crop_nb_10000`.
  ///
  /// @throws InvalidRequestException for any other extension, or none
  public static DatasetKind of(Path path) {
    String extension = extensionOf(path);
    for (DatasetKind kind : values()) {
      if (kind.extension.equals(extension)) {
        return kind;
      }
    }
    throw InvalidRequestException.of(
        path.toString(),
        "a name that ends in one of " + SUPPORTED,
        extension.isEmpty() ? "no extension" : "." + extension);
  }

  /// The extension in lower case without a dot and without the mark of a cropped file; empty if
  /// none.
  static String extensionOf(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      return "";
    }
    Matcher matcher = EXTENSION.matcher(name.toString().toLowerCase(Locale.ROOT));
    return matcher.matches() ? matcher.group(1) : "";
  }
}
