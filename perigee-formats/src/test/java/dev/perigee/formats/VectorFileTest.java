package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.vector.ElementType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"base.fbin", "base_f4_fortran.npy"})
  void readsSinglePrecisionOfEveryKind(String name) {
    try (VectorFile file = VectorFile.open(Fixtures.copy(name, folder))) {
      assertThat(file.elementType()).isEqualTo(ElementType.F32);
      assertThat(file.storedType()).isEqualTo(ComponentType.F32);
      assertThat(file.dimension()).isEqualTo(32);
      assertThat(file.count()).isEqualTo(1000);
      assertThat(file.asF32()).isSameAs(file);
      assertThat(Fixtures.read(file)).isDeepEqualTo(Fixtures.floats("base.fbin"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query.fbin",
        "query.fvecs",
        "query_f4_v2.npy",
        "query_f4_v3.npy",
        "query_f4_big.npy",
        "query_f8.npy"
      })
  void readsTheSameQueriesFromEveryKind(String name) {
    try (VectorFile file = VectorFile.open(Fixtures.copy(name, folder))) {
      assertThat(file.elementType()).isEqualTo(ElementType.F32);
      assertThat(Fixtures.read(file)).isDeepEqualTo(Fixtures.floats("query.fbin"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base.f16bin", "query_f2.npy", "query_f2_big_fortran.npy"})
  void readsHalfPrecisionAsStoredAndWidened(String name) {
    float[][] exact = Fixtures.floats(name.startsWith("base") ? "base.fbin" : "query.fbin");
    try (VectorFile file = VectorFile.open(Fixtures.copy(name, folder))) {
      assertThat(file.elementType()).isEqualTo(ElementType.F16);
      assertThat(file.asF32().elementType()).isEqualTo(ElementType.F32);
      assertThat(file.count()).isEqualTo(exact.length);
      for (int row = 0; row < exact.length; row++) {
        short[] halves = new short[32];
        Fixtures.littleEndian(Fixtures.raw(file, row)).asShortBuffer().get(halves);
        float[] widened = Fixtures.read(file.asF32(), row);
        for (int i = 0; i < 32; i++) {
          assertThat(halves[i]).isEqualTo(Float.floatToFloat16(exact[row][i]));
          assertThat(widened[i]).isEqualTo(Float.float16ToFloat(halves[i]));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base.i8bin", "base100_i1.npy"})
  void readsSignedBytesAsStoredAndWidened(String name) {
    float[][] exact = Fixtures.floats("base.fbin");
    try (VectorFile file = VectorFile.open(Fixtures.copy(name, folder))) {
      assertThat(file.elementType()).isEqualTo(ElementType.INT8);
      for (int row = 0; row < file.count(); row++) {
        byte[] stored = Fixtures.raw(file, row);
        float[] widened = Fixtures.read(file.asF32(), row);
        for (int i = 0; i < 32; i++) {
          assertThat(widened[i]).isEqualTo(stored[i]);
          assertThat(Math.abs(stored[i] - Math.clamp(exact[row][i] * 84, -128, 127)))
              .isLessThanOrEqualTo(0.501f);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base.u8bin", "base.bvecs"})
  void offersUnsignedBytesAsFloats(String name) {
    float[][] exact = Fixtures.floats("base.fbin");
    try (VectorFile file = VectorFile.open(Fixtures.copy(name, folder))) {
      assertThat(file.elementType()).isEqualTo(ElementType.F32);
      assertThat(file.storedType()).isEqualTo(ComponentType.U8);
      assertThat(file.count()).isEqualTo(1000);
      for (int row = 0; row < 1000; row++) {
        float[] widened = Fixtures.read(file, row);
        for (int i = 0; i < 32; i++) {
          assertThat(widened[i]).isEqualTo((float) Math.rint(widened[i])).isBetween(0f, 255f);
          assertThat(Math.abs(widened[i] - Math.clamp((exact[row][i] + 1.5f) * 85, 0, 255)))
              .isLessThanOrEqualTo(0.501f);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'|V2'", "'bfloat16'"})
  void readsTheUpperHalvesOfFloats(String descr) {
    float[][] exact = Fixtures.floats("query.fbin");
    String dict = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (50, 32), }\n";
    byte[] bytes = new byte[10 + dict.length() + 50 * 32 * 2];
    ByteBuffer file = Fixtures.littleEndian(bytes);
    file.put(NpyLayout.magic()).put((byte) 1).put((byte) 0).putShort((short) dict.length());
    file.put(dict.getBytes(StandardCharsets.US_ASCII));
    for (float[] row : exact) {
      for (float component : row) {
        file.putShort((short) (Float.floatToRawIntBits(component) >>> 16));
      }
    }
    try (VectorFile vectors = VectorFile.open(Fixtures.write(folder.resolve("b.npy"), bytes))) {
      assertThat(vectors.storedType()).isEqualTo(ComponentType.BF16);
      assertThat(vectors.elementType()).isEqualTo(ElementType.F32);
      for (int row = 0; row < exact.length; row++) {
        float[] read = Fixtures.read(vectors, row);
        for (int i = 0; i < 32; i++) {
          int bits = Float.floatToRawIntBits(exact[row][i]);
          assertThat(read[i]).isEqualTo(Float.intBitsToFloat(bits & 0xFFFF0000));
        }
      }
    }
  }

  @Test
  void readsDoublesAndHalvesEachAfterItsDimension() {
    float[][] exact = Fixtures.floats("query.fbin");
    Path doubles = folder.resolve("q.dvecs");
    Path halves = folder.resolve("q.hvecs");
    try (VectorFile queries = VectorFile.open(Fixtures.copy("query.fbin", folder));
        VectorFileWriter toDoubles = VectorFileWriter.create(doubles, 32);
        VectorFileWriter toHalves = VectorFileWriter.create(halves, 32)) {
      toDoubles.writeAll(queries);
      toDoubles.finish();
      toHalves.writeAll(queries);
      toHalves.finish();
    }
    try (VectorFile a = VectorFile.open(doubles);
        VectorFile b = VectorFile.open(halves)) {
      assertThat(doubles).hasSize(50 * (4 + 32 * 8));
      assertThat(halves).hasSize(50 * (4 + 32 * 2));
      assertThat(Fixtures.read(a)).isDeepEqualTo(exact);
      assertThat(b.elementType()).isEqualTo(ElementType.F16);
      assertThat(Fixtures.read(b.asF32(), 49)[31])
          .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(exact[49][31])));
    }
  }

  @Test
  void readsFromManyThreads() {
    float[][] exact = Fixtures.floats("base.fbin");
    try (VectorFile file = VectorFile.open(Fixtures.copy("base_f4_fortran.npy", folder))) {
      long wrong =
          IntStream.range(0, 20_000)
              .parallel()
              .filter(i -> !Arrays.equals(Fixtures.read(file, i % 1000), exact[i % 1000]))
              .count();
      assertThat(wrong).isZero();
    }
  }

  @Test
  void writesAtTheOffsetAskedForAndNowhereElse() {
    float[][] exact = Fixtures.floats("query.fbin");
    try (VectorFile file = VectorFile.open(Fixtures.copy("query.fbin", folder))) {
      byte[] target = new byte[3 + 128 + 2];
      Arrays.fill(target, (byte) 0x5A);
      file.read(7, MemorySegment.ofArray(target), 3);
      float[] vector = new float[32];
      ByteBuffer bytes = Fixtures.littleEndian(target);
      bytes.position(3).slice().order(bytes.order()).asFloatBuffer().get(vector);
      assertThat(vector).isEqualTo(exact[7]);
      assertThat(new byte[] {target[0], target[1], target[2], target[131], target[132]})
          .containsOnly(0x5A);
    }
  }

  @Test
  void tellsTheKindByNameUnlessItIsNumpy() {
    byte[] fbin = Fixtures.bytes("query.fbin");
    Path cropped = Fixtures.write(folder.resolve("q.fbin.crop_nb_50"), fbin);
    Path numpy = Fixtures.write(folder.resolve("q.dat"), Fixtures.bytes("query_f4_v2.npy"));
    Path other = Fixtures.write(folder.resolve("q.data"), fbin);
    try (VectorFile a = VectorFile.open(cropped);
        VectorFile b = VectorFile.open(numpy);
        VectorFile c = VectorFile.open(other, DatasetKind.FBIN)) {
      assertThat(a.kind()).isEqualTo(DatasetKind.FBIN);
      assertThat(b.kind()).isEqualTo(DatasetKind.NPY);
      assertThat(Fixtures.read(a)).isDeepEqualTo(Fixtures.read(b));
      assertThat(Fixtures.read(c)).isDeepEqualTo(Fixtures.read(b));
    }
    assertThatThrownBy(() -> VectorFile.open(other))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll(other.toString(), "fbin, f16bin", "npy", "got .data");
  }

  @Test
  void refusesWhatHoldsNoVectors() {
    assertRefused("ids.ibin", "IntMatrix");
    assertRefused("ids_i8.npy", "IntMatrix");
    assertRefused("objects.npy", "pickled Python objects");
    assertRefused("structured.npy", "structured");
    assertThatThrownBy(() -> VectorFile.open(folder)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> VectorFile.open(folder.resolve("none.fbin")))
        .isInstanceOf(NotFoundException.class);
  }

  private void assertRefused(String name, String reason) {
    assertThatThrownBy(() -> VectorFile.open(Fixtures.copy(name, folder)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll(name, reason);
  }

  @Test
  void readsAFileAboveTwoGibibytes() throws IOException {
    Path path = folder.resolve("large.fbin");
    int rows = 600_000_000;
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.write(Fixtures.littleEndian(new byte[8]).putInt(rows).putInt(1).array());
      sparse.setLength(8 + 4L * rows);
      sparse.seek(8 + 4L * (rows - 1));
      sparse.write(Fixtures.littleEndian(new byte[4]).putFloat(0.75f).array());
    }
    try (VectorFile file = VectorFile.open(path)) {
      assertThat(file.count()).isEqualTo(rows);
      assertThat(Fixtures.read(file, rows - 1)).containsExactly(0.75f);
      assertThat(Fixtures.read(file, rows - 2)).containsExactly(0f);
    }
  }

  @Test
  void checksRowsAndTargetsAndKnowsThatItIsClosed() {
    VectorFile file = VectorFile.open(Fixtures.copy("query.fbin", folder));
    MemorySegment target = MemorySegment.ofArray(new byte[128]);
    for (long row : new long[] {-1, 50, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> file.read(row, target, 0))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("row: expected 0 to 49, got " + row);
    }
    for (long offset : new long[] {-1, 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> file.read(0, target, offset))
          .isInstanceOf(InvalidRequestException.class);
    }
    file.close();
    file.close();
    assertThatThrownBy(() -> file.read(0, target, 0)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> Fixtures.read(file.asF32(), 0)).isInstanceOf(ClosedException.class);
  }
}
