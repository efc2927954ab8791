package dev.perigee.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.testkit.RoundTrip;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRecordWriterTest {

  @TempDir Path folder;

  private RoundTrip writing(PageCodec codec) {
    return new RoundTrip(folder, (path, table) -> ParquetRecordWriter.create(path, table, codec));
  }

  @ParameterizedTest
  @EnumSource(
      value = PageCodec.class,
      names = {"LZ4_RAW", "BROTLI"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrittenIsReadBack(PageCodec codec) {
    writing(codec).requireEveryKindBack();
  }

  @Test
  void largeFilesHaveSeveralRowGroupsAndVectorsMayBeMissing() {
    writing(PageCodec.UNCOMPRESSED).requireLastRowsBack(40_000);
  }

  @Test
  void aFileMayBeEmptyAndIsGoneIfNotFinished() {
    writing(PageCodec.GZIP).requireEmptyOrGone();
  }

  @Test
  void recordsThatDoNotFitAreRefusedWhole() {
    writing(PageCodec.ZSTD).requireMisfitsRefused();
    assertThatThrownBy(() -> new RecordTable(true, Map.of("id", 1), Map.of()))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(Arrays.asList(PageCodec.values())).hasSize(6);
  }
}
