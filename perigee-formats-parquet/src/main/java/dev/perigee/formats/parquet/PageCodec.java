package dev.perigee.formats.parquet;

import dev.perigee.error.InvalidRequestException;
import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.brotli.dec.BrotliInputStream;

/// How pages are packed. Of the codecs of the format, LZO (no sound implementation in Java) and LZ4
/// (three incompatible framings under one name, replaced by LZ4_RAW) are refused.
public enum PageCodec {
  /// As they are.
  UNCOMPRESSED,
  /// Snappy, the usual one.
  SNAPPY,
  /// gzip.
  GZIP,
  /// Zstandard.
  ZSTD,
  /// Blocks of LZ4 without a frame. Read only.
  LZ4_RAW,
  /// Brotli. Read only.
  BROTLI;

  static PageCodec of(ParquetFile file, CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED -> UNCOMPRESSED;
      case SNAPPY -> SNAPPY;
      case GZIP -> GZIP;
      case ZSTD -> ZSTD;
      case LZ4_RAW -> LZ4_RAW;
      case BROTLI -> BROTLI;
      case LZO, LZ4 ->
          throw InvalidRequestException.of(
              file.name(),
              "pages packed by SNAPPY, GZIP, ZSTD, LZ4_RAW, BROTLI or not at all",
              codec);
    };
  }

  CompressionCodec format() {
    return CompressionCodec.valueOf(name());
  }

  /// Unpacks a page.
  ///
  /// @param length what it unpacks to, which was found believable
  /// @throws IOException if it unpacks to anything else
  byte[] unpack(byte[] packed, int from, int to, int length) throws IOException {
    if (from == to && length == 0) {
      // Some writers do not pack nothing.
      return new byte[0];
    }
    byte[] unpacked =
        switch (this) {
          case UNCOMPRESSED -> Arrays.copyOfRange(packed, from, to);
          case GZIP ->
              first(length, new GZIPInputStream(new ByteArrayInputStream(packed, from, to - from)));
          case BROTLI ->
              first(
                  length, new BrotliInputStream(new ByteArrayInputStream(packed, from, to - from)));
          case SNAPPY -> unpack(new SnappyDecompressor(), packed, from, to, length);
          case ZSTD -> unpack(new ZstdDecompressor(), packed, from, to, length);
          case LZ4_RAW -> unpack(new Lz4Decompressor(), packed, from, to, length);
        };
    if (unpacked.length != length) {
      throw new IOException("a page of " + unpacked.length + " bytes instead of " + length);
    }
    return unpacked;
  }

  private static byte[] first(int length, InputStream stream) throws IOException {
    try (InputStream in = stream) {
      return in.readNBytes(length);
    }
  }

  private static byte[] unpack(
      Decompressor decompressor, byte[] packed, int from, int to, int length) {
    byte[] unpacked = new byte[length];
    int written = decompressor.decompress(packed, from, to - from, unpacked, 0, length);
    return written == length ? unpacked : Arrays.copyOf(unpacked, written);
  }

  /// Packs a page.
  byte[] pack(byte[] page) throws IOException {
    return switch (this) {
      case UNCOMPRESSED -> page;
      case GZIP -> gzip(page);
      case SNAPPY -> pack(new SnappyCompressor(), page);
      case ZSTD -> pack(new ZstdCompressor(), page);
      case LZ4_RAW, BROTLI ->
          throw InvalidRequestException.of("codec", "one that is written", this);
    };
  }

  private static byte[] gzip(byte[] page) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(page);
    }
    return packed.toByteArray();
  }

  private static byte[] pack(Compressor compressor, byte[] page) {
    byte[] packed = new byte[compressor.maxCompressedLength(page.length)];
    int length = compressor.compress(page, 0, page.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, length);
  }
}
