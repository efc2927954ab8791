package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import java.nio.file.Path;

/// Where the parts of a [PqCodebook] are.
///
/// @param centres of each chunk
/// @param mean that was subtracted
/// @param components which each is; null if they are in their own order
/// @param chunks where each begins
record PqParts(BinBlob centres, BinBlob mean, BinBlob components, BinBlob chunks) {

  private static final int PARTS = 4;
  private static final int PARTS_OLD = 5;
  private static final int TABLE_AT = 8;

  /// @param path of the pivots
  /// @throws dev.perigee.error.NotFoundException if a part is missing
  /// @throws dev.perigee.error.CorruptionException if it is none
  static PqParts find(DiskAnnFiles files, Path path) {
    FileBytes file = files.open(path);
    long rows = file.u32(0);
    if (file.u32(Integer.BYTES) == 1 && (rows == PARTS || rows == PARTS_OLD)) {
      file.require(TABLE_AT, rows, Long.BYTES, "positions");
      boolean old = rows == PARTS_OLD;
      return new PqParts(
          centres(file, file.i64(TABLE_AT)),
          part(file, 1, "means"),
          old ? part(file, 2, "components") : null,
          part(file, old ? 3 : 2, "chunks"));
    }
    FileBytes order = files.openIfThere(beside(path, "_rearrangement_perm.bin"));
    return new PqParts(
        centres(file, 0),
        whole(files.open(beside(path, "_centroid.bin")), "means"),
        order == null ? null : whole(order, "components"),
        whole(files.open(beside(path, "_chunk_offsets.bin")), "chunks"));
  }

  private static BinBlob centres(FileBytes file, long at) {
    return BinBlob.read(file, at, Float.BYTES, "centres");
  }

  private static BinBlob part(FileBytes file, int index, String what) {
    long at = file.i64(TABLE_AT + (long) index * Long.BYTES);
    return BinBlob.read(file, at, Integer.BYTES, what);
  }

  private static BinBlob whole(FileBytes file, String what) {
    return BinBlob.whole(file, Integer.BYTES, what);
  }

  /// The file whose name is longer by a suffix.
  static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /// Components of the vectors that were coded, for a file that says nothing else needed.
  static int dimension(DiskAnnFiles files, Path path) {
    return find(files, path).centres().columns();
  }
}
