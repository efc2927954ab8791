package dev.perigee.formats.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.perigee.formats.arrow.BatchHeader.Node;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;

/// Messages of any content, for what no implementation writes.
final class RawArrow {

  private RawArrow() {}

  /// Writes the fields of a schema.
  interface Fields {
    int[] write(FlatBufferBuilder out);
  }

  /// One column `id` of whole numbers of 32 bits.
  static final Fields ID = out -> new int[] {ints(out, "id")};

  static int ints(FlatBufferBuilder out, String name) {
    return field(out, name, Type.Int, Int.createInt(out, 32, true));
  }

  static int field(FlatBufferBuilder out, String name, byte typeType, int type, int... children) {
    int nameAt = out.createString(name);
    int childrenAt = Field.createChildrenVector(out, children);
    return Field.createField(out, nameAt, true, typeType, type, 0, childrenAt, 0);
  }

  static byte[] schema(Fields fields) {
    return schema(MetadataVersion.V5, Endianness.Little, fields);
  }

  static byte[] schema(short version, short endianness, Fields fields) {
    FlatBufferBuilder out = new FlatBufferBuilder();
    int schema = schemaTable(out, endianness, fields);
    return message(out, version, MessageHeader.Schema, schema, 0);
  }

  private static int schemaTable(FlatBufferBuilder out, short endianness, Fields fields) {
    int all = Schema.createFieldsVector(out, fields.write(out));
    return Schema.createSchema(out, endianness, all, 0, 0);
  }

  private static byte[] message(
      FlatBufferBuilder out, short version, byte type, int header, long bodyBytes) {
    out.finish(Message.createMessage(out, version, type, header, bodyBytes, 0));
    byte[] metadata = out.sizedByteArray();
    int length = metadata.length + 7 & -8;
    return ByteBuffer.allocate(8 + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(-1)
        .putInt(length)
        .put(metadata)
        .array();
  }

  /// The head of a batch whose buffers lie one behind the other, each aligned.
  static byte[] batchHead(long rows, List<Node> nodes, long... bufferBytes) {
    long[] offsets = new long[bufferBytes.length];
    long bodyBytes = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = bodyBytes;
      bodyBytes += bufferBytes[i] + 7 & -8;
    }
    FlatBufferBuilder out = new FlatBufferBuilder();
    RecordBatch.startNodesVector(out, nodes.size());
    for (Node node : nodes.reversed()) {
      FieldNode.createFieldNode(out, node.length(), node.nullCount());
    }
    int nodesAt = out.endVector();
    RecordBatch.startBuffersVector(out, offsets.length);
    for (int i = offsets.length - 1; i >= 0; i--) {
      Buffer.createBuffer(out, offsets[i], bufferBytes[i]);
    }
    int buffersAt = out.endVector();
    int batch = RecordBatch.createRecordBatch(out, rows, nodesAt, buffersAt, 0, 0);
    return message(out, MetadataVersion.V5, MessageHeader.RecordBatch, batch, bodyBytes);
  }

  static byte[] batch(long rows, List<Node> nodes, byte[]... buffers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long[] sizes = Arrays.stream(buffers).mapToLong(buffer -> buffer.length).toArray();
    out.writeBytes(batchHead(rows, nodes, sizes));
    for (byte[] buffer : buffers) {
      out.writeBytes(buffer);
      out.writeBytes(new byte[-buffer.length & 7]);
    }
    return out.toByteArray();
  }

  /// A batch of one column of numbers of 32 bits.
  static byte[] batch(int... numbers) {
    return batch(numbers.length, List.of(new Node(numbers.length, 0)), new byte[0], ints(numbers));
  }

  static byte[] ints(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(numbers).forEach(bytes::putInt);
    return bytes.array();
  }

  static byte[] floats(float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// Messages as a stream, with the mark of its end.
  static byte[] stream(byte[]... messages) {
    return concatenated(concatenated(messages), ints(-1, 0));
  }

  /// A file of batches.
  ///
  /// @param order in which the footer names them
  static byte[] file(Fields fields, List<byte[]> batches, int... order) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'A', 'R', 'R', 'O', 'W', '1', 0, 0});
    out.writeBytes(schema(fields));
    long[] offsets = new long[batches.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = out.size();
      out.writeBytes(batches.get(i));
    }
    out.writeBytes(ints(-1, 0));
    byte[] footer = footer(fields, batches, offsets, order);
    out.writeBytes(footer);
    out.writeBytes(ints(footer.length));
    out.writeBytes(new byte[] {'A', 'R', 'R', 'O', 'W', '1'});
    return out.toByteArray();
  }

  private static byte[] footer(Fields fields, List<byte[]> batches, long[] offsets, int[] order) {
    FlatBufferBuilder out = new FlatBufferBuilder();
    int schema = schemaTable(out, Endianness.Little, fields);
    Footer.startRecordBatchesVector(out, order.length);
    for (int i = order.length - 1; i >= 0; i--) {
      byte[] batch = batches.get(order[i]);
      int head = 8 + ByteBuffer.wrap(batch).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
      Block.createBlock(out, offsets[order[i]], head, batch.length - head);
    }
    int blocks = out.endVector();
    out.finish(Footer.createFooter(out, MetadataVersion.V5, schema, 0, blocks, 0));
    return out.sizedByteArray();
  }
}
