package dev.perigee.cli.bench.limit;

import dev.perigee.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A process under a limit that tells how far it is, a JSON object a line, on its standard output.
public final class LimitedProcess {

  /// For a process that may be silent for as long as it wants.
  public static final Duration UNBOUNDED = Duration.ofDays(365);

  private static final long LOOK_MILLIS = 200;

  private LimitedProcess() {}

  /// Runs a process to its end, or until nothing has been heard of it for too long. What it says on
  /// stderr goes to this process's.
  ///
  /// @param command what runs under the limit
  /// @param cell the limit; stays open
  /// @throws StorageException if it cannot be started or heard
  public static Outcome run(
      List<String> command, Duration silenceMax, Consumer<String> lines, Confinement.Cell cell) {
    AtomicBoolean silent = new AtomicBoolean();
    try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      Process process =
          new ProcessBuilder(cell.confine(command))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      AtomicLong heard = new AtomicLong(System.nanoTime());
      var _ =
          watch.scheduleAtFixedRate(
              () -> {
                if (System.nanoTime() - heard.get() > silenceMax.toNanos()) {
                  silent.set(true);
                  // not through the process, which would close its output
                  var _ = process.toHandle().destroyForcibly();
                }
              },
              LOOK_MILLIS,
              LOOK_MILLIS,
              TimeUnit.MILLISECONDS);
      try (BufferedReader out = process.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          heard.set(System.nanoTime());
          if (line.startsWith("{")) {
            lines.accept(line);
          } else {
            System.err.println(line); // what the JVM itself has to say
          }
        }
        int code = process.onExit().join().exitValue();
        return silent.get() ? Outcome.NO_PROGRESS : Outcome.ofExit(code, cell.hasKilled());
      } finally {
        watch.shutdownNow();
        var _ = process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new StorageException("cannot run a process under a limit", e);
    }
  }
}
