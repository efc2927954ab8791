package dev.perigee.formats.json;

import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Files of records for tests: the first five records of exports of other databases.
final class Records {

  /// The exports, all of them of the same five vectors.
  static final List<String> FILES =
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

  private Records() {}

  static byte[] bytes(String name) {
    try (InputStream in = Records.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path path, String text) {
    return write(path, text.getBytes(StandardCharsets.UTF_8));
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

  static List<SourceRecord> read(Path path) {
    return read(path, RecordOptions.DEFAULT, 0);
  }

  static List<SourceRecord> read(Path path, RecordOptions options, long startRow) {
    List<SourceRecord> records = new ArrayList<>();
    try (RecordSource source = RecordSource.open(path, options, startRow)) {
      for (SourceRecord next = source.next(); next != null; next = source.next()) {
        records.add(next);
      }
    }
    return records;
  }
}
