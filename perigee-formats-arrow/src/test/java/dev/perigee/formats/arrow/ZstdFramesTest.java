package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Frames around blocks that are made up, and frames that aircompressor packed.
class ZstdFramesTest {

  private static final int MAGIC = 0xFD2FB528;

  /// The last block of a frame, which repeats a byte.
  private static final byte[] BLOCK = {1 | 1 << 1 | 5 << 3, 0, 0, 'x'};

  private static void require(byte[]... parts) throws IOException {
    ZstdFrames.require(MemorySegment.ofArray(RawArrow.concatenated(parts)));
  }

  private static byte[] windowed(int exponent) {
    return RawArrow.concatenated(
        RawArrow.ints(MAGIC), new byte[] {0, (byte) ((exponent - 10) << 3)}, BLOCK);
  }

  private static byte[] single(long length) {
    byte[] eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    return RawArrow.concatenated(RawArrow.ints(MAGIC), new byte[] {(byte) 0xe0}, eight, BLOCK);
  }

  @Test
  void windowsAreBounded() {
    for (int exponent = 10; exponent <= 41; exponent++) {
      byte[] frame = windowed(exponent);
      if (exponent <= 25) {
        assertThatCode(() -> require(frame)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> require(frame))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("a window of " + (1L << exponent) + " bytes");
      }
    }
    assertThatCode(() -> require(single(32 << 20))).doesNotThrowAnyException();
    for (long length : new long[] {(32 << 20) + 1, 1L << 32, Long.MAX_VALUE, -1}) {
      assertThatThrownBy(() -> require(single(length))).hasMessageContaining("a window of");
    }
  }

  @Test
  void everyFrameIsLookedAt() {
    assertThatCode(() -> require(windowed(20), single(7), windowed(10))).doesNotThrowAnyException();
    assertThatThrownBy(() -> require(windowed(20), windowed(30)))
        .hasMessageContaining("a window of");
    assertThatThrownBy(() -> require(windowed(20), new byte[4]))
        .hasMessageContaining("no frame of Zstandard");
  }

  @Test
  void whatIsPackedPassesAndNoTruncationDoes() {
    byte[] content = new byte[300_000];
    new SplittableRandom(1).nextBytes(content);
    Arrays.fill(content, 1000, 200_000, (byte) 7);
    ZstdCompressor compressor = new ZstdCompressor();
    byte[] room = new byte[compressor.maxCompressedLength(content.length)];
    int length = compressor.compress(content, 0, content.length, room, 0, room.length);
    byte[] packed = Arrays.copyOf(room, length);
    assertThatCode(() -> require(packed)).doesNotThrowAnyException();
    for (int cut = 1; cut < length; cut += cut < 64 ? 1 : 997) {
      byte[] part = Arrays.copyOf(packed, cut);
      assertThatThrownBy(() -> require(part)).isInstanceOf(IOException.class);
    }
  }
}
