package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;

/// Which program wrote an index on disk, told by the first eight bytes; see [DiskHeader].
enum DiskWriter {
  CPP_OLD("C++ before August 2022"),
  CPP("C++"),
  RUST("Rust");

  private static final int NUMBERS = 9;
  private static final int NUMBERS_REORDER = 12;
  private static final int RUST_BYTES = 96;

  private final String label;

  DiskWriter(String label) {
    this.label = label;
  }

  /// For the description.
  String label() {
    return label;
  }

  /// @throws dev.perigee.error.CorruptionException if it is none of them
  static DiskWriter of(FileBytes file) {
    if (file.i64(0) == file.sizeBytes()) {
      return CPP_OLD;
    }
    long count = file.u32(0);
    long columns = file.u32(Integer.BYTES);
    if (columns == 1 && (count == NUMBERS || count == NUMBERS_REORDER)) {
      return CPP;
    }
    if (columns == 1 && count == RUST_BYTES) {
      return RUST;
    }
    throw file.corruption(
        0,
        "expected the head of an index on disk, 9, 12 or 96 x 1, got %d x %d"
            .formatted(count, columns));
  }
}
