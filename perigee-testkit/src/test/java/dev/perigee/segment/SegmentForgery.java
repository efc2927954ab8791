package dev.perigee.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Takes segment files apart and puts them together again, with every checksum right, so that what
/// is wrong in them is found by sense alone. Knows the layout from the specification in
/// [SegmentHeader], not from its code.
public final class SegmentForgery {

  /// Where the fields of the header are.
  public static final int FILE_LENGTH_AT = 40;

  /// Where the number of sections is.
  public static final int SECTION_COUNT_AT = 116;

  /// Where the section table starts.
  public static final int TABLE_AT = 128;

  /// Length of an entry of the section table.
  public static final int ENTRY_BYTES = 32;

  /// Type of the section of checksums.
  public static final int CHECKSUMS = 7;

  private static final int HEADER_BYTES = 4096;
  private static final int HEADER_CHECKSUM_AT = 4092;
  private static final int BLOCK_BYTES = 1 << 12;

  private SegmentForgery() {}

  /// A section and its bytes.
  ///
  /// @param type the number that stands for its type
  /// @param stride bytes from one row to the next
  /// @param bytes its rows
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(int type, int stride, byte[] bytes) {}

  /// A view of bytes in the order of the file.
  public static ByteBuffer view(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The sections of an undamaged file, without the checksums.
  public static List<Part> takeApart(byte[] file) {
    ByteBuffer header = view(file);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < header.getInt(SECTION_COUNT_AT) - 1; i++) {
      int entry = TABLE_AT + i * ENTRY_BYTES;
      int offset = (int) header.getLong(entry + 8);
      int length = (int) header.getLong(entry + 16);
      parts.add(
          new Part(
              header.getInt(entry),
              header.getInt(entry + 4),
              Arrays.copyOfRange(file, offset, offset + length)));
    }
    return parts;
  }

  /// Lays sections out behind a header, and writes where they are, how long the file is, and all
  /// checksums.
  ///
  /// @param header a file whose other fields are taken over
  public static byte[] assemble(byte[] header, List<Part> parts) {
    int at = HEADER_BYTES;
    for (Part part : parts) {
      at = roundUp(at + part.bytes().length);
    }
    int checksumBytes = 4 * ((at + BLOCK_BYTES - 1) / BLOCK_BYTES + 1);
    byte[] file = Arrays.copyOf(Arrays.copyOf(header, HEADER_BYTES), at + checksumBytes);
    ByteBuffer view = view(file);
    Arrays.fill(file, TABLE_AT, HEADER_CHECKSUM_AT, (byte) 0);
    view.putLong(FILE_LENGTH_AT, file.length);
    view.putInt(SECTION_COUNT_AT, parts.size() + 1);
    int offset = HEADER_BYTES;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      putEntry(view, i, part.type(), part.stride(), offset, part.bytes().length);
      System.arraycopy(part.bytes(), 0, file, offset, part.bytes().length);
      offset = roundUp(offset + part.bytes().length);
    }
    putEntry(view, parts.size(), CHECKSUMS, 4, offset, checksumBytes);
    return seal(file);
  }

  /// Makes the checksums of a file right, in place: the header's, and those in the first section
  /// that claims to hold checksums, as far as it has room.
  public static byte[] seal(byte[] file) {
    if (file.length < HEADER_BYTES) {
      return file;
    }
    ByteBuffer view = view(file);
    view.putInt(HEADER_CHECKSUM_AT, checksum(file, 0, HEADER_CHECKSUM_AT));
    int entry = TABLE_AT;
    while (entry + ENTRY_BYTES < HEADER_CHECKSUM_AT && view.getInt(entry) != CHECKSUMS) {
      entry += ENTRY_BYTES;
    }
    long offset = view.getLong(entry + 8);
    long length = view.getLong(entry + 16);
    if (offset < HEADER_BYTES || length < 4 || length > file.length - offset) {
      return file;
    }
    int at = (int) offset;
    int last = (int) (offset + length - 4);
    for (int block = 0; block < offset && at + 4 <= last; block += BLOCK_BYTES, at += 4) {
      view.putInt(at, checksum(file, block, (int) Math.min(BLOCK_BYTES, offset - block)));
    }
    view.putInt(last, checksum(file, (int) offset, last - (int) offset));
    return file;
  }

  /// Offsets at which a section starts or ends, the ends of the header and of the file among them.
  public static List<Integer> boundaries(byte[] file) {
    List<Integer> boundaries = new ArrayList<>(List.of(0, HEADER_BYTES, file.length));
    ByteBuffer header = view(file);
    for (int i = 0; i < header.getInt(SECTION_COUNT_AT); i++) {
      int entry = TABLE_AT + i * ENTRY_BYTES;
      int offset = (int) header.getLong(entry + 8);
      boundaries.add(offset);
      boundaries.add(offset + (int) header.getLong(entry + 16));
    }
    return boundaries;
  }

  private static void putEntry(
      ByteBuffer view, int index, int type, int stride, long offset, long length) {
    int entry = TABLE_AT + index * ENTRY_BYTES;
    view.putInt(entry, type);
    view.putInt(entry + 4, stride);
    view.putLong(entry + 8, offset);
    view.putLong(entry + 16, length);
  }

  private static int roundUp(int value) {
    return (value + 4095) / 4096 * 4096;
  }

  private static int checksum(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }
}
