package dev.perigee.cli.bench.limit;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM like this one, but for its heap.
///
/// It has the flags and class path of this JVM; its heap has a bound of its own, with a young
/// generation of the same size whatever the engine, so that garbage takes the same share from the
/// page cache. The collector is Serial unless the flags name one: within a small limit the JVM
/// would choose it anyway, outside of it not, and the idle size is measured outside. What the
/// compiler has taken and given back goes back to the system every second, unless the flags say
/// otherwise: it is tens of megabytes.
///
/// @param heapBytes most bytes of the heap
public record ChildJvm(long heapBytes) {

  private static final long YOUNG_BYTES_MAX = 16 << 20;
  private static final String TRIM = "-XX:TrimNativeHeapInterval=";
  private static final int TRIM_MILLIS = 1000;
  private static final List<String> OWN =
      List.of("-Xmx", "-Xms", "-Xmn", "-agentlib", "-javaagent", "-XX:+AlwaysPreTouch");

  /// The command that runs a class.
  public List<String> command(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.add("-cp");
    command.add(
        System.getProperty("java.class.path")
            .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  /// The flags of a JVM that was started with given ones.
  List<String> flags(List<String> inherited) {
    List<String> flags = new ArrayList<>();
    boolean collectorNamed = false;
    for (String flag : inherited) {
      if (OWN.stream().noneMatch(flag::startsWith)) {
        flags.add(flag);
        collectorNamed |= flag.startsWith("-XX:+Use") && flag.endsWith("GC");
      }
    }
    if (inherited.stream().noneMatch(flag -> flag.startsWith(TRIM))) {
      flags.add(TRIM + TRIM_MILLIS);
    }
    if (!collectorNamed) {
      flags.add("-XX:+UseSerialGC");
    }
    flags.add("-Xmx" + heapBytes);
    flags.add("-Xmn" + Math.min(YOUNG_BYTES_MAX, heapBytes / 4));
    flags.add("-XX:+ExitOnOutOfMemoryError");
    return flags;
  }
}
