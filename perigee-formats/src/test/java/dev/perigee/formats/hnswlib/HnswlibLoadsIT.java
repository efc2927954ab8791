package dev.perigee.formats.hnswlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perigee.formats.foreign.ForeignFixtures;
import dev.perigee.formats.foreign.ForeignFixtures.Answer;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// hnswlib itself loads what was written and finds what it found in its own file; skipped where
/// there is no C++ compiler with its headers.
class HnswlibLoadsIT {

  @TempDir Path folder;

  @Test
  void theLibraryFindsTheSameInAFileOfOurs() throws IOException, InterruptedException {
    Path program = compile();
    Path queries = ForeignFixtures.copy("foreign", "queries.fvecs", folder);
    Path written = folder.resolve("written.bin");
    Path read = ForeignFixtures.copy("hnswlib", "l2_deleted.bin", folder);
    try (HnswlibIndex index = HnswlibIndex.open(read, HnswlibOptions.of(Metric.L2))) {
      HnswlibWriter.write(
          written,
          index.vectors(),
          index.links(),
          HnswlibWriterOptions.of(Metric.L2, index.links()).withRemoved(index::isRemoved));
    }
    Run run = run(program.toString(), written.toString(), "l2", "32", "64", queries.toString());
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(ids(run.output()))
        .isEqualTo(
            ForeignFixtures.answers("hnswlib", "l2_deleted.json").stream()
                .map(Answer::ids)
                .toList());
  }

  private Path compile() throws IOException, InterruptedException {
    Path source = ForeignFixtures.copy("hnswlib", "nearest.cpp", folder);
    Path program = folder.resolve("nearest");
    assumeTrue(has("g++"), "no g++");
    Run headers = run("g++", "-E", "-x", "c++", "-include", "hnswlib/hnswlib.h", "/dev/null");
    assumeTrue(headers.exit() == 0, "no headers of hnswlib");
    Run compiler = run("g++", "-w", "-O1", "-o", program.toString(), source.toString());
    assertThat(compiler.exit()).as(compiler.output()).isZero();
    return program;
  }

  private static boolean has(String command) {
    for (String path : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(path, command))) {
        return true;
      }
    }
    return false;
  }

  private static List<List<Long>> ids(String output) {
    List<List<Long>> ids = new ArrayList<>();
    for (String line : output.lines().toList()) {
      List<Long> row = new ArrayList<>();
      for (String id : line.strip().split(" ", -1)) {
        row.add(Long.parseUnsignedLong(id));
      }
      ids.add(row);
    }
    return ids;
  }

  private record Run(int exit, String output) {}

  private Run run(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = process.waitFor();
    return new Run(exit, Files.readString(output));
  }
}
