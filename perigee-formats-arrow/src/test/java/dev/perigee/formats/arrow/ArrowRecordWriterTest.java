package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.arrow.ArrowRecordWriter.Form;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.testkit.RoundTrip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrowRecordWriterTest {

  @TempDir Path folder;

  private RoundTrip writing(Form form) {
    return new RoundTrip(folder, (path, table) -> ArrowRecordWriter.create(path, table, form));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsWrittenIsReadBack(Form form) {
    writing(form).requireEveryKindBack();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void largeFilesHaveSeveralBatchesAndVectorsMayBeMissing(Form form) {
    writing(form).requireLastRowsBack(20_000);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aFileMayBeEmptyAndIsGoneIfNotFinished(Form form) {
    writing(form).requireEmptyOrGone();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatTheTableDoesNotSayIsRefusedAndNothingWritten(Form form) {
    writing(form).requireMisfitsRefused();
  }

  @Test
  void formatsAreFoundByNameAndExtension() {
    assertThat(RecordWriterFormat.of(null, Path.of("x.arrow")).name()).isEqualTo("ARROW");
    assertThat(RecordWriterFormat.of(null, Path.of("x.FEATHER")).name()).isEqualTo("ARROW");
    assertThat(RecordWriterFormat.of(null, Path.of("x.arrows")).name()).isEqualTo("ARROW_STREAM");
    assertThat(RecordWriterFormat.of("arrow_stream", Path.of("x")).name())
        .isEqualTo("ARROW_STREAM");
  }

  @Test
  void aFileBeginsAndEndsAsTheFormatSays() throws Exception {
    Path path = folder.resolve("marks");
    RecordTable table = new RecordTable(false, Map.of(), Map.of());
    for (Form form : Form.values()) {
      try (ArrowRecordWriter writer = ArrowRecordWriter.create(path, table, form)) {
        writer.write(1L, Map.of(), Map.of());
        writer.finish();
      }
      byte[] bytes = Files.readAllBytes(path);
      if (form == Form.FILE) {
        assertThat(bytes).startsWith('A', 'R', 'R', 'O', 'W', '1', 0, 0, -1, -1, -1, -1);
        assertThat(bytes).endsWith('A', 'R', 'R', 'O', 'W', '1');
      } else {
        assertThat(bytes).startsWith(-1, -1, -1, -1).endsWith(-1, -1, -1, -1, 0, 0, 0, 0);
        assertThat(bytes.length % 8).isZero();
      }
    }
  }
}
