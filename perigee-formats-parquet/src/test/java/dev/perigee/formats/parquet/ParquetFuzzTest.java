package dev.perigee.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

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
class ParquetFuzzTest {

  @TempDir Path folder;

  @Test
  void damagedFilesGiveRecordsBadRowsOrAnError() throws IOException {
    Outcome outcome =
        RecordFuzz.firstRows(ParquetFuzzTest.class, folder, "parquet", Mutations::binary)
            .run(files());
    assertThat(outcome.records()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
    assertThat(outcome.badRows()).isPositive();
    assertThat(outcome.refused()).isGreaterThan(RecordFuzz.MUTATIONS_PER_FILE);
  }

  private List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    files.add(Records.bytes(ParquetFuzzTest.class, "list_f32_with_nulls.parquet"));
    files.add(Records.bytes(ParquetFuzzTest.class, "brotli.parquet"));
    for (PageCodec codec : PageCodec.values()) {
      if (codec != PageCodec.LZ4_RAW && codec != PageCodec.BROTLI) {
        files.add(written(codec));
      }
    }
    files.addAll(SharedDatasets.contents(".parquet"));
    return files;
  }

  private byte[] written(PageCodec codec) throws IOException {
    RoundTrip writer =
        new RoundTrip(folder, (path, table) -> ParquetRecordWriter.create(path, table, codec));
    return Files.readAllBytes(writer.sample(codec + ".parquet"));
  }
}
