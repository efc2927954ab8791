package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFileWriterTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base.fbin",
        "base.f16bin",
        "base.i8bin",
        "base.u8bin",
        "base.bvecs",
        "query.fvecs",
        "query.fbin"
      })
  void writesByteForByteWhatOthersWrote(String name) throws IOException {
    Path copy = folder.resolve("copy-of-" + name);
    try (VectorFile original = VectorFile.open(Fixtures.copy(name, folder));
        VectorFileWriter writer = VectorFileWriter.create(copy, original.dimension())) {
      writer.writeAll(original);
      assertThat(writer.count()).isEqualTo(original.count());
      writer.finish();
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(Fixtures.bytes(name));
  }

  @ParameterizedTest
  @CsvSource({"F32,query.fbin", "F64,query.fbin", "F16,query_f2.npy", "I8,base.i8bin"})
  void writesNumpyOfEveryType(ComponentType type, String name) throws IOException {
    Path path = folder.resolve("out.npy");
    try (VectorFile original = VectorFile.open(Fixtures.copy(name, folder));
        VectorFileWriter writer =
            VectorFileWriter.create(path, DatasetKind.NPY, type, original.dimension())) {
      writer.writeAll(original);
      writer.finish();
      try (VectorFile copy = VectorFile.open(path)) {
        assertThat(copy.storedType()).isEqualTo(type);
        assertThat(Fixtures.read(copy.asF32())).isDeepEqualTo(Fixtures.read(original.asF32()));
      }
    }
    if (type == ComponentType.F16) {
      assertThat(Files.readAllBytes(path)).isEqualTo(Fixtures.bytes(name));
    }
  }

  @Test
  void writesUnsignedNumpy() {
    Path path = folder.resolve("out.npy");
    try (VectorFileWriter writer =
        VectorFileWriter.create(path, DatasetKind.NPY, ComponentType.U8, 2)) {
      writer.write(new float[] {0, 255});
      writer.finish();
    }
    try (VectorFile copy = VectorFile.open(path)) {
      assertThat(Fixtures.read(copy, 0)).containsExactly(0f, 255f);
    }
  }

  @Test
  void convertsBetweenKinds() {
    float[][] exact = Fixtures.floats("query.fbin");
    Path halves = folder.resolve("q.f16bin");
    Path floats = folder.resolve("q.fvecs");
    convert(Fixtures.copy("query.fbin", folder), halves);
    convert(halves, floats);
    try (VectorFile file = VectorFile.open(floats)) {
      for (int row = 0; row < exact.length; row++) {
        float[] vector = Fixtures.read(file, row);
        for (int i = 0; i < vector.length; i++) {
          assertThat(vector[i])
              .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(exact[row][i])));
        }
      }
    }
    Path bytes = Fixtures.copy("base.i8bin", folder);
    convert(bytes, folder.resolve("b.fbin"));
    try (VectorFile a = VectorFile.open(bytes);
        VectorFile b = VectorFile.open(folder.resolve("b.fbin"))) {
      assertThat(Fixtures.read(a.asF32())).isDeepEqualTo(Fixtures.read(b));
    }
  }

  private static void convert(Path from, Path to) {
    try (VectorFile source = VectorFile.open(from);
        VectorFileWriter writer = VectorFileWriter.create(to, source.dimension())) {
      writer.writeAll(source);
      writer.finish();
    }
  }

  @Test
  void writesRowsLongerThanItsBuffer() {
    int dimension = 65_536;
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = i;
    }
    Path path = folder.resolve("wide.fvecs");
    try (VectorFileWriter writer = VectorFileWriter.create(path, dimension)) {
      writer.write(vector);
      vector[0] = -1;
      writer.write(vector);
      writer.finish();
    }
    try (VectorFile file = VectorFile.open(path)) {
      assertThat(file.count()).isEqualTo(2);
      assertThat(Fixtures.read(file, 1)).isEqualTo(vector);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x.u8bin,-1",
    "x.u8bin,256",
    "x.u8bin,0.5",
    "x.u8bin,NaN",
    "x.i8bin,128",
    "x.i8bin,-129",
    "x.bvecs,Infinity",
    "x.f16bin,65520",
    "x.f16bin,-1e30"
  })
  void refusesComponentsThatCannotBeStored(String name, float value) {
    try (VectorFileWriter writer = VectorFileWriter.create(folder.resolve(name), 2)) {
      assertThatThrownBy(() -> writer.write(new float[] {0, value}))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith("component 1: expected ");
      assertThat(writer.count()).isZero();
    }
  }

  @Test
  void showsNothingUntilFinishedAndReplacesAtOnce() throws IOException {
    Path path = Fixtures.write(folder.resolve("x.fbin"), new byte[] {1, 2, 3});
    try (VectorFileWriter writer = VectorFileWriter.create(path, 1)) {
      writer.write(new float[] {1});
      assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3);
    }
    assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3);
    try (VectorFileWriter writer = VectorFileWriter.create(path, 1)) {
      writer.write(new float[] {1});
      writer.finish();
      assertThatThrownBy(() -> writer.write(new float[] {1})).isInstanceOf(ClosedException.class);
      assertThatThrownBy(writer::finish).isInstanceOf(ClosedException.class);
    }
    try (VectorFile file = VectorFile.open(path)) {
      assertThat(Fixtures.read(file)).isDeepEqualTo(new float[][] {{1}});
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  void writesNoRowsWhereTheHeaderCanSaySo() {
    for (String name : new String[] {"x.fbin", "x.f16bin", "x.npy"}) {
      try (VectorFileWriter writer = VectorFileWriter.create(folder.resolve(name), 3)) {
        writer.finish();
      }
      try (VectorFile file = VectorFile.open(folder.resolve(name))) {
        assertThat(file.count()).isZero();
        assertThat(file.dimension()).isEqualTo(3);
      }
    }
    Path vecs = folder.resolve("x.fvecs");
    try (VectorFileWriter writer = VectorFileWriter.create(vecs, 3)) {
      assertThatThrownBy(writer::finish).isInstanceOf(InvalidRequestException.class);
    }
    assertThat(vecs).doesNotExist();
  }

  @Test
  void checksItsArguments() {
    Path path = folder.resolve("x.fbin");
    assertInvalid(() -> VectorFileWriter.create(path, 0));
    assertInvalid(() -> VectorFileWriter.create(path, 65_537));
    assertInvalid(() -> VectorFileWriter.create(folder.resolve("x.txt"), 3));
    assertInvalid(() -> VectorFileWriter.create(folder.resolve("x.ibin"), 3));
    assertInvalid(() -> VectorFileWriter.create(path, DatasetKind.FBIN, ComponentType.F16, 3));
    assertInvalid(() -> VectorFileWriter.create(path, DatasetKind.NPY, ComponentType.I32, 3));
    assertThatThrownBy(() -> VectorFileWriter.create(folder.resolve("none/x.fbin"), 3))
        .isInstanceOf(StorageException.class);
    try (VectorFileWriter writer = VectorFileWriter.create(path, 3);
        VectorFile other = VectorFile.open(Fixtures.copy("query.fbin", folder))) {
      assertInvalid(() -> writer.write(new float[4]));
      assertInvalid(() -> writer.write(MemorySegment.ofArray(new byte[12]), 1));
      assertInvalid(() -> writer.writeAll(other));
    }
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class);
  }
}
