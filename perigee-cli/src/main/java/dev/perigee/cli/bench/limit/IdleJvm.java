package dev.perigee.cli.bench.limit;

import dev.perigee.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A JVM that does nothing but wait: what one takes before it has done anything.
public final class IdleJvm {

  private static final String RESIDENT = "VmRSS:";
  private static final String OF_FILES = "RssFile:";

  /// What an idle JVM takes.
  ///
  /// @param resident bytes in memory
  /// @param shared bytes of them that are pages of the JVM's own files: whoever reads them first is
  ///   charged for them, which is this JVM wherever it runs from the same files
  public record Size(long resident, long shared) {}

  private IdleJvm() {}

  /// Says that it is there, and waits for the end of its input.
  public static void main(String[] args) throws IOException {
    System.out.println("idle");
    while (System.in.read() >= 0) {
      // whoever started it says when it is over
    }
  }

  /// Starts an idle JVM, and looks.
  ///
  /// @throws StorageException if it does not start, or the system does not tell
  public static Size measure(ChildJvm jvm) {
    try {
      Process process =
          new ProcessBuilder(jvm.command(IdleJvm.class, List.of()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = process.inputReader()) {
        if (out.readLine() == null) {
          throw new IOException("it ended");
        }
        return parse(Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")));
      } finally {
        var _ = process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new StorageException("cannot measure an idle JVM", e);
    }
  }

  /// @param status the lines of `/proc/PID/status`
  static Size parse(List<String> status) throws IOException {
    return new Size(bytes(status, RESIDENT), bytes(status, OF_FILES));
  }

  private static long bytes(List<String> status, String field) throws IOException {
    for (String line : status) {
      if (line.startsWith(field)) {
        String kibibytes = line.substring(field.length()).replace("kB", "").strip();
        return Long.parseLong(kibibytes) * 1024;
      }
    }
    throw new IOException("no " + field + " in its status");
  }
}
