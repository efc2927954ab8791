package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorFileTruncationTest {

  private static final int ROWS = 4000;
  private static final int DIMENSION = 64;

  @TempDir Path folder;

  // Compiled code delivers the fault late, so that a cold read alone would prove little.
  @ParameterizedTest
  @CsvSource({"f16bin,0", "f16bin,300000", "fbin,0", "fbin,300000", "fvecs,300000", "u8bin,300000"})
  void reportsAFileTruncatedWhileOpenAsCorruption(String extension, int readsBefore)
      throws IOException {
    Path path = create(extension);
    try (VectorFile file = VectorFile.open(path)) {
      VectorSource floats = file.asF32();
      MemorySegment target = MemorySegment.ofArray(new byte[DIMENSION * 4]);
      for (int i = 0; i < readsBefore; i += ROWS) {
        assertThat(corruptRows(file, 0, target)).isZero();
        assertThat(corruptRows(floats, 0, target)).isZero();
      }
      truncate(path, 4096);
      assertThat(corruptRows(file, ROWS - 200, target)).isEqualTo(200);
      assertThat(corruptRows(floats, ROWS - 200, target)).isEqualTo(200);
    }
  }

  /// The same loop before and after the cut, so that it is the compiled one that meets the fault.
  private static int corruptRows(VectorSource source, int from, MemorySegment target) {
    int corrupt = 0;
    for (int row = from; row < ROWS; row++) {
      try {
        source.read(row, target, 0);
      } catch (CorruptionException e) {
        corrupt++;
      }
    }
    return corrupt;
  }

  @Test
  void noticesACutInsideTheLastPageWhereLoadsGiveZeros() throws IOException {
    Path path = create("fbin");
    try (VectorFile file = VectorFile.open(path)) {
      truncate(path, 8 + ROWS * DIMENSION * 4L - 1);
      assertTruncated(file, ROWS - 1, MemorySegment.ofArray(new byte[DIMENSION * 4]));
    }
  }

  private Path create(String extension) {
    Path path = folder.resolve("x." + extension);
    try (VectorFileWriter writer = VectorFileWriter.create(path, DIMENSION)) {
      for (int row = 0; row < ROWS; row++) {
        writer.write(new float[DIMENSION]);
      }
      writer.finish();
    }
    return path;
  }

  private static void truncate(Path path, long lengthBytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      assertThat(file.length()).isGreaterThan(lengthBytes);
      file.setLength(lengthBytes);
    }
  }

  private static void assertTruncated(VectorSource source, long row, MemorySegment target) {
    assertThatThrownBy(() -> source.read(row, target, 0)).isInstanceOf(CorruptionException.class);
  }
}
