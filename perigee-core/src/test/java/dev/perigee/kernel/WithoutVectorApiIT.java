package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A JVM that is started without the incubating module, as most are: it must index and search as
/// well, and say once, and once only, how to make it faster.
class WithoutVectorApiIT {

  private static final String OPTION = "--add-modules jdk.incubator.vector";
  private static final int SECONDS_MAX = 60;

  @TempDir Path folder;

  @Test
  void scalarCodeFindsTheNearestAndSaysSoOnce() throws Exception {
    Output output = run();
    assertThat(output.lines()).startsWith("scalar");
    assertThat(output.lines().subList(1, output.lines().size())).isEqualTo(nearestIds());
    assertThat(output.errorLines()).filteredOn(line -> line.contains(OPTION)).hasSize(1);
  }

  @Test
  void scalarCodeMayBeAskedForWithoutANotice() throws Exception {
    Output output = run("--add-modules", "jdk.incubator.vector", "-Dperigee.kernel=scalar");
    assertThat(output.lines()).startsWith("scalar");
    assertThat(output.lines().subList(1, output.lines().size())).isEqualTo(nearestIds());
    assertThat(output.errorLines()).noneMatch(line -> line.contains("Perigee"));
  }

  /// What a program printed.
  private record Output(List<String> lines, List<String> errorLines) {}

  private Output run(String... options) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-ea", "-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.add(NearestNeighbourProgram.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    // these would give the child the options of whoever runs the tests
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("ended within %d s", SECONDS_MAX).isTrue();
    assertThat(process.exitValue()).as("exit status; stderr: %s", Files.readString(err)).isZero();
    return new Output(Files.readAllLines(out), Files.readAllLines(err));
  }

  /// By brute force.
  private static List<String> nearestIds() {
    float[][] vectors =
        NearestNeighbourProgram.vectors(
            NearestNeighbourProgram.VECTOR_SEED, NearestNeighbourProgram.COUNT);
    float[][] queries =
        NearestNeighbourProgram.vectors(
            NearestNeighbourProgram.QUERY_SEED, NearestNeighbourProgram.QUERIES);
    List<String> ids = new ArrayList<>();
    for (float[] query : queries) {
      int nearest = 0;
      for (int i = 1; i < vectors.length; i++) {
        nearest = distance(query, vectors[i]) < distance(query, vectors[nearest]) ? i : nearest;
      }
      ids.add(Long.toString(NearestNeighbourProgram.id(nearest)));
    }
    return ids;
  }

  private static double distance(float[] query, float[] vector) {
    return FloatSum.of(FloatSum.SQUARED_L2, query, vector, 0, query.length).value();
  }
}
