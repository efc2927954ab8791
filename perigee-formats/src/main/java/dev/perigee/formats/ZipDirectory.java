package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the directory of a zip archive, with 64-bit sizes where there are any.
///
/// ```
/// members     'PK' 3 4 | ... 26 u16 name length | 28 u16 extra length | 30 name, extra, bytes
/// directory   'PK' 1 2 | ... 8 u16 flags | 10 u16 method | 16 u32 crc | 20 u32 stored bytes
///             24 u32 size | 28 u16 name length | 30 u16 extra length | 32 u16 comment length
///             42 u32 where the member begins | 46 name, extra, comment
/// zip64 end   'PK' 6 6 | ... 32 u64 members | 40 u64 directory bytes | 48 u64 directory at
/// locator     'PK' 6 7 | ... 8 u64 where the zip64 end begins
/// end         'PK' 5 6 | ... 10 u16 members | 12 u32 directory bytes | 16 u32 directory at
///             20 u16 comment length | comment
/// ```
///
/// A number of all ones stands in the zip64 end, or in an extra field of kind 1: `u16` kind, `u16`
/// length, then `u64` size, stored bytes and begin, those of them that are all ones.
///
/// Source: the APPNOTE of PKWARE, 4.3 and 4.5. One use, one thread.
final class ZipDirectory {

  private static final int MEMBERS_MAX = 4096;
  private static final int END_BYTES = 22;
  private static final int COMMENT_BYTES_MAX = 65_535;
  private static final int LOCATOR_BYTES = 20;
  private static final int ENTRY_BYTES = 46;
  private static final int HEADER_BYTES = 30;
  private static final int END = 0x06054b50;
  private static final int LOCATOR = 0x07064b50;
  private static final int END_64 = 0x06064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int HEADER = 0x04034b50;
  private static final int EXTRA_64 = 1;
  private static final long ALL_ONES = 0xFFFFFFFFL;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final FileBytes file;
  private long directoryAt;
  private long directoryBytes;
  private long count;

  private ZipDirectory(FileBytes file) {
    this.file = file;
  }

  /// Reads a directory.
  ///
  /// @throws CorruptionException if it is damaged, or no archive, or two members have one name
  /// @throws InvalidRequestException if a member is encrypted or compressed in another way
  /// @throws LimitExceededException above 4,096 members
  static List<ZipMember> read(FileBytes file) {
    ZipDirectory directory = new ZipDirectory(file);
    directory.findEnd();
    return directory.members();
  }

  private void findEnd() {
    int tailBytes = (int) Math.min(file.sizeBytes(), END_BYTES + COMMENT_BYTES_MAX);
    long tailAt = file.sizeBytes() - tailBytes;
    ByteBuffer tail = littleEndian(tailAt, tailBytes);
    int at = endIn(tail);
    count = tail.getShort(at + 10) & 0xFFFF;
    directoryBytes = tail.getInt(at + 12) & ALL_ONES;
    directoryAt = tail.getInt(at + 16) & ALL_ONES;
    long locatorAt = tailAt + at - LOCATOR_BYTES;
    if (locatorAt >= 0 && file.i32(locatorAt) == LOCATOR) {
      findEnd64(file.i64(locatorAt + 8));
    }
    file.require(directoryAt, directoryBytes, 1, "bytes of a directory");
    if (count > MEMBERS_MAX) {
      throw new LimitExceededException(
          file.name() + ": expected at most " + MEMBERS_MAX + " members, got " + count);
    }
  }

