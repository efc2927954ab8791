package dev.perigee.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A JVM of its own that runs one class of the tests, to be talked to by lines and to be killed.
///
/// It has the class path of this JVM. Every wait has a limit; whoever fails to get what it waits
/// for gets an error with all that the child said. A child reads its standard input and ends when
/// that ends, so that none outlives a killed test. Whoever started it closes it, which kills it.
public final class ChildProcess implements AutoCloseable {

  private static final String END = "\0end of the output";
  private static final int ERRORS_MAX = 200;

  private final Process process;
  private final Path folder;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
  private boolean ended;

  private ChildProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    read(process.getInputStream(), lines::add, () -> lines.add(END));
    read(process.getErrorStream(), this::noteError, () -> {});
  }

  /// Starts a child.
  ///
  /// @param folder where it runs, and where the JVM's crash reports go
  /// @param main the class whose `main` it runs
  /// @param flags more flags for the JVM
  /// @param arguments of `main`
  public static ChildProcess start(
      Path folder, Class<?> main, List<String> flags, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-ea",
            "-Xmx512m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log")));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    return new ChildProcess(process, folder);
  }

  /// Says a line to the child.
  public void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /// Ends the standard input of the child.
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /// The next line the child says, or null if it says none in time or has ended.
  public String poll(Duration limit) throws InterruptedException {
    String line = ended ? null : lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (line != null && line.equals(END)) {
      ended = true;
      return null;
    }
    if (line != null) {
      said.add(line);
    }
    return line;
  }

  /// Waits for a line that starts with a word; other lines are passed over.
  ///
  /// @throws AssertionError if none comes in time
  public String await(String word, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ended) {
      String line = poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (line != null && line.startsWith(word)) {
        return line;
      }
      if (line == null && !ended) {
        throw new AssertionError(
            "expected a line " + word + " within " + limit + ", got" + report());
      }
    }
    throw new AssertionError("expected a line " + word + ", but the child ended after" + report());
  }

  /// Every line the child still says, up to its end.
  ///
  /// @throws AssertionError if it does not end in time
  public List<String> drain(Duration limit) throws InterruptedException {
    List<String> rest = new ArrayList<>();
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ended) {
      String line = poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (line != null) {
        rest.add(line);
      } else if (!ended) {
        throw new AssertionError("expected the child to end within " + limit + report());
      }
    }
    return rest;
  }

  /// Kills the child as `kill -9` does, and waits until it is gone.
  public void kill() throws InterruptedException {
    // by its handle: Process.destroyForcibly() would close the pipe and lose what was said last
    process.toHandle().destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /// Waits for the child to end.
  ///
  /// @return its exit code
  /// @throws AssertionError if it does not end in time
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("expected the child to end within " + limit + report());
    }
    return process.exitValue();
  }

  /// Crash reports of the JVM in the child's folder.
  public List<Path> crashReports() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("hs_err")).toList();
    }
  }

  /// All that the child said so far, for an error message.
  public String report() {
    return "\n  " + String.join("\n  ", said);
  }

  /// Kills the child if it is still there.
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void noteError(String line) {
    if (said.size() < ERRORS_MAX) {
      said.add("! " + line);
    }
  }

  private static void read(
      InputStream stream, java.util.function.Consumer<String> sink, Runnable atEnd) {
    Thread.ofPlatform()
        .daemon()
        .name("child-output")
        .start(() -> {
          try (BufferedReader reader =
              new BufferedReader(new java.io.InputStreamReader(stream, UTF_8))) {
            reader.lines().forEach(sink);
          } catch (IOException | UncheckedIOException e) {
            sink.accept("the pipe broke: " + e);
          } finally {
            atEnd.run();
          }
        });
  }
}
