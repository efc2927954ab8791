package dev.perigee.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.cli.Json;
import dev.perigee.cli.Main;
import dev.perigee.error.StorageException;
import dev.perigee.formats.VectorFileWriter;
import dev.perigee.vector.ElementType;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Starts fresh processes that open the index and search it once.
///
/// Cold start is the time from the start of the process to its first line of output, the JVM's own
/// start included, and with the launcher's cache where it handed that over; first open is the time
/// the process itself needed for opening, class loading included.
final class ColdStart {

  private static final int STARTS = 5;

  private final Path index;
  private final BenchData data;
  private final Path queries;

  ColdStart(Path index, BenchData data, Path folder) {
    this.index = index;
    this.data = data;
    this.queries = folder.resolve("queries.fbin");
  }

  Map<String, Object> measure() throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    if (data.queries().elementType() != ElementType.F32) {
      return line;
    }
    try (VectorFileWriter writer = VectorFileWriter.create(queries, data.queries().dimension())) {
      writer.writeAll(data.queries());
      writer.finish();
    }
    double[] starts = new double[STARTS];
    double[] opens = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      long start = System.nanoTime();
      Process process = new ProcessBuilder(command()).start();
      try (BufferedReader out = process.inputReader()) {
        String first = out.readLine();
        starts[i] = (System.nanoTime() - start) / 1e6;
        if (first == null) {
          throw new StorageException(
              "cold start", new IOException("the process printed nothing: " + command()));
        }
        opens[i] = ((Number) JSON.std.mapFrom(first).get("open_ms")).doubleValue();
      }
    }
    line.put("first_open_ms", Json.rounded(median(opens), 2));
    line.put("cold_start_to_first_result_ms", Json.rounded(median(starts), 0));
    line.put("starts", STARTS);
    return line;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!argument.startsWith("-agentlib") && !argument.startsWith("-javaagent")) {
        command.add(argument);
      }
    }
    String cache = System.getProperty("perigee.start.cache");
    if (cache != null) {
      command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off"));
    }
    command.add("-cp");
    command.add(
        System.getProperty("java.class.path")
            .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator));
    command.add(Main.class.getName());
    command.addAll(List.of("index", "search", index.toString(), "--query", queries.toString()));
    command.addAll(List.of("--limit", "1", "--json"));
    return command;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
