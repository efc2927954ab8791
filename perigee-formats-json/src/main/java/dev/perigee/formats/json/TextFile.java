package dev.perigee.formats.json;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/// A text file in UTF-8, perhaps in gzip, perhaps behind a byte order mark.
///
/// @param path the file
/// @param options the bounds
record TextFile(Path path, RecordOptions options) {

  private static final int BUFFER_BYTES = 1 << 16;

  /// The file for messages.
  String name() {
    return path.toString();
  }

  /// Opens the text behind a byte order mark, unpacked.
  InputStream open() throws IOException {
    InputStream raw = Files.newInputStream(path);
    try {
      BufferedInputStream packed = new BufferedInputStream(raw, BUFFER_BYTES);
      packed.mark(2);
      byte[] magic = packed.readNBytes(2);
      packed.reset();
      InputStream text = isGzip(magic) ? new GuardedGzip(packed, name(), options) : packed;
      return behindMark(new BufferedInputStream(text, BUFFER_BYTES));
    } catch (IOException | RuntimeException | Error e) {
      raw.close();
      throw e;
    }
  }

  /// How many bytes of a byte order mark [#open] passes over.
  int markBytes() throws IOException {
    try (InputStream raw = Files.newInputStream(path)) {
      return isMark(raw.readNBytes(3)) ? 3 : 0;
    }
  }

  private InputStream behindMark(BufferedInputStream text) throws IOException {
    text.mark(3);
    byte[] head = text.readNBytes(3);
    text.reset();
    if (isMark(head)) {
      text.skipNBytes(3);
    } else if (head.length >= 2 && (isPair(head, 0xfe, 0xff) || isPair(head, 0xff, 0xfe))) {
      throw InvalidRequestException.of(name(), "text in UTF-8", "a byte order mark of UTF-16");
    }
    return text;
  }

  /// The beginning of the text in a file, unpacked, without a byte order mark.
  ///
  /// @param head the beginning of the file
  /// @return empty if nothing can be unpacked
  static byte[] text(byte[] head) {
    byte[] text = head;
    if (isGzip(head)) {
      try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(head))) {
        text = prefix(unpacked);
      } catch (IOException e) {
        return new byte[0];
      }
    }
    return isMark(text) ? Arrays.copyOfRange(text, 3, text.length) : text;
  }

  /// As much as can be unpacked: the head of a file mostly ends amid a block.
  private static byte[] prefix(InputStream unpacked) {
    byte[] text = new byte[4096];
    int length = 0;
    try {
      int read = 0;
      while (read >= 0 && length < text.length) {
        length += read;
        read = unpacked.read(text, length, text.length - length);
      }
    } catch (IOException e) {
      return Arrays.copyOf(text, length);
    }
    return Arrays.copyOf(text, length);
  }

  /// Whether bytes begin as gzip does.
  static boolean isGzip(byte[] head) {
    return head.length >= 2 && isPair(head, 0x1f, 0x8b);
  }

  private static boolean isMark(byte[] head) {
    return head.length >= 3 && isPair(head, 0xef, 0xbb) && (head[2] & 0xff) == 0xbf;
  }

  private static boolean isPair(byte[] head, int first, int second) {
    return (head[0] & 0xff) == first && (head[1] & 0xff) == second;
  }
}
