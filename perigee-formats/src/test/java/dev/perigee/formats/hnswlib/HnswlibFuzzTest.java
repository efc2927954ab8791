package dev.perigee.formats.hnswlib;

import dev.perigee.formats.foreign.ForeignFixtures;
import dev.perigee.formats.foreign.ForeignFuzz;
import dev.perigee.formats.foreign.ForeignFuzz.Sound;
import dev.perigee.formats.foreign.SmallGraph;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files of hnswlib either can be read to the last link or give an error of Perigee.
class HnswlibFuzzTest {

  @TempDir Path folder;

  @Test
  void damagedFilesGiveNumbersOrAnError() throws IOException {
    Path written = folder.resolve("written.bin");
    SmallGraph graph = SmallGraph.of(70, 6, 3, 1);
    HnswlibWriter.write(
        written, graph.vectors(3), graph, HnswlibWriterOptions.of(Metric.L2, graph));
    new ForeignFuzz(
            List.of(
                sound(Files.readAllBytes(written)),
                sound(ForeignFixtures.bytes("hnswlib", "l2_empty.bin")),
                new Sound(rowsWithoutAGraph(), 0, 24)),
            folder.resolve("damaged.bin"),
            path -> HnswlibIndex.open(path, HnswlibOptions.of(Metric.L2)))
        .run("HnswlibFuzzTest");
  }

  private static Sound sound(byte[] bytes) {
    return new Sound(bytes, 0, HnswlibHeader.BYTES);
  }

  private static byte[] rowsWithoutAGraph() {
    ByteBuffer bytes = ByteBuffer.allocate(24 + 20 * 20).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(bytes.array(), (byte) 1);
    return bytes.putLong(20).putLong(20).putLong(17).array();
  }
}
