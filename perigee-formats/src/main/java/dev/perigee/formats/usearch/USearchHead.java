package dev.perigee.formats.usearch;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.formats.file.FileBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What an index is, 64 bytes behind its vectors.
///
/// ```
/// 0   7 bytes  "usearch"
/// 7   u16      version: major, 2
/// 9   u16      minor
/// 11  u16      patch
/// 13  u8       metric, a letter: see USearchMetric
/// 14  u8       kind of a component: see USearchKind
/// 15  u8       kind of a key
/// 16  u8       kind of a slot: u32 or u40
/// 17  u64      rows that count
/// 25  u64      rows that were removed
/// 33  u64      dimension
/// 41  u8       whether a key may stand for several rows
/// 42  22 bytes zeros
/// 64  the graph: see USearchGraph
/// ```
///
/// @param metricLetter as it is in the file, whether known or not
/// @param scalar kind of a component, one that vectors can be of
/// @param key kind of a key, one that fits in 64 bits
/// @param slot kind of a slot
/// @param present rows that count
/// @param removed rows that were removed; before 2.13 perhaps too few
/// @param dimension 1 to 65,536
/// @param multi whether a key may stand for several rows
record USearchHead(
    Version version,
    int metricLetter,
    USearchKind scalar,
    USearchKind key,
    USearchKind slot,
    long present,
    long removed,
    int dimension,
    boolean multi) {

  static final int BYTES = 64;

  private static final int MAJOR = 2;
  private static final int DIMENSION_MAX = 65_536;

  /// Of the library that wrote the file.
  record Version(int major, int minor, int patch) {

    boolean isBefore(int otherMinor, int otherPatch) {
      return minor < otherMinor || (minor == otherMinor && patch < otherPatch);
    }

    @Override
    public String toString() {
      return major + "." + minor + "." + patch;
    }
  }

  USearchMetric metric() {
    return USearchMetric.of(metricLetter);
  }

  /// Reads and checks it.
  ///
  /// @throws dev.perigee.error.CorruptionException if it makes no sense
  /// @throws UnsupportedVersionException for a version above 2
  /// @throws InvalidRequestException for a version below 2, or kinds whose values are not known
  /// @throws LimitExceededException above 65,536 dimensions
  static USearchHead read(FileBytes file, long at) {
    file.require(at, BYTES, 1, "bytes of a head");
    Version version = new Version(file.u16(at + 7), file.u16(at + 9), file.u16(at + 11));
    requireMajor(file, at + 7, version);
    boolean old = version.isBefore(10, 0);
    USearchKind scalar = kind(file, at + 14, old);
    require(file, scalar.number() != null, "vectors of numbers whose values are known", scalar);
    USearchKind key = kind(file, at + 15, old);
    require(file, key.isKey(), "keys of up to 64 bits", key);
    USearchKind slot = kind(file, at + 16, old);
    require(file, slot.isSlot(), "slots of u32 or u40", slot);
    return new USearchHead(
        version,
        file.u8(at + 13),
        scalar,
        key,
        slot,
        file.i64(at + 17),
        file.i64(at + 25),
        dimension(file, at + 33),
        file.u8(at + 41) != 0);
  }

  private static void requireMajor(FileBytes file, long at, Version version) {
    if (version.major() > MAJOR) {
      throw new UnsupportedVersionException(file.name(), at, MAJOR, version.major());
    }
    if (version.major() < MAJOR) {
      throw InvalidRequestException.of(file.name(), "a file of USearch 2", "one of " + version);
    }
  }

  private static USearchKind kind(FileBytes file, long at, boolean before210) {
    USearchKind kind = USearchKind.of(file.u8(at), before210);
    if (kind == null) {
      throw file.corruption(at, "expected the number of a scalar kind, got " + file.u8(at));
    }
    return kind;
  }

  private static void require(FileBytes file, boolean is, String expected, USearchKind kind) {
    if (!is) {
      throw InvalidRequestException.of(file.name(), expected, kind.label());
    }
  }

  private static int dimension(FileBytes file, long at) {
    long dimension = file.i64(at);
    if (dimension < 1) {
      throw file.corruption(
          at, "expected a dimension of 1 to 65,536, got " + Long.toUnsignedString(dimension));
    }
    if (dimension > DIMENSION_MAX) {
      throw new LimitExceededException(
          file.name() + ": expected a dimension of 1 to 65,536, got " + dimension);
    }
    return (int) dimension;
  }

  /// The bytes of it, with kinds as they are since 2.10.
  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(USearchMatrix.magic())
        .putShort((short) version.major())
        .putShort((short) version.minor())
        .putShort((short) version.patch())
        .put((byte) metricLetter)
        .put((byte) scalar.code())
        .put((byte) key.code())
        .put((byte) slot.code())
        .putLong(present)
        .putLong(removed)
        .putLong(dimension)
        .put((byte) (multi ? 1 : 0))
        .array();
  }
}
