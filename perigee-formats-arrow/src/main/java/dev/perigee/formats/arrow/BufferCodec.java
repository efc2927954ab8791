package dev.perigee.formats.arrow;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.InputStream;

/// How the buffers of a batch are packed: each by itself, behind eight bytes that tell its unpacked
/// length, or -1 where packing would not have paid.
enum BufferCodec {
  /// LZ4 in its frame format.
  LZ4_FRAME,
  /// Zstandard.
  ZSTD;

  /// Unpacks front to back, in memory that does not grow with what is unpacked.
  InputStream unpack(InputStream packed) {
    return switch (this) {
      case LZ4_FRAME -> new Lz4FrameStream(packed);
      case ZSTD -> new ZstdInputStream(packed);
    };
  }
}
