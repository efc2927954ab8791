package dev.perigee.db.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Values of fields as bytes.
final class ValueCodec {

  private ValueCodec() {}

  static void write(ByteWriter out, FieldType type, Object value) {
    switch (type) {
      case INTEGER -> out.i64((Long) value);
      case FLOAT -> out.i64(Double.doubleToRawLongBits((Double) value));
      case BOOLEAN -> out.u8((Boolean) value ? 1 : 0);
      case KEYWORD, TEXT, JSON -> out.text((String) value);
      case KEYWORD_LIST -> {
        List<?> words = (List<?>) value;
        out.size(words.size());
        words.forEach(word -> out.text((String) word));
      }
      case TIMESTAMP -> out.i64(FieldType.micros("timestamp", (Instant) value));
      case UUID -> {
        UUID uuid = (UUID) value;
        out.i64(uuid.getMostSignificantBits()).i64(uuid.getLeastSignificantBits());
      }
      case GEO_POINT -> {
        GeoPoint point = (GeoPoint) value;
        out.i64(Double.doubleToRawLongBits(point.latitude()));
        out.i64(Double.doubleToRawLongBits(point.longitude()));
      }
      case BYTES -> out.block((byte[]) value);
    }
  }

  static Object read(ByteReader in, FieldType type) {
    return switch (type) {
      case INTEGER -> in.i64();
      case FLOAT -> Double.longBitsToDouble(in.i64());
      case BOOLEAN -> in.u8() != 0;
      case KEYWORD, TEXT, JSON -> in.text();
      case KEYWORD_LIST -> {
        int count = in.size();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          words.add(in.text());
        }
        yield List.copyOf(words);
      }
      case TIMESTAMP -> FieldType.instant(in.i64());
      case UUID -> new UUID(in.i64(), in.i64());
      case GEO_POINT ->
          new GeoPoint(Double.longBitsToDouble(in.i64()), Double.longBitsToDouble(in.i64()));
      case BYTES -> in.block();
    };
  }
}
