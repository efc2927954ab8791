package dev.perigee.segment;

import java.util.List;

/// What of a segment file is not what was written, as far as its checksums tell.
///
/// @param header of the file
/// @param headerRepaired whether a byte of it was damaged, and found by its checksum
/// @param sizeBytes length of the file as it is; what the header says of it is
///   [SegmentHeader#fileLengthBytes()]
/// @param provenBytes bytes from the start that were compared with checksums; behind them nothing
///   tells whether they are damaged
/// @param checksumsSound whether the checksums are complete and match their own
/// @param damaged what does not match its checksum, in the order of the file, at least a byte
///   between two of them
public record SegmentDamage(
    SegmentHeader header,
    boolean headerRepaired,
    long sizeBytes,
    long provenBytes,
    boolean checksumsSound,
    List<Extent> damaged) {

  /// Some bytes of a file.
  ///
  /// @param fromBytes where they begin
  /// @param toBytes behind the last
  public record Extent(long fromBytes, long toBytes) {}

  /// Copies the list.
  public SegmentDamage {
    damaged = List.copyOf(damaged);
  }

  /// Whether bytes are in the file and none of them is known to be damaged.
  public boolean isReadable(long fromBytes, long lengthBytes) {
    long to = fromBytes + lengthBytes;
    if (to > sizeBytes) {
      return false;
    }
    int low = 0;
    int high = damaged.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (damaged.get(middle).toBytes() > fromBytes) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == damaged.size() || damaged.get(low).fromBytes() >= to;
  }

  /// Whether every byte in front of the checksums is there and is what was written.
  public boolean isContentWhole() {
    return damaged.isEmpty() && provenBytes >= header.section(SectionType.CHECKSUMS).offsetBytes();
  }

  /// Whether the whole file is what was written.
  public boolean isNone() {
    return isContentWhole()
        && checksumsSound
        && !headerRepaired
        && sizeBytes == header.fileLengthBytes();
  }
}