  private int endIn(ByteBuffer tail) {
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (isEnd(tail, at)) {
        return at;
      }
    }
    throw file.corruption(file.sizeBytes(), "expected the end of a zip archive, got other");
  }

  private static boolean isEnd(ByteBuffer tail, int at) {
    return tail.getInt(at) == END
        && (tail.getShort(at + 20) & 0xFFFF) == tail.limit() - at - END_BYTES;
  }

  private void findEnd64(long at) {
    if (file.i32(at) != END_64) {
      throw file.corruption(at, "expected the zip64 end of an archive, got other");
    }
    count = file.i64(at + 32);
    directoryBytes = file.i64(at + 40);
    directoryAt = file.i64(at + 48);
    file.require(directoryAt, count, ENTRY_BYTES, "members of an archive");
  }

  private List<ZipMember> members() {
    List<ZipMember> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long at = directoryAt;
    for (long i = 0; i < count; i++) {
      ZipMember member = member(at);
      if (!names.add(member.name())) {
        throw file.corruption(at, "expected each name once, got '" + member.name() + "' again");
      }
      members.add(member);
      at += ENTRY_BYTES + (file.u16(at + 28) + file.u16(at + 30)) + file.u16(at + 32);
    }
    if (at > directoryAt + directoryBytes) {
      throw file.corruption(at, "expected a directory of " + directoryBytes + " bytes, got more");
    }
    return members;
  }

  private ZipMember member(long at) {
    ByteBuffer entry = littleEndian(at, ENTRY_BYTES);
    if (entry.getInt(0) != ENTRY) {
      throw file.corruption(at, "expected a member of an archive, got other");
    }
    int nameBytes = entry.getShort(28) & 0xFFFF;
    String name = new String(file.bytes(at + ENTRY_BYTES, nameBytes), StandardCharsets.UTF_8);
    int method = entry.getShort(10) & 0xFFFF;
    requireReadable(entry.getShort(8), method);
    int extraBytes = entry.getShort(30) & 0xFFFF;
    ByteBuffer wide = wideNumbers(at + ENTRY_BYTES + nameBytes, extraBytes);
    long sizeBytes = number(entry.getInt(24), wide, at);
    long storedBytes = number(entry.getInt(20), wide, at);
    long headerAt = number(entry.getInt(42), wide, at);
    if (method == STORED && storedBytes != sizeBytes) {
      throw file.corruption(at, "expected " + sizeBytes + " bytes as they are, got " + storedBytes);
    }
    long crc = entry.getInt(16) & ALL_ONES;
    return new ZipMember(name, at, method == DEFLATED, crc, storedBytes, sizeBytes, headerAt);
  }

  private void requireReadable(int flags, int method) {
    boolean encrypted = (flags & 1) != 0;
    if (encrypted || (method != STORED && method != DEFLATED)) {
      throw InvalidRequestException.of(
          file.name(),
          "members stored or deflated",
          encrypted ? "an encrypted one" : "method " + method);
    }
  }

  /// The extra field of kind 1; empty if there is none.
  private ByteBuffer wideNumbers(long at, int extraBytes) {
    ByteBuffer extra = littleEndian(at, extraBytes);
    while (extra.remaining() >= 4) {
      int kind = extra.getShort() & 0xFFFF;
      int length = Math.min(extra.getShort() & 0xFFFF, extra.remaining());
      if (kind == EXTRA_64) {
        return extra.limit(extra.position() + length);
      }
      extra.position(extra.position() + length);
    }
    return extra.limit(extra.position());
  }

  private long number(int narrow, ByteBuffer wide, long at) {
    long number = narrow & ALL_ONES;
    if (number == ALL_ONES && wide.remaining() >= Long.BYTES) {
      number = wide.getLong();
    }
    if (number < 0) {
      throw file.corruption(at, "expected sizes and a begin, got " + number);
    }
    return number;
  }

  private ByteBuffer littleEndian(long at, int lengthBytes) {
    return ByteBuffer.wrap(file.bytes(at, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Where the bytes of a member begin, behind its header.
  ///
  /// @throws CorruptionException if they are not all in the file
  static long bytesAt(FileBytes file, ZipMember member) {
    long at = member.headerAt();
    if (file.i32(at) != HEADER) {
      throw file.corruption(at, "expected the header of a member, got other");
    }
    int nameBytes = file.u16(at + 26);
    String name = new String(file.bytes(at + HEADER_BYTES, nameBytes), StandardCharsets.UTF_8);
    if (!name.equals(member.name())) {
      throw file.corruption(at, "expected '" + member.name() + "', got '" + name + "'");
    }
    long bytesAt = at + HEADER_BYTES + nameBytes + file.u16(at + 28);
    file.require(bytesAt, member.storedBytes(), 1, "bytes of a member");
    return bytesAt;
  }
}
