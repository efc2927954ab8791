package dev.perigee.segment;

import java.util.zip.CRC32C;

/// Finds the one byte of a header that is not what was written.
///
/// A checksum of 32 bits tells a million possible changes of one byte apart: if one of them makes
/// it right, that is what happened, but for one case in four thousand of headers that are damaged
/// elsewhere too. What comes out still has to make sense as a header.
final class HeaderRepair {

  private static final int CHECKSUM_AT = SegmentHeader.BYTES - 4;

  private HeaderRepair() {}

  /// A header whose checksum is right, of one whose checksum is not.
  ///
  /// @param header left as it is
  /// @return null if more than a byte is damaged
  static byte[] repaired(byte[] header) {
    if (header.length < SegmentHeader.BYTES) {
      return null;
    }
    int difference = SegmentHeader.checksum(header) ^ SegmentHeader.storedChecksum(header);
    byte[] repaired = header.clone();
    if (isOneByte(difference)) {
      for (int i = 0; i < 4; i++) {
        repaired[CHECKSUM_AT + i] ^= (byte) (difference >>> (8 * i));
      }
      return repaired;
    }
    // A checksum is linear: a change of some bits changes it by the same, whatever the others are.
    for (int change = 1; change < 256; change++) {
      int at = place(change, difference);
      if (at >= 0) {
        repaired[at] ^= (byte) change;
        return SegmentHeader.checksum(repaired) == SegmentHeader.storedChecksum(repaired)
            ? repaired
            : null;
      }
    }
    return null;
  }

  private static boolean isOneByte(int difference) {
    int low = Integer.numberOfTrailingZeros(difference) / 8 * 8;
    return (difference & ~(0xff << low)) == 0;
  }

  /// Where a change of a byte makes this difference of checksums; -1 if nowhere.
  private static int place(int change, int difference) {
    int register = step(change);
    for (int at = CHECKSUM_AT - 1; at >= 0; at--) {
      if (register == difference) {
        return at;
      }
      register = (register >>> 8) ^ step(register & 0xff);
    }
    return -1;
  }

  private static int step(int value) {
    return Steps.OF_BYTE[value];
  }

  /// What a byte makes of an empty register.
  private static final class Steps {

    static final int[] OF_BYTE = new int[256];

    static {
      int none = checksum(0);
      for (int i = 0; i < OF_BYTE.length; i++) {
        OF_BYTE[i] = checksum(i) ^ none;
      }
    }

    private static int checksum(int value) {
      CRC32C crc = new CRC32C();
      crc.update(value);
      return (int) crc.getValue();
    }
  }
}
