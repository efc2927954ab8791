package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;

/// Which layout a dump has, told by the first four bytes of its graph file.
enum HnswRsVersion {
  /// Crates 0.1.9 to 0.1.19: vectors in the encoding of the crate bincode; neighbour counts of one
  /// byte in the older of them, of eight in the newer.
  V2(0x002a677f),
  /// Crates 0.1.20 to 0.3.0: vectors as they are.
  V3(0x002a6771),
  /// Crates 0.3.1 and newer: the header tells the scale of the levels.
  V4(0x002a6779);

  private static final int V0 = 0x000a677f;
  private static final int V1 = 0x001a677f;

  private final int magic;

  HnswRsVersion(int magic) {
    this.magic = magic;
  }

  /// The first four bytes as a number.
  int magic() {
    return magic;
  }

  /// The name the crate gives it.
  String label() {
    return switch (this) {
      case V2 -> "v2";
      case V3 -> "v3";
      case V4 -> "v4";
    };
  }

  /// Reads the first four bytes of a graph file.
  ///
  /// @throws InvalidRequestException for a layout that is no longer read by anyone, or of a
  ///   big-endian machine
  /// @throws dev.perigee.error.CorruptionException if it is none
  static HnswRsVersion read(FileBytes graph) {
    int magic = graph.i32(0);
    for (HnswRsVersion version : values()) {
      if (version.magic == magic) {
        return version;
      }
      if (version.magic == Integer.reverseBytes(magic)) {
        throw refused(graph, "one of a big-endian machine");
      }
    }
    if (magic == V0 || magic == V1) {
      throw refused(graph, (magic == V0 ? "v0" : "v1") + ", which hnsw_rs itself gave up");
    }
    throw graph.corruption(
        0, "expected the first bytes of an hnsw_rs graph, got 0x%08x".formatted(magic));
  }

  private static InvalidRequestException refused(FileBytes graph, String got) {
    return InvalidRequestException.of(
        graph.name(), "a little-endian dump of format v2, v3 or v4", got);
  }
}
