package dev.perigee.formats.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.KeyValue;

/// The sizes of lists of fixed size, which Parquet does not know: Arrow keeps its schema beside the
/// data, as an IPC message in base64, itself a FlatBuffer.
///
/// ```
/// message   u32 FFFFFFFF | i32 length | table Message { .., 1: header type, 2: header Schema }
/// Schema    { .., 1: [Field] }
/// Field     { 0: name, .., 2: type of type, 3: type, .. }
/// FixedSizeList (type 16)   { 0: i32 size }
/// ```
///
/// A schema that cannot be read is no schema: sizes are then those of the first row.
final class ArrowSizes {

  private static final String PROPERTY = "ARROW:schema";
  private static final int PREFIX_BYTES = 8;
  private static final int TYPE_FIXED_SIZE_LIST = 16;
  private static final int FIELDS_MAX = 1 << 16;

  private final ByteBuffer bytes;

  private ArrowSizes(byte[] message) {
    this.bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The sizes of the lists of fixed size by their columns; none where nothing tells.
  static Map<String, Integer> of(List<KeyValue> properties) {
    for (KeyValue property : properties) {
      if (PROPERTY.equals(property.getKey()) && property.getValue() != null) {
        try {
          return new ArrowSizes(Base64.getDecoder().decode(property.getValue())).sizes();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
          return Map.of();
        }
      }
    }
    return Map.of();
  }

  private Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new HashMap<>();
    int schema = indirect(field(indirect(PREFIX_BYTES), 2));
    int fields = indirect(field(schema, 1));
    int count = bytes.getInt(fields);
    for (int i = 0; i < count && i < FIELDS_MAX; i++) {
      int column = indirect(fields + Integer.BYTES * (i + 1));
      int type = field(column, 2);
      if (type != 0 && bytes.get(type) == TYPE_FIXED_SIZE_LIST) {
        int size = field(indirect(field(column, 3)), 0);
        sizes.put(text(indirect(field(column, 0))), bytes.getInt(size));
      }
    }
    return sizes;
  }

  /// Where an offset leads.
  private int indirect(int at) {
    return at + bytes.getInt(at);
  }

  /// Where a field of a table is; 0 where it is not set.
  private int field(int table, int number) {
    int layout = table - bytes.getInt(table);
    int entry = 2 * Short.BYTES + Short.BYTES * number;
    int offset = entry < bytes.getShort(layout) ? bytes.getShort(layout + entry) : 0;
    return offset == 0 ? 0 : table + (offset & 0xffff);
  }

  private String text(int at) {
    byte[] text = new byte[Math.clamp(bytes.getInt(at), 0, bytes.capacity())];
    bytes.get(at + Integer.BYTES, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
