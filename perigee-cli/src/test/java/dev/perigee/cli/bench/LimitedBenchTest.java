package dev.perigee.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.cli.bench.limit.Confinement;
import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `perigee bench --memory-limit` and `--build-limit` with real processes, but no limit.
final class LimitedBenchTest {

  private static final String DATA =
      "--generate clustered --count 400 --dimension 64 --queries 30 --metric l2 --name tiny ";
  private static final String LIMIT = DATA + "--memory-limit 20MB ";
  private static final String SEARCH = LIMIT + "--warm-up 10 --pass-seconds 30 ";

  @TempDir private Path folder;
  private final Unconfined confinement = new Unconfined();
  private final StringWriter err = new StringWriter();

  private int run(Confinement where, StringWriter out, String line) {
    return new CommandLine(new BenchCommand(where))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler((failure, _, _) -> {
          err.write(failure.toString());
          return 1;
        })
        .execute(line.strip().split(" +"));
  }

  private List<Map<String, Object>> lines(String line) throws IOException {
    StringWriter out = new StringWriter();
    assertThat(run(confinement, out, line)).as(err.toString()).isZero();
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String each : out.toString().lines().toList()) {
      lines.add(JSON.std.mapFrom(each));
    }
    return lines;
  }

  private String refusal(String line) {
    StringWriter out = new StringWriter();
    assertThat(run(confinement, out, line)).isNotZero();
    assertThat(out.toString()).isEmpty();
    return err.toString();
  }

  @Test
  void searchesInAProcessOfItsOwn() throws IOException {
    List<Map<String, Object>> lines = lines(SEARCH + "--search-threads 1,2 --vectors READ,MAPPED");
    assertThat(lines).hasSize(1 + 2 * (2 + 2 * 3));
    assertThat(lines.getFirst()).containsKeys("build_s", "save_s", "open_ms", "bytes");
    assertThat(lines.subList(1, lines.size()))
        .allSatisfy(line ->
            assertThat(line)
                .containsEntry("lib", "perigee")
                .containsEntry("ds", "tiny")
                .containsEntry("limit_bytes", 20_000_000)
                .containsEntry("peak_bytes", 4711)
                .containsKeys("idle_bytes", "idle_shared_bytes", "heap_bytes"));
    assertThat(lines.get(1)).containsKey("open_ms");
    assertThat(lines.get(2)).containsEntry("warm_up", 10).containsKey("warm_up_s");
    List<Map<String, Object>> passes = lines.subList(3, 9);
    assertThat(passes).extracting(line -> line.get("threads")).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(passes)
        .extracting(line -> line.get("recall_asked"))
        .containsExactly(0.9, 0.95, 0.99, 0.9, 0.95, 0.99);
    assertThat(passes)
        .allSatisfy(line -> {
          assertThat(line)
              .containsEntry("cfg", "M=16 efC=200 int4+f32 read")
              .containsEntry("done", 20)
              .containsEntry("outcome", "done")
              .containsKeys("qps", "p50_us", "p99_us");
          assertThat(((Number) line.get("recall")).doubleValue()).isBetween(0.7, 1.0);
          assertThat(((Number) line.get("reads")).doubleValue()).isPositive();
        });
    assertThat(lines.get(11)).containsEntry("cfg", "M=16 efC=200 int4+f32 mapped");
    assertThat(confinement.open).isZero();
    assertThat(confinement.limits).hasSize(2);
    assertThat(confinement.limits.getFirst())
        .isEqualTo(20_000_000 + ((Number) lines.get(1).get("idle_bytes")).longValue());
  }

  @Test
  void buildsInAProcessOfItsOwnAndKeepsWhatItBuilt() throws IOException {
    Path file = folder.resolve("kept.prg");
    String keep = SEARCH + "--search-threads 1 --keep " + file;
    String limit = " --build-limit 64MiB --build-heap 48m --spill " + folder;
    Map<String, Object> built = lines(keep + limit).getFirst();
    assertThat(built)
        .containsEntry("limit_bytes", 64 << 20)
        .containsEntry("heap_bytes", 48 << 20)
        .containsEntry("outcome", "done")
        .containsKeys("threads", "build_s", "save_s", "open_ms", "bytes", "peak_bytes");
    assertThat(confinement.limits).hasSize(2);
    byte[] bytes = Files.readAllBytes(file);

    List<Map<String, Object>> reused = lines(keep + limit + " --reuse");
    assertThat(reused.getFirst()).containsEntry("reused", true).doesNotContainKey("build_s");
    assertThat(reused).hasSize(6);
    assertThat(file).hasBinaryContent(bytes);

    assertThat(refusal(keep + " --reuse --m 8")).contains("--reuse").contains("m=16");
  }

  @Test
  void aBuildThatFailsIsALine() throws IOException {
    List<Map<String, Object>> lines =
        lines(SEARCH + "--build-limit 64MiB --build-heap 2m --spill " + folder);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().get("outcome")).isIn("out of heap", "failed");
    assertThat(confinement.open).isZero();
  }

  @Test
  void aSearchThatFailsIsALine() throws IOException {
    List<Map<String, Object>> lines = lines(SEARCH + "--child-heap 2m");
    assertThat(lines.getLast().get("outcome")).isIn("out of heap", "failed");
    assertThat(lines.getLast()).containsEntry("limit_bytes", 20_000_000);
  }

  @Test
  void refusesBeforeAnythingIsBuilt() {
    assertThat(refusal(LIMIT + "--warm-up 30")).contains("--warm-up: expected fewer");
  }

  @Test
  void refusesOptionsThatNeedOthers() {
    assertThat(refusal(DATA + "--reuse")).contains("--reuse: expected --keep");
    assertThat(refusal(DATA + "--peer-folder x")).contains("--peer-folder: expected --memory");
    assertThat(refusal(DATA + "--vectors READ,MAPPED")).contains("--vectors: expected one");
    assertThat(refusal(DATA + "--build-limit 1GB")).contains("--build-limit: expected --spill");
    assertThat(refusal(LIMIT + "--warm-up 1 --search-threads 0")).contains("--search-threads: exp");
    assertThat(refusal(LIMIT + "--warm-up 1 --pass-seconds 0")).contains("--pass-seconds: exp");
    assertThat(refusal(DATA + "--memory-limit many")).contains("300MiB");
  }

  @Test
  void withoutPermissionNothingIsMeasured() {
    Confinement none =
        new Confinement() {
          @Override
          public void require() {
            throw InvalidRequestException.of("memory limit", "root", "somebody");
          }

          @Override
          public Cell begin(long limitBytes) {
            throw new AssertionError("refused before");
          }
        };
    StringWriter out = new StringWriter();
    assertThat(run(none, out, SEARCH)).isNotZero();
    assertThat(err.toString()).contains("memory limit: expected root");
    assertThat(out.toString()).isEmpty();
  }
}
