package dev.perigee.formats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes zip archives that say of their members whatever a test wants.
final class ZipBytes {

  /// A member, and what is said of it.
  static final class Member {
    private final String name;
    private int flags;
    private int method;
    private byte[] stored;
    private long sizeBytes;
    private long crc;
    private boolean wide;

    private Member(String name, int method, byte[] stored, byte[] bytes) {
      this.name = name;
      this.method = method;
      this.stored = stored;
      sizeBytes = bytes.length;
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      crc = checksum.getValue();
    }

    static Member stored(String name, byte[] bytes) {
      return new Member(name, 0, bytes, bytes);
    }

    static Member deflated(String name, byte[] bytes) {
      return new Member(name, 8, deflate(bytes), bytes);
    }

    Member withFlags(int other) {
      flags = other;
      return this;
    }

    Member withMethod(int other) {
      method = other;
      return this;
    }

    /// With other bytes in the archive.
    Member withStored(byte[] other) {
      stored = other;
      return this;
    }

    Member withSize(long other) {
      sizeBytes = other;
      return this;
    }

    Member withWrongChecksum() {
      crc ^= 1;
      return this;
    }

    /// With all numbers in an extra field of the directory.
    Member widened() {
      wide = true;
      return this;
    }

    private byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }
  }

  private ZipBytes() {}

  static byte[] of(Member... members) {
    return of(false, members);
  }

  /// @param wide whether the end is told with 64-bit numbers
  static byte[] of(boolean wide, Member... members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Member member : members) {
      directory.writeBytes(entry(member, out.size()));
      out.writeBytes(header(member));
      out.writeBytes(member.stored);
    }
    int directoryAt = out.size();
    out.writeBytes(directory.toByteArray());
    if (wide) {
      out.writeBytes(wideEnd(members.length, directory.size(), directoryAt));
    }
    short count = (short) (wide ? -1 : members.length);
    out.writeBytes(
        bytes(
            22,
            end ->
                end.putInt(0x06054b50)
                    .putInt(0)
                    .putShort(count)
                    .putShort(count)
                    .putInt(wide ? -1 : directory.size())
                    .putInt(wide ? -1 : directoryAt)));
    return out.toByteArray();
  }

  private static byte[] wideEnd(int count, int directoryBytes, int directoryAt) {
    return bytes(
        56 + 20,
        end ->
            end.putInt(0x06064b50)
                .putLong(44)
                .putInt(0x2d002d)
                .putLong(0)
                .putLong(count)
                .putLong(count)
                .putLong(directoryBytes)
                .putLong(directoryAt)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong((long) directoryAt + directoryBytes)
                .putInt(1));
  }

  private static byte[] header(Member member) {
    byte[] name = member.nameBytes();
    return bytes(
        30 + name.length,
        header ->
            header
                .putInt(0x04034b50)
                .putShort((short) 20)
                .putShort((short) member.flags)
                .putShort((short) member.method)
                .putInt(0)
                .putInt((int) member.crc)
                .putInt(member.stored.length)
                .putInt((int) member.sizeBytes)
                .putInt(name.length)
                .put(name));
  }

  private static byte[] entry(Member member, int headerAt) {
    byte[] name = member.nameBytes();
    int extraBytes = member.wide ? 4 + 5 + 4 + 24 : 0;
    return bytes(
        46 + name.length + extraBytes,
        entry -> {
          entry.putInt(0x02014b50).putInt(20).putShort((short) member.flags);
          entry.putShort((short) member.method).putInt(0).putInt((int) member.crc);
          entry.putInt(member.wide ? -1 : member.stored.length);
          entry.putInt(member.wide ? -1 : (int) member.sizeBytes);
          entry.putShort((short) name.length).putShort((short) extraBytes).putShort((short) 0);
          entry.putInt(0).putInt(0).putInt(member.wide ? -1 : headerAt).put(name);
          if (member.wide) {
            // A field of another kind first, which is to be passed over.
            entry.putShort((short) 0x5455).putShort((short) 5).put(new byte[5]);
            entry.putShort((short) 1).putShort((short) 24).putLong(member.sizeBytes);
            entry.putLong(member.stored.length).putLong(headerAt);
          }
        });
  }

  private static byte[] bytes(int length, Consumer<ByteBuffer> fill) {
    byte[] bytes = new byte[length];
    fill.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  static byte[] deflate(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[8192];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    }
  }
}
