package dev.perigee.formats.arrow;

import com.google.flatbuffers.Table;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/// A message of a file or stream.
///
/// ```
/// u32 FFFFFFFF   missing in what was written before Arrow 0.15
/// i32 n          0 ends a stream
/// n bytes        FlatBuffer `Message`, padded
/// body           as many bytes as the message says
/// ```
///
/// @param file it lies in
/// @param offset where it begins
/// @param message the FlatBuffer
/// @param bodyOffset where its body begins
/// @param bodyBytes length of its body, which lies in the file
record ArrowMessage(ArrowFile file, long offset, Message message, long bodyOffset, long bodyBytes) {

  static final int CONTINUATION = -1;

  /// Reads the message at a position.
  ///
  /// @return null if the stream ends there
  /// @throws CorruptionException if it is damaged or its body is not in the file
  /// @throws InvalidRequestException if it is of a version that is not read
  static ArrowMessage read(ArrowFile file, long offset) {
    int length = file.intAt(offset);
    long metadataAt = offset + Integer.BYTES;
    if (length == CONTINUATION) {
      length = file.intAt(metadataAt);
      metadataAt += Integer.BYTES;
    }
    if (length == 0) {
      return null;
    }
    return read(file, offset, metadataAt, length);
  }

  private static ArrowMessage read(ArrowFile file, long offset, long metadataAt, int length) {
    ByteBuffer metadata = file.metadata(metadataAt, length);
    Message message = file.guarded(offset, "a message", () -> Message.getRootAsMessage(metadata));
    int version = file.guarded(offset, "a version", message::version);
    requireVersion(file, version);
    long bodyAt = metadataAt + length;
    long bodyBytes = file.guarded(offset, "the length of a body", message::bodyLength);
    file.slice(bodyAt, bodyBytes, "the body of a message");
    return new ArrowMessage(file, offset, message, bodyAt, bodyBytes);
  }

  /// Refuses metadata of versions that nobody writes.
  static void requireVersion(ArrowFile file, int version) {
    if (version != MetadataVersion.V4 && version != MetadataVersion.V5) {
      throw InvalidRequestException.of(
          file.name(), "metadata of version 4 or 5", "version " + (version + 1));
    }
  }

  /// Position behind the message.
  long end() {
    return bodyOffset + bodyBytes;
  }

  boolean isVersion4() {
    return message.version() == MetadataVersion.V4;
  }

  boolean isDictionary() {
    return file.guarded(offset, "a header", message::headerType) == MessageHeader.DictionaryBatch;
  }

  /// The header of a message that has to be a schema.
  Schema schema() {
    return header(MessageHeader.Schema, "a schema", new Schema());
  }

  /// The header of a message that has to be a batch of rows.
  RecordBatch batch() {
    return header(MessageHeader.RecordBatch, "a record batch", new RecordBatch());
  }

  /// The header of a message that has to be a batch of a dictionary.
  DictionaryBatch dictionary() {
    return header(MessageHeader.DictionaryBatch, "a dictionary batch", new DictionaryBatch());
  }

  private <T extends Table> T header(byte type, String what, T table) {
    return file.guarded(
        offset,
        what,
        () -> {
          byte got = message.headerType();
          if (got != type || message.header(table) == null) {
            throw file.damaged(offset, "expected " + what + ", got a header of type " + got);
          }
          return table;
        });
  }
}
