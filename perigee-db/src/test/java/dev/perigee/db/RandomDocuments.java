package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.GeoPoint;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/// Documents with every kind of id, vector and field, drawn from a seed; of each value what is set
/// and what must be read.
final class RandomDocuments {

  private static final int IDS = 160;
  private static final Instant YEAR_2020 = Instant.parse("2020-01-01T00:00:00Z");

  private final SplittableRandom random;

  /// A value as it is set, and as it must be read.
  record Value(Object set, Object read) {}

  RandomDocuments(SplittableRandom random) {
    this.random = random;
  }

  static Schema schema(Duration history) {
    Schema.Builder builder =
        Schema.builder()
            .vector("f32", IndexOptions.of(7, Metric.L2).withThreads(1))
            .vector("f16", options(5, Metric.COSINE, ElementType.F16))
            .vector("int8", options(6, Metric.INNER_PRODUCT, ElementType.INT8))
            .vector("bits", options(24, Metric.HAMMING, ElementType.BIT))
            .vectors("many", IndexOptions.of(4, Metric.L1).withThreads(1));
    for (FieldType type : FieldType.values()) {
      builder.field(type.name().toLowerCase(java.util.Locale.ROOT), type);
    }
    return builder.history(history).build();
  }

  private static IndexOptions options(int dimension, Metric metric, ElementType type) {
    return IndexOptions.of(dimension, metric).withElementType(type).withThreads(1);
  }

  DocumentId id() {
    int i = random.nextInt(IDS);
    return switch (i % 4) {
      case 0 -> DocumentId.of(i - IDS / 2L);
      case 1 -> DocumentId.of(i % 8 == 1 ? Long.MIN_VALUE + i : Long.MAX_VALUE - i);
      case 2 -> DocumentId.of("\u00e9-" + i);
      default -> DocumentId.of(new UUID(-i, i));
    };
  }

  /// Values for some of the fields and vectors.
  ///
  /// @param nulls whether a value may be null, to be taken away
  Map<String, Value> values(Schema schema, double share, boolean nulls) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (VectorField field : schema.vectors()) {
      if (random.nextDouble() < share) {
        values.put(field.name(), nulls && random.nextInt(5) == 0 ? null : vectors(field));
      }
    }
    for (Field field : schema.fields()) {
      if (random.nextDouble() < share) {
        values.put(field.name(), nulls && random.nextInt(5) == 0 ? null : value(field.type()));
      }
    }
    return values;
  }

  /// A document that sets values.
  Document document(DocumentId id, Map<String, Value> values) {
    Document document = Document.of(id);
    values.forEach((name, value) -> document.set(name, value == null ? null : value.set));
    if (random.nextInt(3) == 0) {
      Document _ = document.validFrom(instant());
    }
    if (random.nextInt(4) == 0) {
      Instant from = document.validity().from();
      Instant until = (from == null ? YEAR_2020 : from).plusSeconds(random.nextInt(100_000));
      Document _ = document.validUntil(until, random.nextBoolean() ? null : "over");
    }
    return document;
  }

  Instant instant() {
    return YEAR_2020.plusSeconds(random.nextInt(100_000)).plusNanos(1000L * random.nextInt(1000));
  }

  /// One vector of a field.
  Value vector(VectorField field) {
    int dimension = field.options().dimension();
    ElementType type = field.options().elementType();
    if (type == ElementType.INT8 || type == ElementType.BIT) {
      byte[] bytes = new byte[field.vectorBytes()];
      random.nextBytes(bytes);
      bytes[0] |= 1;
      return new Value(random.nextBoolean() ? bytes : MemorySegment.ofArray(bytes), bytes);
    }
    float[] floats = new float[dimension];
    ByteBuffer read = ByteBuffer.allocate(field.vectorBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < dimension; i++) {
      floats[i] = random.nextFloat(-1, 1);
      if (type == ElementType.F16) {
        read.putShort(Float.floatToFloat16(floats[i]));
      } else {
        read.putFloat(floats[i]);
      }
    }
    return new Value(
        random.nextBoolean() ? floats : MemorySegment.ofArray(read.array()), read.array());
  }

  /// The components of a vector as it is read.
  static float[] components(VectorField field, byte[] vector) {
    float[] floats = new float[field.options().dimension()];
    ByteBuffer bytes = ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          switch (field.options().elementType()) {
            case F32 -> bytes.getFloat();
            case F16 -> Float.float16ToFloat(bytes.getShort());
            case F64 -> (float) bytes.getDouble();
            case INT8 -> bytes.get();
            case BIT -> vector[i / 8] >> i % 8 & 1;
          };
    }
    return floats;
  }

  private Value vectors(VectorField field) {
    if (!field.many()) {
      return vector(field);
    }
    List<Object> set = new ArrayList<>();
    List<Object> read = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      Value one = vector(field);
      set.add(one.set);
      read.add(one.read);
    }
    return new Value(set, read);
  }

  private Value value(FieldType type) {
    Object value =
        switch (type) {
          case INTEGER -> (long) random.nextInt(-20, 20);
          case FLOAT -> random.nextInt(4) == 0 ? -0.0 : random.nextDouble(-1, 1);
          case BOOLEAN -> random.nextBoolean();
          case KEYWORD -> word();
          case KEYWORD_LIST ->
              random.nextInt(6) == 0 ? List.of() : List.of(word(), word()).subList(0, 1);
          case TEXT -> "text \u4e16\ud83d\ude00 " + random.nextInt();
          case TIMESTAMP -> instant();
          case UUID -> new UUID(random.nextLong(), random.nextLong());
          case GEO_POINT -> new GeoPoint(random.nextDouble(-90, 90), random.nextDouble(-180, 180));
          case BYTES -> {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            yield bytes;
          }
          case JSON -> "{\"n\":" + random.nextInt() + "}";
        };
    return new Value(value, value);
  }

  private String word() {
    return "word" + random.nextInt(6);
  }
}
