package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import dev.perigee.testkit.SharedDatasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data sets that pyarrow wrote, in all forms of vectors.
class ArrowFilesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arrow_fsl_f32.arrow",
        "arrow_fsl_f32.arrows",
        "arrow_list_f32.arrow",
        "arrow_list_f32.arrows",
        "feather_fsl_f32_lz4.feather"
      })
  void vectorsAreThoseOfTheDataset(String name) {
    List<float[]> base = SharedDatasets.base();
    List<SourceRecord> records = Records.read(SharedDatasets.file(name));
    assertThat(records).hasSize(1000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).vector()).containsExactly(base.get(i));
    }
    assertThat(records.get(999).id()).hasToString("10000006993");
    assertThat(records.get(999).payload())
        .isEqualTo(
            Map.of("metadata", "{\"row\": 999, \"parity\": \"odd\", \"title\": \"doc 999\"}"));
  }

  @Test
  void tensorsAreVectors() {
    List<float[]> base = SharedDatasets.base();
    List<SourceRecord> records =
        Records.read(SharedDatasets.file("arrow_fixed_shape_tensor.arrow"));
    assertThat(records).hasSize(1000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).vector()).containsExactly(base.get(i));
    }
  }

  @Test
  void halvesAreWidened() {
    List<float[]> base = SharedDatasets.base();
    List<SourceRecord> records = Records.read(SharedDatasets.file("arrow_fsl_f16.arrow"));
    assertThat(records).hasSize(1000);
    for (int i = 0; i < records.size(); i++) {
      for (int k = 0; k < 32; k++) {
        assertThat(records.get(i).vector()[k])
            .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(base.get(i)[k])));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arrow_fsl_f32.arrow", "arrow_fsl_f32.arrows", "feather_fsl_f32_lz4.feather"})
  void readingGoesOnFromAnyRow(String name) {
    Path path = SharedDatasets.file(name);
    List<SourceRecord> all = Records.read(path);
    for (long start : new long[] {1, 99, 100, 500, 999, 1000, 2000}) {
      List<SourceRecord> rest = Records.read(path, RecordOptions.DEFAULT, start);
      assertThat(rest).hasSize((int) Math.max(0, 1000 - start));
      if (!rest.isEmpty()) {
        assertThat(rest.getFirst().vector()).containsExactly(all.get((int) start).vector());
        assertThat(rest.getFirst().position()).isEqualTo(all.get((int) start).position());
        assertThat(rest.getLast().position()).isEqualTo(all.getLast().position());
      }
    }
  }

  @Test
  void kindsAreTold() {
    try (RecordSource file = RecordSource.open(SharedDatasets.file("arrow_fsl_f32.arrow"));
        RecordSource stream = RecordSource.open(SharedDatasets.file("arrow_fsl_f32.arrows"))) {
      assertThat(file.kind()).isEqualTo("Arrow");
      assertThat(stream.kind()).isEqualTo("Arrow stream");
    }
  }
}
