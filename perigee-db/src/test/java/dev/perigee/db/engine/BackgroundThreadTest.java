package dev.perigee.db.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Work that can wait is done on threads that come behind others, and fails as if it were the
/// caller's.
final class BackgroundThreadTest {

  private static final Path STAT = Path.of("/proc/thread-self/stat");
  private static final int NORMAL = 0;
  private static final int BEHIND = 10;

  /// Field 19 of proc_pid_stat(5); those from the third on come behind the name in brackets.
  private static int nice() {
    try {
      String stat = Files.readString(STAT);
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19 - 3]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itComesBehindOthersAndSoDoesWhatItStarts() throws InterruptedException {
    AtomicInteger own = new AtomicInteger(-1);
    AtomicInteger started = new AtomicInteger(-1);
    Thread thread =
        BackgroundThread.of(
            "test",
            () -> {
              own.set(nice());
              Thread child = new Thread(() -> started.set(nice()));
              child.start();
              try {
                child.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(thread.isDaemon()).isTrue();
    thread.start();
    thread.join();
    assertThat(own).hasValue(BEHIND);
    assertThat(started).hasValue(BEHIND);
    assertThat(nice()).as("of the caller").isEqualTo(NORMAL);
  }

  @Test
  void whatItThrowsIsThrown() {
    IllegalStateException failure = new IllegalStateException("on purpose");
    assertThatThrownBy(() ->
            BackgroundThread.run(
                "test",
                () -> {
                  throw failure;
                }))
        .isSameAs(failure);
    AssertionError error = new AssertionError("on purpose");
    assertThatThrownBy(() ->
            BackgroundThread.run(
                "test",
                () -> {
                  throw error;
                }))
        .isSameAs(error);
  }

  @Test
  void anInterruptedCallerWaitsForTheEnd() {
    AtomicInteger done = new AtomicInteger();
    Thread.currentThread().interrupt();
    BackgroundThread.run("test", done::incrementAndGet);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).hasValue(1);
  }
}
