package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.RecordBatch;

/// What a batch says of itself.
///
/// @param nodes the columns, in the order of a walk over the schema, parents first
/// @param places where the buffers lie in the body, as they are stored
/// @param viewBuffers how many buffers each column of views has beside the views
/// @param codec by which buffers are packed; null for none
record BatchHeader(
    List<Node> nodes, List<Place> places, List<Long> viewBuffers, BufferCodec codec) {

  /// A column.
  ///
  /// @param length its rows
  /// @param nullCount how many of them are null
  record Node(long length, long nullCount) {}

  /// A buffer.
  ///
  /// @param offset where it lies in the body
  /// @param bytes its length
  record Place(long offset, long bytes) {}

  /// Before the format had a place for it, in Arrow 0.17.
  private static final String OLD_COMPRESSION = "ARROW:experimental_compression";

  /// As many buffers as all columns that a schema may have, and then some.
  private static final int ENTRIES_MAX = 1 << 20;

  private static final int ENTRY_BYTES = 2 * Long.BYTES;

  /// Reads the header of a batch.
  ///
  /// @throws CorruptionException if it is damaged
  /// @throws InvalidRequestException if its buffers are packed in a way that is not read
  static BatchHeader read(ArrowMessage message, RecordBatch batch) {
    return message.file().guarded(message.offset(), "a batch", () -> of(message, batch));
  }

  private static BatchHeader of(ArrowMessage message, RecordBatch batch) {
    List<Node> nodes = new ArrayList<>(count(message, batch.nodesLength(), ENTRY_BYTES));
    for (int i = 0; i < batch.nodesLength(); i++) {
      FieldNode node = batch.nodes(i);
      requireLength(message, node.length());
      nodes.add(new Node(node.length(), node.nullCount()));
    }
    List<Place> places = new ArrayList<>(count(message, batch.buffersLength(), ENTRY_BYTES));
    for (int i = 0; i < batch.buffersLength(); i++) {
      Buffer buffer = batch.buffers(i);
      places.add(new Place(buffer.offset(), buffer.length()));
    }
    List<Long> views =
        new ArrayList<>(count(message, batch.variadicBufferCountsLength(), Long.BYTES));
    for (int i = 0; i < batch.variadicBufferCountsLength(); i++) {
      views.add(batch.variadicBufferCounts(i));
    }
    return new BatchHeader(nodes, places, views, codec(message, batch));
  }

  /// A number of rows, which has to be less than what anything stores.
  static void requireLength(ArrowMessage message, long length) {
    if (length < 0 || length > 1L << 56) {
      throw message.file().damaged(message.offset(), "expected a number of rows, got " + length);
    }
  }

  private static int count(ArrowMessage message, int count, int bytesEach) {
    int bytes = message.message().getByteBuffer().capacity();
    if (count < 0 || count > Math.min(bytes / bytesEach, ENTRIES_MAX)) {
      throw message
          .file()
          .damaged(
              message.offset(),
              "expected entries in " + bytes + " bytes of metadata, got " + count);
    }
    return count;
  }

  private static BufferCodec codec(ArrowMessage message, RecordBatch batch) {
    BodyCompression compression = batch.compression();
    if (compression == null) {
      return oldCodec(message);
    }
    byte codec = compression.codec();
    byte method = compression.method();
    if (method == BodyCompressionMethod.BUFFER && codec == CompressionType.LZ4_FRAME) {
      return BufferCodec.LZ4_FRAME;
    }
    if (method == BodyCompressionMethod.BUFFER && codec == CompressionType.ZSTD) {
      return BufferCodec.ZSTD;
    }
    throw unknown(message, "codec " + codec + " by method " + method);
  }

  private static BufferCodec oldCodec(ArrowMessage message) {
    for (int i = 0; i < message.message().customMetadataLength(); i++) {
      KeyValue entry = message.message().customMetadata(i);
      if (OLD_COMPRESSION.equals(entry.key())) {
        String codec = String.valueOf(entry.value());
        return switch (codec) {
          case "lz4", "LZ4_FRAME" -> BufferCodec.LZ4_FRAME;
          case "zstd", "ZSTD" -> BufferCodec.ZSTD;
          default -> throw unknown(message, codec);
        };
      }
    }
    return null;
  }

  private static InvalidRequestException unknown(ArrowMessage message, String got) {
    return InvalidRequestException.of(
        message.file().name(), "buffers packed by LZ4 or ZSTD, or not at all", got);
  }
}
