package dev.perigee.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.cli.bench.limit.ChildJvm;
import dev.perigee.cli.bench.limit.Confinement;
import dev.perigee.cli.bench.limit.IdleJvm;
import dev.perigee.cli.bench.limit.LimitedProcess;
import dev.perigee.cli.bench.limit.Outcome;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs the processes that build and search under a limit, and turns what they say into lines.
///
/// A limit is the bytes that were asked for and those of an idle JVM with the same flags, so that
/// what is asked for is there for data: pages of files, codes, the garbage of searches.
///
/// @param confinement where they run
record Limits(Confinement confinement) {

  /// Time a process gets beyond that of its passes: to start, and for the searches that were begun.
  private static final int GRACE_SECONDS = 15;

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  /// Refuses folders that are memory themselves.
  ///
  /// @param folder of an index; need not exist yet
  /// @throws InvalidRequestException if its files cannot leave memory
  static void requireDisk(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    String type = Files.getFileStore(existing).type();
    if (IN_MEMORY.contains(type)) {
      throw InvalidRequestException.of(
          folder.toString(), "a folder on a disk (--keep, --peer-folder, -Djava.io.tmpdir)", type);
    }
  }

  /// Searches, and prints a line for each pass and one more if there is no end to them.
  ///
  /// @param limitBytes without the idle JVM
  /// @param heapBytes most of the heap
  void search(SearchJob job, long limitBytes, long heapBytes, Lines lines) {
    ChildJvm jvm = new ChildJvm(heapBytes);
    Map<String, Object> head = head(limitBytes, jvm);
    Duration silenceMax = Duration.ofSeconds(2L * job.terms().passSeconds() + GRACE_SECONDS);
    try (Confinement.Cell cell = begin(head)) {
      Outcome outcome =
          LimitedProcess.run(
              jvm.command(SearchChild.class, job.arguments()),
              silenceMax,
              said -> lines.print(line(head, said, cell)),
              cell);
      if (outcome != Outcome.DONE) {
        lines.print(line(head, outcome, cell));
      }
    }
  }

  /// Builds.
  ///
  /// @param limitBytes without the idle JVM
  /// @param heapBytes most of the heap
  /// @param arguments of [BuildChild]
  /// @return what is printed of it; its outcome says whether there is an index now
  Map<String, Object> build(List<String> arguments, long limitBytes, long heapBytes) {
    ChildJvm jvm = new ChildJvm(heapBytes);
    Map<String, Object> head = head(limitBytes, jvm);
    Map<String, Object> built = new LinkedHashMap<>(head);
    try (Confinement.Cell cell = begin(head)) {
      Outcome outcome =
          LimitedProcess.run(
              jvm.command(BuildChild.class, arguments),
              LimitedProcess.UNBOUNDED,
              said -> built.putAll(parse(said)),
              cell);
      built.putAll(line(head, outcome, cell));
      return built;
    }
  }

  private static Map<String, Object> head(long limitBytes, ChildJvm jvm) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("limit_bytes", limitBytes);
    IdleJvm.Size idle = IdleJvm.measure(jvm);
    head.put("idle_bytes", idle.resident());
    head.put("idle_shared_bytes", idle.shared());
    head.put("heap_bytes", jvm.heapBytes());
    return head;
  }

  private Confinement.Cell begin(Map<String, Object> head) {
    return confinement.begin((long) head.get("limit_bytes") + (long) head.get("idle_bytes"));
  }

  private static Map<String, Object> line(
      Map<String, Object> head, String said, Confinement.Cell cell) {
    Map<String, Object> line = new LinkedHashMap<>(head);
    line.putAll(parse(said));
    Object outcome = line.remove("outcome");
    putPeak(line, cell);
    if (outcome != null) {
      line.put("outcome", outcome);
    }
    return line;
  }

  private static Map<String, Object> line(
      Map<String, Object> head, Outcome outcome, Confinement.Cell cell) {
    Map<String, Object> line = new LinkedHashMap<>(head);
    putPeak(line, cell);
    line.put("outcome", outcome.label());
    return line;
  }

  private static void putPeak(Map<String, Object> line, Confinement.Cell cell) {
    long peak = cell.peakBytes();
    if (peak >= 0) {
      line.put("peak_bytes", peak);
    }
  }

  private static Map<String, Object> parse(String said) {
    try {
      return JSON.std.mapFrom(said);
    } catch (IOException e) {
      throw new StorageException("not what a limited process says: " + said, e);
    }
  }
}
