package dev.perigee.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.segment.FileLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes take their time, those of several files together, and arrive as they are.
final class PacedFilesTest {

  private static final long RATE = 10L * PacedFiles.STEP_BYTES;

  @TempDir private Path folder;
  private long now = 1_000;
  private long slept;
  private final FileLayer files =
      new PacedFiles(
          FileLayer.SYSTEM,
          RATE,
          () -> now,
          nanos -> {
            now += nanos;
            slept += nanos;
          });

  @Test
  void writingTakesWhatTheRateSays() throws IOException {
    byte[] bytes = new byte[5 * PacedFiles.STEP_BYTES + 17];
    for (int i = 0; i < bytes.length; i += 1000) {
      bytes[i] = (byte) i;
    }
    try (FileLayer.Output first = files.create(folder.resolve("a"));
        FileLayer.Output second = files.create(folder.resolve("b"))) {
      assertThat(first.write(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
      assertThat(slept).isEqualTo(500_000_000);
      assertThat(second.write(ByteBuffer.wrap(bytes, 0, 100))).isEqualTo(100);
      first.force();
    }
    assertThat(slept).isBetween(500_000_001L, 500_100_000L);
    assertThat(Files.readAllBytes(folder.resolve("a"))).isEqualTo(bytes);
    assertThat(Files.size(folder.resolve("b"))).isEqualTo(100);
  }

  @Test
  void whatWasNotUsedIsNotSavedUp() throws IOException {
    try (FileLayer.Output out = files.create(folder.resolve("a"))) {
      now += 60_000_000_000L;
      assertThat(out.write(ByteBuffer.allocate(2 * PacedFiles.STEP_BYTES))).isPositive();
      assertThat(slept).isEqualTo(100_000_000);
    }
  }

  @Test
  void whoIsInterruptedDoesNotWait() throws IOException {
    try (FileLayer.Output out = files.create(folder.resolve("a"))) {
      assertThat(out.write(ByteBuffer.allocate(PacedFiles.STEP_BYTES))).isPositive();
      Thread waiting =
          new Thread(() -> {
            try {
              int _ =
                  new PacedFiles(FileLayer.SYSTEM, 1)
                      .create(folder.resolve("c"))
                      .write(ByteBuffer.allocate(3 * PacedFiles.STEP_BYTES));
            } catch (IOException e) {
              now = -1; // a channel may have been closed by the interrupt
            }
          });
      waiting.start();
      waiting.interrupt();
      assertThat(joined(waiting)).isTrue();
    }
  }

  private static boolean joined(Thread thread) {
    try {
      return thread.join(java.time.Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
