package dev.perigee.formats.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.perigee.formats.arrow.BatchHeader.Node;
import dev.perigee.formats.arrow.BatchHeader.Place;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/// The FlatBuffers of a file that is written: `id`, then a column for each vector, then one for
/// each value. JSON is a text.
final class WrittenMetadata {

  private WrittenMetadata() {}

  /// Where a message of a batch lies.
  record Written(long offset, int headBytes, long bodyBytes) {}

  /// The message of a schema.
  static byte[] schema(RecordTable table) {
    FlatBufferBuilder out = new FlatBufferBuilder();
    return message(out, MessageHeader.Schema, schema(out, table), 0);
  }

  /// The message of a batch.
  static byte[] batch(long rows, List<Node> nodes, List<Place> buffers, long bodyBytes) {
    FlatBufferBuilder out = new FlatBufferBuilder();
    RecordBatch.startNodesVector(out, nodes.size());
    // What is written last stands first.
    for (Node node : nodes.reversed()) {
      FieldNode.createFieldNode(out, node.length(), node.nullCount());
    }
    int nodesAt = out.endVector();
    RecordBatch.startBuffersVector(out, buffers.size());
    for (Place buffer : buffers.reversed()) {
      Buffer.createBuffer(out, buffer.offset(), buffer.bytes());
    }
    int buffersAt = out.endVector();
    int batch = RecordBatch.createRecordBatch(out, rows, nodesAt, buffersAt, 0, 0);
    return message(out, MessageHeader.RecordBatch, batch, bodyBytes);
  }

  private static byte[] message(FlatBufferBuilder out, byte type, int header, long bodyBytes) {
    out.finish(Message.createMessage(out, MetadataVersion.V5, type, header, bodyBytes, 0));
    return out.sizedByteArray();
  }

  /// The footer of a file.
  static byte[] footer(RecordTable table, List<Written> batches) {
    FlatBufferBuilder out = new FlatBufferBuilder();
    int schema = schema(out, table);
    Footer.startDictionariesVector(out, 0);
    int dictionaries = out.endVector();
    Footer.startRecordBatchesVector(out, batches.size());
    for (Written batch : batches.reversed()) {
      Block.createBlock(out, batch.offset(), batch.headBytes(), batch.bodyBytes());
    }
    int blocks = out.endVector();
    out.finish(Footer.createFooter(out, MetadataVersion.V5, schema, dictionaries, blocks, 0));
    return out.sizedByteArray();
  }

  private static int schema(FlatBufferBuilder out, RecordTable table) {
    List<Integer> fields = new ArrayList<>();
    fields.add(
        table.textIds()
            ? text(out, RecordTable.ID, false)
            : field(out, RecordTable.ID, false, Type.Int, Int.createInt(out, Long.SIZE, true)));
    for (Map.Entry<String, Integer> vector : table.vectors().entrySet()) {
      int single = FloatingPoint.createFloatingPoint(out, Precision.SINGLE);
      int item = field(out, "item", true, Type.FloatingPoint, single);
      int size = FixedSizeList.createFixedSizeList(out, vector.getValue());
      fields.add(field(out, vector.getKey(), true, Type.FixedSizeList, size, item));
    }
    table.values().forEach((name, kind) -> fields.add(value(out, name, kind)));
    int all = Schema.createFieldsVector(out, fields.stream().mapToInt(Integer::intValue).toArray());
    return Schema.createSchema(out, Endianness.Little, all, 0, 0);
  }

  private static int value(FlatBufferBuilder out, String name, Kind kind) {
    return switch (kind) {
      case TEXT, JSON -> text(out, name, true);
      case WHOLE -> field(out, name, true, Type.Int, Int.createInt(out, Long.SIZE, true));
      case NUMBER -> {
        int real = FloatingPoint.createFloatingPoint(out, Precision.DOUBLE);
        yield field(out, name, true, Type.FloatingPoint, real);
      }
      case TRUTH -> {
        Bool.startBool(out);
        yield field(out, name, true, Type.Bool, Bool.endBool(out));
      }
      case TEXTS -> {
        int item = text(out, "item", true);
        org.apache.arrow.flatbuf.List.startList(out);
        int list = org.apache.arrow.flatbuf.List.endList(out);
        yield field(out, name, true, Type.List, list, item);
      }
    };
  }

  private static int text(FlatBufferBuilder out, String name, boolean isNullable) {
    Utf8.startUtf8(out);
    return field(out, name, isNullable, Type.Utf8, Utf8.endUtf8(out));
  }

  private static int field(
      FlatBufferBuilder out,
      String name,
      boolean isNullable,
      byte typeType,
      int type,
      int... children) {
    int nameAt = out.createString(name);
    int childrenAt = Field.createChildrenVector(out, children);
    return Field.createField(out, nameAt, isNullable, typeType, type, 0, childrenAt, 0);
  }
}
