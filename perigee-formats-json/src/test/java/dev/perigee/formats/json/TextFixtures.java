package dev.perigee.formats.json;

import dev.perigee.testkit.Records;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// The first five records of exports of other databases.
final class TextFixtures {

  /// The exports, all of them of the same five vectors.
  static final List<String> EXPORTS =
      List.of(
          "qdrant_points.jsonl",
          "qdrant_points_named.jsonl",
          "qdrant_scroll_response.json",
          "chroma_get.json",
          "chroma_cdp.jsonl",
          "pinecone_vectors.jsonl",
          "pinecone_fetch_response.json",
          "pinecone_upsert.json",
          "weaviate_objects.jsonl",
          "milvus_bulk.json",
          "vectors.jsonl");

  private TextFixtures() {}

  static byte[] bytes(String name) {
    return Records.bytes(TextFixtures.class, name);
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
