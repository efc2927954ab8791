package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.formats.file.MappedFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

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
    return file.sizeBytes() >= MAGIC.length && Arrays.equals(file.copy(0, MAGIC.length), MAGIC);
  }

  /// @throws CorruptionException if the header is damaged or the size contradicts it
  /// @throws UnsupportedVersionException if a version above 3 wrote it
  /// @throws InvalidRequestException if it holds no matrix or row of numbers
  static MatrixLayout of(MappedFile file) {
    if (!matches(file)) {
      throw new CorruptionException(
          file.name(), 0, "expected 93 'NUMPY' of an npy file, got other");
    }
    boolean longLength = version(file) > 1;
    int startBytes = longLength ? 12 : 10;
    requireBytes(file, startBytes);
    byte[] prefix = file.copy(8, startBytes - 8);
    long lengthBytes = 0;
    for (int i = prefix.length - 1; i >= 0; i--) {
      lengthBytes = lengthBytes << 8 | (prefix[i] & 0xFF);
    }
    if (lengthBytes > HEADER_BYTES_MAX) {
      throw new CorruptionException(
          file.name(), 8, "expected a header of at most 1 MiB, got " + lengthBytes + " bytes");
    }
    requireBytes(file, startBytes + lengthBytes);
    byte[] header = file.copy(startBytes, Math.toIntExact(lengthBytes));
    // The keys and types are ASCII in every version, so that one char per byte is right for all.
    String text = new String(header, StandardCharsets.ISO_8859_1);
    NpyHeader parsed = NpyHeaderParser.parse(file.name(), startBytes, text);
    return layout(file, parsed, startBytes, startBytes + lengthBytes);
  }

  private static int version(MappedFile file) {
    requireBytes(file, 8);
    int major = file.copy(6, 1)[0] & 0xFF;
    if (major > VERSION_MAX) {
      throw new UnsupportedVersionException(file.name(), 6, VERSION_MAX, major);
    }
    if (major == 0) {
      throw new CorruptionException(file.name(), 6, "expected npy version 1 to 3, got 0");
    }
    return major;
  }

  private static void requireBytes(MappedFile file, long neededBytes) {
    if (file.sizeBytes() < neededBytes) {
      throw new CorruptionException(
          file.name(),
          file.sizeBytes(),
          "expected an npy header of " + neededBytes + " bytes, got the end of the file");
    }
  }

  private static MatrixLayout layout(
      MappedFile file, NpyHeader header, long headerOffsetBytes, long dataOffsetBytes) {
    ComponentType type = type(file, header.descr());
    List<Long> shape = header.shape();
    if (shape.isEmpty() || shape.size() > 2) {
      throw InvalidRequestException.of(file.name(), "an array of shape (n, d) or (n,)", shape);
    }
    long rows = shape.get(0);
    long columns = shape.size() == 2 ? shape.get(1) : 1;
    long width = type.widthBytes();
    MatrixLayout.requireSize(file, dataOffsetBytes, rows, columns, type.widthBytes());
    MatrixLayout.requireShape(file, headerOffsetBytes, rows, columns);
    boolean byColumn = header.fortranOrder();
    return new MatrixLayout(
        type,
        header.descr().startsWith(">"),
        rows,
        Math.toIntExact(columns),
        dataOffsetBytes,
        byColumn ? width : columns * width,
        byColumn ? rows * width : width,
        false);
  }

  /// `=` and `|` are taken for little-endian, the order of nearly every machine that wrote one.
  private static ComponentType type(MappedFile file, String descr) {
    ComponentType type =
        descr.isEmpty() || "<>=|".indexOf(descr.charAt(0)) < 0
            ? ComponentType.ofNpyCode(descr)
            : ComponentType.ofNpyCode(descr.substring(1));
    if (type == null) {
      String shown = descr.length() > 40 ? descr.substring(0, 40) + "..." : descr;
      throw InvalidRequestException.of(
          file.name(),
          "numbers: descr f2, f4, f8, i1 to i8 or u1 to u8",
          shown.endsWith("O") ? shown + " (pickled Python objects)" : shown);
    }
    return type;
  }
}
