package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Frames around blocks that aircompressor packed.
class Lz4FrameStreamTest {

  private static final int MAGIC = 0x184D2204;
  private static final int BLOCK_BYTES = 1 << 16;

  private static byte[] unpack(byte[] frame) throws IOException {
    try (Lz4FrameStream in = new Lz4FrameStream(new ByteArrayInputStream(frame))) {
      return in.readNBytes(1 << 22);
    }
  }

  /// Independent blocks.
  ///
  /// @param flags beside those of the version and independence
  private static byte[] frame(byte[] content, int flags) {
    byte[] frame =
        RawArrow.concatenated(RawArrow.ints(MAGIC), new byte[] {(byte) (0x60 | flags), 0x40});
    frame = RawArrow.concatenated(frame, new byte[(flags & 8) == 0 ? 1 : 9]);
    for (int at = 0; at < content.length; at += BLOCK_BYTES) {
      byte[] block = Arrays.copyOfRange(content, at, Math.min(content.length, at + BLOCK_BYTES));
      Lz4Compressor compressor = new Lz4Compressor();
      byte[] packed = new byte[compressor.maxCompressedLength(block.length)];
      int length = compressor.compress(block, 0, block.length, packed, 0, packed.length);
      frame =
          length < block.length
              ? RawArrow.concatenated(frame, RawArrow.ints(length), Arrays.copyOf(packed, length))
              : RawArrow.concatenated(frame, RawArrow.ints(block.length | 1 << 31), block);
      frame = RawArrow.concatenated(frame, new byte[(flags & 16) == 0 ? 0 : 4]);
    }
    return RawArrow.concatenated(frame, RawArrow.ints(0), new byte[(flags & 4) == 0 ? 0 : 4]);
  }

  private static byte[] content(int length, int symbols) {
    SplittableRandom random = new SplittableRandom(length);
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) random.nextInt(symbols);
    }
    return content;
  }

  @Test
  void framesUnpackToWhatWasPacked() throws IOException {
    for (int length : new int[] {0, 1, 12, 13, 300, 65_535, 65_536, 65_537, 200_000}) {
      for (int symbols : new int[] {1, 2, 16, 256}) {
        for (int flags : new int[] {0, 4, 8, 16, 28}) {
          byte[] content = content(length, symbols);
          assertThat(unpack(frame(content, flags))).isEqualTo(content);
        }
      }
    }
  }

  @Test
  void framesThatNeedADictionaryAreRefused() {
    assertThatThrownBy(() -> unpack(frame(new byte[100], 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("dictionary");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] frame = frame(content(100_000, 4), 0);
    for (int length = 0; length < frame.length - 4; length += length < 100 ? 1 : 97) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> unpack(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void damagedFramesUnpackToSomethingOrAreRefused() {
    long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
    System.out.println("Lz4FrameStreamTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] frame = frame(content(20_000, 4), 0);
    int refused = 0;
    for (int i = 0; i < Integer.getInteger("perigee.fuzz.mutations", 150) * 20; i++) {
      byte[] changed = frame.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        int reach = random.nextBoolean() ? 32 : changed.length;
        changed[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      try {
        unpack(changed);
      } catch (IOException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, mutation %d".formatted(seed, i), e);
      }
    }
    assertThat(refused).isPositive();
  }
}
