package dev.perigee.formats.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;

/// Tells a stream of Arrow by its first bytes, since it has no magic number: by its first message,
/// which is a schema. Of that only the start may be there.
final class StreamStart {

  private static final int LENGTH_MIN = 16;

  private StreamStart() {}

  /// Whether a stream begins with these bytes.
  static boolean isIn(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < 2 * Integer.BYTES) {
      return false;
    }
    boolean isOld = bytes.getInt(0) != ArrowMessage.CONTINUATION;
    int length = bytes.getInt(isOld ? 0 : Integer.BYTES);
    // So that what follows is aligned.
    boolean isAligned = (isOld ? length + Integer.BYTES : length) % Long.BYTES == 0;
    if (length < LENGTH_MIN || length > ArrowFile.METADATA_BYTES_MAX || !isAligned) {
      return false;
    }
    int from = isOld ? Integer.BYTES : 2 * Integer.BYTES;
    int there = Math.min(length, head.length - from);
    try {
      return isSchema(bytes.slice(from, there).order(ByteOrder.LITTLE_ENDIAN), length);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isSchema(ByteBuffer bytes, int length) {
    int root = bytes.getInt(0);
    if (root < Integer.BYTES || root > bytes.capacity() - Integer.BYTES) {
      return false;
    }
    Message message = Message.getRootAsMessage(bytes);
    return message.version() >= MetadataVersion.V1
        && message.version() <= MetadataVersion.V5
        && message.headerType() == MessageHeader.Schema
        && message.bodyLength() == 0
        && message.header(new Schema()) instanceof Schema schema
        && schema.fieldsLength() >= 0
        && schema.fieldsLength() <= length / Integer.BYTES;
  }
}
