package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.arrow.ArrowRecordWriter.Form;
import dev.perigee.testkit.Mutations;
import dev.perigee.testkit.RecordFuzz;
import dev.perigee.testkit.RecordFuzz.Outcome;
import dev.perigee.testkit.Records;
import dev.perigee.testkit.RoundTrip;
import dev.perigee.testkit.SharedDatasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files give records, bad rows or an error, with a heap of 512 MB; see [RecordFuzz] for
/// how to replay them. Shared data sets are mutated too where there are any.
class ArrowFuzzTest {

  private static final List<String> FIXTURES =
      List.of(
          "js_types.arrows",
          "js_legacy.arrows",
          "polars_types_zstd.arrow",
          "pyarrow_delta.arrow",
          "pyarrow_linked_blocks.feather",
          "pyarrow_replaced.arrows",
          "pyarrow_sliced.arrow",
          "pyarrow_types.arrows",
          "pyarrow_types_lz4.arrow",
          "pyarrow_v4.arrow");

  @TempDir Path folder;

  @Test
  void damagedFilesGiveRecordsBadRowsOrAnError() throws IOException {
    Outcome outcome =
        RecordFuzz.firstRows(ArrowFuzzTest.class, folder, "arrow", Mutations::binary).run(files());
    assertThat(outcome.records()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
    assertThat(outcome.badRows()).isPositive();
    assertThat(outcome.refused()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
  }

  private List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String name : FIXTURES) {
      files.add(Records.bytes(ArrowFuzzTest.class, name));
    }
    for (Form form : Form.values()) {
      files.add(written(form));
    }
    files.addAll(SharedDatasets.contents(".arrow", ".arrows", ".feather"));
    return files;
  }

  private byte[] written(Form form) throws IOException {
    RoundTrip writer =
        new RoundTrip(folder, (path, table) -> ArrowRecordWriter.create(path, table, form));
    return Files.readAllBytes(writer.sample(form + ".arrow"));
  }
}
