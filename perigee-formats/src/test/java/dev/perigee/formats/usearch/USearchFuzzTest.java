package dev.perigee.formats.usearch;

import dev.perigee.formats.foreign.ForeignFixtures;
import dev.perigee.formats.foreign.ForeignFuzz;
import dev.perigee.formats.foreign.ForeignFuzz.Sound;
import dev.perigee.formats.foreign.SmallGraph;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files of USearch either can be read to the last link or give an error of Perigee.
class USearchFuzzTest {

  @TempDir Path folder;

  @Test
  void damagedFilesGiveNumbersOrAnError() throws IOException {
    Path written = folder.resolve("written.usearch");
    SmallGraph graph = SmallGraph.of(70, 6, 3, 1);
    USearchWriter.write(
        written, graph.vectors(3), graph, USearchWriterOptions.of(Metric.L2, graph));
    new ForeignFuzz(
            List.of(
                sound(Files.readAllBytes(written)),
                sound(ForeignFixtures.bytes("usearch", "f32_cos_empty.usearch")),
                sound(ForeignFixtures.bytes("usearch", "f32_l2sq_one.usearch")),
                sound(USearchForm.plain().withWideMatrix().withWideSlots().bytes(0)),
                sound(USearchForm.plain().withScalar(9, 15, new byte[6], 3).bytes(0)),
                sound(USearchForm.plain().withScalar(26, 11, null, 3).bytes(0)),
                sound(USearchForm.plain().withScalar(26, 1, new byte[6], 20).bytes(0))),
            folder.resolve("damaged.usearch"),
            USearchIndex::open)
        .run("USearchFuzzTest");
  }

  private static Sound sound(byte[] bytes) {
    int headAt = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("usearch");
    return new Sound(bytes, headAt, USearchHead.BYTES + USearchGraphHeader.BYTES);
  }
}
