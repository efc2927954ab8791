package dev.perigee.formats.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A window shows the numbers of its file, wherever they lie.
class FileWindowTest {

  @TempDir Path folder;

  @Test
  void readsAnyPositionInAnyOrder() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    byte[] bytes = new byte[200_003];
    random.nextBytes(bytes);
    Path path = Files.write(folder.resolve("file"), bytes);
    try (FileBytes file = FileBytes.open(path)) {
      FileWindow window = new FileWindow(file);
      for (int i = 0; i < 20_000; i++) {
        long at = i < 10_000 ? random.nextLong(bytes.length - 8) : i * 8L;
        assertThat(window.u8(at)).isEqualTo(file.u8(at));
        assertThat(window.i32(at)).isEqualTo(file.i32(at));
        assertThat(window.u32(at)).isEqualTo(file.u32(at));
        assertThat(window.i64(at)).isEqualTo(file.i64(at));
      }
    }
  }

  @Test
  void readsUpToTheEndAndNotBeyond() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 3});
    try (FileBytes file = FileBytes.open(path)) {
      FileWindow window = new FileWindow(file);
      assertThat(window.i64(0)).isEqualTo(2L << 32 | 1);
      assertThat(window.u8(8)).isEqualTo(3);
      for (long at : new long[] {-1, 6, 9, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThatThrownBy(() -> window.i32(at))
            .isInstanceOf(CorruptionException.class)
            .hasMessageStartingWith(path + " at byte " + at);
      }
    }
  }
}
