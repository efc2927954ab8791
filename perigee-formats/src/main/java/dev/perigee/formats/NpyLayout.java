package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.formats.file.MappedFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the header of a NumPy array, versions 1 to 3.
///
/// ```
/// 0   93 4E 55 4D 50 59   magic
/// 6   u8                  major version
/// 7   u8                  minor version
/// 8   u16 or u32          header length; u32 from version 2
///                         header: a Python dict, padded with blanks
///                         numbers
/// ```
final class NpyLayout {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int HEADER_BYTES_MAX = 1 << 20;
  private static final int VERSION_MAX = 3;

  private NpyLayout() {}

  /// The six bytes every file starts with.
  static byte[] magic() {
    return MAGIC.clone();
  }

  /// True if the file starts as every NumPy array does. No other kind within its limits can.
  static boolean matches(MappedFile file) {
    return matches(MappedArray.whole(file));
  }

  private static boolean matches(ArrayBytes array) {
    return array.lengthBytes() >= MAGIC.length && Arrays.equals(array.copy(0, MAGIC.length), MAGIC);
  }

  /// @throws CorruptionException if the header is damaged or the size contradicts it
  /// @throws UnsupportedVersionException if a version above 3 wrote it
  /// @throws InvalidRequestException if it holds no matrix or row of numbers
  static MatrixLayout of(MappedArray array) {
    NpyStart start = requireSize(array);
    NpyHeader header = start.header();
    ComponentType type = type(header.descr());
    long rows = rows(header);
    long columns = columns(header);
    long width = type.widthBytes();
    MatrixLayout.requireShape(array.file(), start.dictAt(), rows, columns);
    boolean byColumn = header.fortranOrder();
    return new MatrixLayout(
        type,
        header.descr().startsWith(">"),
        rows,
        Math.toIntExact(columns),
        array.startBytes() + start.lengthBytes(),
        byColumn ? width : columns * width,
        byColumn ? rows * width : width,
        false);
  }

  /// Reads everything before the numbers, and compares it with the length of the array.
  ///
  /// @throws CorruptionException if the header is damaged or the length contradicts it
  /// @throws UnsupportedVersionException if a version above 3 wrote it
  /// @throws InvalidRequestException if it holds no matrix or row of numbers
  static NpyStart requireSize(ArrayBytes array) {
    NpyStart start = start(array);
    NpyHeader header = start.header();
    ComponentType type = type(array.source(), header.descr());
    if (header.shape().isEmpty() || header.shape().size() > 2) {
      throw InvalidRequestException.of(
          array.source(), "an array of shape (n, d) or (n,)", header.shape());
    }
    MatrixLayout.requireSize(
        array, start.lengthBytes(), rows(header), columns(header), type.widthBytes());
    return start;
  }

  private static long rows(NpyHeader header) {
    return header.shape().getFirst();
  }

  private static long columns(NpyHeader header) {
    return header.shape().size() == 2 ? header.shape().getLast() : 1;
  }

  /// Reads everything before the numbers.
  ///
  /// @throws CorruptionException if it is damaged
  /// @throws UnsupportedVersionException if a version above 3 wrote it
  /// @throws InvalidRequestException for a structured type
  static NpyStart start(ArrayBytes array) {
    if (!matches(array)) {
      throw corruption(array, 0, "expected 93 'NUMPY' of an npy file, got other");
    }
    int prefixBytes = version(array) > 1 ? 12 : 10;
    requireBytes(array, prefixBytes);
    byte[] prefix = array.copy(8, prefixBytes - 8);
    long dictBytes = 0;
    for (int i = prefix.length - 1; i >= 0; i--) {
      dictBytes = dictBytes << 8 | (prefix[i] & 0xFF);
    }
    if (dictBytes > HEADER_BYTES_MAX) {
      throw corruption(array, 8, "expected a header of at most 1 MiB, got " + dictBytes + " bytes");
    }
    requireBytes(array, prefixBytes + dictBytes);
    byte[] dict = array.copy(prefixBytes, Math.toIntExact(dictBytes));
    // The keys and types are ASCII in every version, so that one char per byte is right for all.
    String text = new String(dict, StandardCharsets.ISO_8859_1);
    long dictAt = array.startBytes() + prefixBytes;
    NpyHeader header = NpyHeaderParser.parse(array.source(), dictAt, text);
    return new NpyStart(header, dictAt, prefixBytes + dictBytes);
  }

  private static int version(ArrayBytes array) {
    requireBytes(array, 8);
    int major = array.copy(6, 1)[0] & 0xFF;
    if (major > VERSION_MAX) {
      throw new UnsupportedVersionException(
          array.source(), array.startBytes() + 6, VERSION_MAX, major);
    }
    if (major == 0) {
      throw corruption(array, 6, "expected npy version 1 to 3, got 0");
    }
    return major;
  }

  private static void requireBytes(ArrayBytes array, long neededBytes) {
    if (array.lengthBytes() < neededBytes) {
      throw corruption(
          array,
          array.lengthBytes(),
          "expected an npy header of " + neededBytes + " bytes, got the end of the file");
    }
  }

  private static CorruptionException corruption(ArrayBytes array, long offset, String reason) {
    return new CorruptionException(array.source(), array.startBytes() + offset, reason);
  }

  /// `=` and `|` are taken for little-endian, the order of nearly every machine that wrote one.
  private static ComponentType type(String source, String descr) {
    ComponentType type = type(descr);
    if (type == null) {
      String shown = descr.length() > 40 ? descr.substring(0, 40) + "..." : descr;
      throw InvalidRequestException.of(
          source,
          "numbers: descr f2, f4, f8, V2 (bfloat16), i1 to i8 or u1 to u8",
          shown.endsWith("O") ? shown + " (pickled Python objects)" : shown);
    }
    return type;
  }

  /// The type of the numbers; null for one that is not read.
  static ComponentType type(String descr) {
    return descr.isEmpty() || "<>=|".indexOf(descr.charAt(0)) < 0
        ? ComponentType.ofNpyCode(descr)
        : ComponentType.ofNpyCode(descr.substring(1));
  }
}
