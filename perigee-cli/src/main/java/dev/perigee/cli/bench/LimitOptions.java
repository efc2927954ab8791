package dev.perigee.cli.bench;

import dev.perigee.cli.bench.limit.ByteSize;
import dev.perigee.error.InvalidRequestException;
import java.util.List;
import picocli.CommandLine.Option;

/// How much memory processes get that search or build, and what they do with it.
///
/// Sizes are for data: the resident size of an idle JVM comes on top.
final class LimitOptions {

  /// Beyond what an open index of a peer holds on the heap all the time, every engine's process has
  /// the same heap.
  private static final String HEAP = "64m";

  @Option(
      names = "--memory-limit",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description =
          "Search in processes of their own with so much memory, page cache included, and an idle"
              + " JVM's on top: 307MB, 300MiB.")
  private Long search;

  @Option(
      names = "--build-limit",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Build Perigee's index in a process with so much memory; needs --spill.")
  private Long build;

  @Option(
      names = "--search-threads",
      split = ",",
      defaultValue = "1,4",
      paramLabel = "N",
      description = "Clients at a time under --memory-limit, one number after the other (1,4).")
  private List<Integer> threads;

  @Option(
      names = "--warm-up",
      defaultValue = "200",
      paramLabel = "N",
      description = "Queries, the last ones, that only warm up under --memory-limit (200).")
  private int warmUp;

  @Option(
      names = "--pass-seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "When a pass under --memory-limit ends, however far it is (60).")
  private int passSeconds;

  @Option(
      names = "--child-heap",
      defaultValue = HEAP,
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Largest heap of a process that searches under --memory-limit (64m).")
  private long heap;

  @Option(
      names = "--peer-heap",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description =
          "The same for peers (--child-heap and what their open index holds on the heap).")
  private Long peerHeap;

  @Option(
      names = "--build-heap",
      defaultValue = "256m",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = "Largest heap of the process that builds under --build-limit (256m).")
  private long buildHeap;

  /// Bytes to search in; null without a limit.
  Long search() {
    return search;
  }

  /// Bytes to build in; null without a limit.
  Long build() {
    return build;
  }

  /// Whether anything is limited.
  boolean any() {
    return search != null || build != null;
  }

  /// What all engines are asked under a limit.
  ///
  /// @throws InvalidRequestException if one of them is out of range
  SearchJob.Terms terms() {
    return new SearchJob.Terms(threads, warmUp, passSeconds);
  }

  /// @param queries how many there are
  /// @throws InvalidRequestException if an option is out of range
  void require(long queries) {
    if (search != null && terms().warmUp() >= queries) {
      throw InvalidRequestException.of("--warm-up", "fewer than the queries, " + queries, warmUp);
    }
  }

  /// Bytes of the heap of a process that searches with Perigee.
  long heap() {
    return heap;
  }

  /// Bytes of the heap of a process that searches with a peer.
  ///
  /// @param held by the open index, all the time
  long peerHeap(long held) {
    return peerHeap == null ? heap + held : peerHeap;
  }

  /// Bytes of the heap of the process that builds.
  long buildHeap() {
    return buildHeap;
  }
}
