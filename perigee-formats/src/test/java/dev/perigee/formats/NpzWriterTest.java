package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpzWriterTest {

  @TempDir Path folder;

  private static MemorySegment bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(bytes);
  }

  @ParameterizedTest
  @EnumSource(value = ComponentType.class, mode = EnumSource.Mode.EXCLUDE, names = "BF16")
  void everyTypeIsReadBack(ComponentType type) {
    Path path = folder.resolve("a.npz");
    int columns = 8 / type.widthBytes();
    try (NpzWriter writer = NpzWriter.create(path)) {
      NpzWriter.Array first = writer.matrix("first", type, columns);
      NpzWriter.Array list = writer.list("list", ComponentType.I64);
      first.write(bytes(0, 0x3c, 0x10, 0x40, 0, 0x7b, 0x12, 0x40));
      list.write(bytes(1, 2, 0, 0, 0, 0, 0, 0));
      first.write(bytes(0, 0, 0, 0, 0, 0, 0, 0));
      assertThat(path).doesNotExist();
      writer.finish();
    }
    NpzFile archive = NpzFile.open(path);
    assertThat(archive.entries()).extracting(NpzEntry::name).containsExactly("first", "list");
    assertThat(archive.entries())
        .extracting(NpzEntry::type)
        .containsExactly(type, ComponentType.I64);
    if (type.isVectorComponent()) {
      try (VectorFile file = archive.vectors("first")) {
        double[] row = new double[columns];
        file.readDoubles(0, row);
        assertThat(file.count()).isEqualTo(2);
        assertThat(row[columns - 1])
            .isEqualTo(
                switch (type) {
                  case F16 -> Float.float16ToFloat((short) 0x4012);
                  case F32 -> Float.intBitsToFloat(0x40127b00);
                  case F64 -> Double.longBitsToDouble(0x40127b0040103c00L);
                  default -> 0x40;
                });
      }
    } else {
      try (IntMatrix matrix = archive.numbers("first")) {
        assertThat(matrix.rows()).isEqualTo(2);
        assertThat(matrix.get(0, columns - 1))
            .isEqualTo(
                switch (type.widthBytes()) {
                  case 2 -> 0x4012;
                  case 4 -> 0x40127b00;
                  default -> 0x40127b0040103c00L;
                });
      }
    }
    try (IntMatrix list = archive.numbers("list")) {
      assertThat(list.get(0, 0)).isEqualTo(0x201);
    }
  }

  @Test
  void badInputIsRefused() throws IOException {
    Path path = folder.resolve("bad.npz");
    try (NpzWriter writer = NpzWriter.create(path)) {
      assertThatThrownBy(() -> writer.matrix("a", ComponentType.BF16, 1))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("type: expected any but BF16, got BF16");
      assertThatThrownBy(() -> writer.matrix("../a", ComponentType.F32, 1))
          .hasMessageContaining("name: expected up to 100 letters");
      assertThatThrownBy(() -> writer.matrix("a", ComponentType.F32, 65_537))
          .hasMessage("columns: expected 1 to 65536, got 65537");
      NpzWriter.Array array = writer.matrix("a", ComponentType.F32, 1);
      assertThatThrownBy(() -> writer.list("a", ComponentType.I8))
          .hasMessage("name: expected a new one, got a");
      assertThatThrownBy(() -> array.write(bytes(1, 2)))
          .hasMessage("a row: expected 4 bytes, got 2");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("what was not finished").isEmpty();
    }
    try (NpzWriter writer = NpzWriter.create(path)) {
      NpzWriter.Array array = writer.list("none", ComponentType.F32);
      writer.finish();
      assertThatThrownBy(() -> array.write(bytes(0, 0, 0, 0))).isInstanceOf(ClosedException.class);
      assertThatThrownBy(writer::finish).isInstanceOf(ClosedException.class);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(path);
    }
  }
}
