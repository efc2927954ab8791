package dev.perigee.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.cli.bench.BenchCommand;
import dev.perigee.cli.bench.OpenIndex;
import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Peers as `perigee bench` runs them, found on the class path, against exact answers.
final class PeersTest {

  private static final int WIDTHS = 11;

  private static List<Map<String, Object>> bench(String peers, String metric) throws IOException {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new BenchCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .execute(
                ("--only-peers --generate clustered --count 500 --dimension 32 --queries 20"
                        + (" --threads 2 --passes 1 --name tiny --peers " + peers)
                        + (" --metric " + metric))
                    .split(" "));
    assertThat(code).isZero();
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(JSON.std.mapFrom(line));
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource({
    "jvector, cosine, 'M=32 efC=200 f32;M=32 efC=200 pq'",
    "jvector, l2, 'M=32 efC=200 f32;M=32 efC=200 pq'",
    "lucene, l2, 'M=16 efC=200 f32;M=16 efC=200 int8;M=16 efC=200 int4;M=16 efC=200 1bit'",
    "lucene, ip, 'M=16 efC=200 f32;M=16 efC=200 int8;M=16 efC=200 int4;M=16 efC=200 1bit'"
  })
  void everyConfigurationFindsWhatIsNear(String peer, String metric, String labels)
      throws IOException {
    List<Map<String, Object>> lines = bench(peer, metric);
    String[] expected = labels.split(";", -1);
    assertThat(lines).hasSize(expected.length * (1 + WIDTHS));
    for (int i = 0; i < expected.length; i++) {
      List<Map<String, Object>> curve = lines.subList(i * (1 + WIDTHS), (i + 1) * (1 + WIDTHS));
      assertThat(curve)
          .allSatisfy(
              line -> assertThat(line).containsEntry("lib", peer).containsEntry("ds", "tiny"))
          .extracting(line -> line.get("cfg"))
          .containsOnly(expected[i]);
      assertThat(curve.getFirst())
          .containsOnlyKeys("lib", "ds", "cfg", "threads", "build_s", "save_s", "open_ms", "bytes")
          .containsEntry("threads", 2);
      // at least the vectors themselves
      assertThat((int) curve.getFirst().get("bytes")).isGreaterThan(500 * 32 * 4);
      assertThat(curve.get(6))
          .containsOnlyKeys("lib", "ds", "cfg", "ef", "recall", "qps1", "p50_us", "p99_us")
          .containsEntry("ef", 64);
      assertThat(((Number) curve.get(6).get("recall")).doubleValue())
          .as(expected[i])
          .isGreaterThan(0.9);
    }
  }

  @Test
  void oneConfigurationCanBeNamed() throws IOException {
    assertThat(bench("lucene:int4,jvector:f32", "cosine"))
        .extracting(line -> line.get("cfg"))
        .startsWith("M=16 efC=200 int4")
        .endsWith("M=32 efC=200 f32")
        .doesNotContain("M=16 efC=200 f32", "M=32 efC=200 pq");
  }

  @ParameterizedTest
  @CsvSource({
    "jvector, f32, L2, 0",
    "jvector, pq, COSINE, 4000",
    "jvector, pq8, L2, 2000",
    "jvector, pq16, L2, 1000",
    "lucene, f32, INNER_PRODUCT, 2000",
    "lucene, int8, COSINE, 2000",
    "lucene, int4, L2, 2000",
    "lucene, 1bit, L2, 2000"
  })
  void whatWasSavedIsOpenedForSeveralClients(
      String name, String configuration, Metric metric, long heldBytes, @TempDir Path folder)
      throws IOException {
    Peer peer = name.equals("jvector") ? new JVectorPeer() : new LucenePeer();
    GeneratedVectors base =
        new GeneratedVectors(GeneratedVectors.Distribution.CLUSTERED, 500, 32, 42);
    Peer.Task task = new Peer.Task(base, base.following(20), metric, 16, 100, 1);
    try (Peer.Work work = peer.prepare(configuration, task, folder)) {
      work.build();
      work.save();
    }
    assertThat(peer.heldBytes(configuration, 500, 32)).isEqualTo(heldBytes);
    try (OpenIndex index =
            peer.reopen(configuration, new Peer.Saved(folder, task.queries(), metric));
        Searcher one = index.client();
        Searcher other = index.client()) {
      for (int query = 0; query < 20; query++) {
        int[] rows = one.search(query, 64);
        assertThat(rows).hasSize(10).doesNotHaveDuplicates();
        assertThat(other.search(query, 64)).isEqualTo(rows);
      }
    }
  }
}
