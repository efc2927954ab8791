package dev.perigee.db.document;

import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A schema as bytes.
public final class SchemaCodec {

  private static final int FORMAT = 3;

  private SchemaCodec() {}

  /// The bytes that stand for a schema.
  public static byte[] encode(Schema schema) {
    ByteWriter out = new ByteWriter(256).u8(FORMAT);
    out.i64(schema.history().toSeconds()).i32(schema.history().toNanosPart());
    out.size(schema.vectors().size());
    for (VectorField field : schema.vectors()) {
      IndexOptions options = field.options();
      out.text(field.name()).u8(field.many() ? 1 : 0);
      out.text(options.metric().name()).text(options.elementType().name());
      out.text(options.codes().name()).i32(options.subspaces()).text(options.graph().name());
      out.i32(options.dimension()).i32(options.m()).i32(options.m0());
      out.i32(options.efConstruction()).i64(Double.doubleToRawLongBits(options.levelFactor()));
      out.i32(Float.floatToRawIntBits(options.alpha())).i64(options.seed());
    }
    out.size(schema.fields().size());
    for (Field field : schema.fields()) {
      out.text(field.name()).text(field.type().name());
    }
    return out.toArray();
  }

  /// Reads what [#encode] wrote.
  ///
  /// @throws dev.perigee.error.CorruptionException if the bytes are something else
  public static Schema decode(byte[] bytes, String source) {
    ByteReader in = new ByteReader(bytes, source);
    if (in.u8() != FORMAT) {
      throw in.corrupt("a schema of format " + FORMAT);
    }
    try {
      Duration history = Duration.ofSeconds(in.i64(), in.i32());
      List<VectorField> vectors = new ArrayList<>();
      for (int left = in.size(); left > 0; left--) {
        vectors.add(vector(in));
      }
      List<Field> fields = new ArrayList<>();
      for (int left = in.size(); left > 0; left--) {
        fields.add(new Field(in.text(), FieldType.valueOf(in.text())));
      }
      in.requireEnd();
      return new Schema(vectors, fields, history);
    } catch (IllegalArgumentException | dev.perigee.error.InvalidRequestException e) {
      throw in.corrupt("a schema (" + e.getMessage() + ")");
    }
  }

  private static VectorField vector(ByteReader in) {
    String name = in.text();
    boolean many = in.u8() != 0;
    Metric metric = Metric.valueOf(in.text());
    ElementType type = ElementType.valueOf(in.text());
    CodeKind codes = CodeKind.valueOf(in.text());
    int subspaces = in.i32();
    GraphKind graph = GraphKind.valueOf(in.text());
    IndexOptions options =
        IndexOptions.of(in.i32(), metric)
            .withElementType(type)
            .withCodes(codes)
            .withSubspaces(subspaces)
            .withGraph(graph)
            .withM(in.i32())
            .withM0(in.i32())
            .withEfConstruction(in.i32())
            .withLevelFactor(Double.longBitsToDouble(in.i64()))
            .withAlpha(Float.intBitsToFloat(in.i32()))
            .withSeed(in.i64());
    return new VectorField(name, options, many);
  }
}
