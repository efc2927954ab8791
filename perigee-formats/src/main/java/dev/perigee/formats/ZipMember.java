package dev.perigee.formats;

/// A file inside an archive, as the directory of the archive tells.
///
/// @param name only a label: it is never used as a path
/// @param entryAt where the directory tells of it
/// @param deflated whether it is compressed; else its bytes lie there as they are
/// @param crc checksum of its bytes
/// @param storedBytes how long it is in the archive
/// @param sizeBytes how long it is
/// @param headerAt where its own header begins
record ZipMember(
    String name,
    long entryAt,
    boolean deflated,
    long crc,
    long storedBytes,
    long sizeBytes,
    long headerAt) {}
