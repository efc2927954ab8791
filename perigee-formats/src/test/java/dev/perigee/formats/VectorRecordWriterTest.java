package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorRecordWriterTest {

  private static final int ROWS = 3000;
  private static final RecordTable TABLE = new RecordTable(false, Map.of("v", 3), Map.of());

  @TempDir Path folder;

  private static float[] vector(int row) {
    return new float[] {row % 100, 1, row % 7};
  }

  private static RecordWriter create(Path target, RecordTable table) {
    return RecordWriterFormat.of(null, target).create(target, table);
  }

  private static void write(Path target, RecordTable table, int rows) {
    try (RecordWriter writer = create(target, table)) {
      for (int row = 0; row < rows; row++) {
        Object id = table.textIds() ? "r" + row : (Object) (row * 10_000_000_000L);
        writer.write(id, Map.of("v", vector(row)), Map.of());
      }
      assertThat(target).doesNotExist();
      assertThat(writer.losses()).isEmpty();
      writer.finish();
    }
  }

  private static void assertHoldsAll(VectorSource vectors) {
    assertThat(vectors.count()).isEqualTo(ROWS);
    assertThat(vectors.dimension()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.fbin",
        "x.f16bin",
        "x.i8bin",
        "x.u8bin",
        "x.fvecs",
        "x.bvecs",
        "x.dvecs",
        "x.hvecs",
        "x.npy"
      })
  void rowsAreTheVectorsOfRecords(String name) {
    Path target = folder.resolve(name);
    write(target, TABLE, ROWS);
    assertThat(RecordWriterFormat.of(null, target).keepsIds(TABLE)).isFalse();
    try (VectorFile file = VectorFile.open(target)) {
      assertHoldsAll(file);
      for (int row = 0; row < ROWS; row += 13) {
        assertThat(Fixtures.read(file.asF32(), row)).containsExactly(vector(row));
      }
    }
  }

  @Test
  void archivesHaveVectorsAndIds() throws IOException {
    Path target = folder.resolve("x.npz");
    write(target, TABLE, ROWS);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    NpzFile archive = NpzFile.open(target);
    assertThat(archive.entries()).extracting(NpzEntry::name).containsExactly("vectors", "ids");
    assertThat(archive.entries().getLast().shape()).containsExactly((long) ROWS);
    try (VectorFile vectors = archive.vectors("vectors");
        IntMatrix ids = archive.numbers("ids")) {
      assertHoldsAll(vectors);
      for (int row = 0; row < ROWS; row += 13) {
        assertThat(Fixtures.read(vectors, row)).containsExactly(vector(row));
        assertThat(ids.get(row, 0)).isEqualTo(row * 10_000_000_000L);
      }
    }
    try (ZipFile zip = new ZipFile(target.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        // Reading all of it compares the checksum.
        assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
      }
    }
  }

  @Test
  void archivesWithoutRowsOrWithTextIdsAreOne() {
    RecordTable texts = new RecordTable(true, Map.of("v", 3), Map.of());
    Path target = folder.resolve("x.npz");
    write(target, texts, 5);
    assertThat(NpzFile.open(target).entries())
        .extracting(NpzEntry::name)
        .containsExactly("vectors");
    assertThat(RecordWriterFormat.of("npz", target).keepsIds(texts)).isFalse();
    assertThat(RecordWriterFormat.of("npz", target).keepsIds(TABLE)).isTrue();
    write(folder.resolve("empty.npz"), TABLE, 0);
    try (VectorFile none = NpzFile.open(folder.resolve("empty.npz")).vectors("vectors")) {
      assertThat(none.count()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.fbin", "x.npz"})
  void whatHasNoPlaceIsRefused(String name) {
    Path target = folder.resolve(name);
    for (RecordTable table :
        List.of(
            new RecordTable(false, Map.of(), Map.of()),
            new RecordTable(false, Map.of("a", 1, "b", 2), Map.of()),
            new RecordTable(false, Map.of("a", 1), Map.of("t", Kind.TEXT)))) {
      assertThatThrownBy(() -> create(target, table))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageMatching("(vectors: expected one|values: expected none), as .* holds, got .*");
    }
    assertThat(RecordWriterFormat.of(null, target).keepsValues()).isFalse();
    try (RecordWriter writer = create(target, TABLE)) {
      assertThatThrownBy(() -> writer.write(7L, Map.of(), Map.of()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("record 7: expected a vector v, got none");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void componentsThatDoNotFitAreRefusedAndRoundingIsTold() {
    try (RecordWriter writer = create(folder.resolve("x.u8bin"), TABLE)) {
      assertThatThrownBy(() -> writer.write(7L, Map.of("v", new float[] {0, 256, 1}), Map.of()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("record 7: v: component 1: expected a whole number from 0 to 255");
    }
    for (String name : List.of("x.f16bin", "x.hvecs")) {
      try (RecordWriter writer = create(folder.resolve(name), TABLE)) {
        writer.write(7L, Map.of("v", new float[] {0.5f, 2048, -1}), Map.of());
        assertThat(writer.losses()).isEmpty();
        writer.write(7L, Map.of("v", new float[] {0.1f, 2049, -1}), Map.of());
        assertThat(writer.losses()).containsExactly("v: components were rounded to half precision");
      }
    }
  }

  @Test
  void idsGoToFilesOfTheirOwn() {
    Path wide = folder.resolve("ids.npy");
    try (IdFileWriter writer = IdFileWriter.create(wide)) {
      writer.write(Long.MIN_VALUE);
      writer.write((1L << 53) + 1);
      writer.finish();
    }
    try (IntMatrix ids = IntMatrix.open(wide)) {
      assertThat(ids.rows()).isEqualTo(2);
      assertThat(ids.get(0, 0)).isEqualTo(Long.MIN_VALUE);
      assertThat(ids.get(1, 0)).isEqualTo((1L << 53) + 1);
    }
    Path narrow = folder.resolve("ids.ibin");
    try (IdFileWriter writer = IdFileWriter.create(narrow)) {
      writer.write(-5);
      assertThatThrownBy(() -> writer.write(1L << 31))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("id: expected 32 bits, as an ibin has (an npy has 64)");
      writer.finish();
    }
    try (IntMatrix ids = IntMatrix.open(narrow)) {
      assertThat(ids.rows()).isEqualTo(1);
      assertThat(ids.get(0, 0)).isEqualTo(-5);
    }
    assertThatThrownBy(() -> IdFileWriter.create(folder.resolve("ids.fbin")))
        .isInstanceOf(InvalidRequestException.class);
  }
}
