package dev.perigee.cli.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Processes, JVMs among them, outside of any group.
final class LimitedProcessTest {

  private final List<String> lines = new ArrayList<>();

  private Outcome run(Duration silenceMax, String script, boolean killed) {
    return LimitedProcess.run(
        List.of("sh", "-c", script), silenceMax, lines::add, new OpenCell(killed));
  }

  /// No limit at all.
  private record OpenCell(boolean hasKilled) implements Confinement.Cell {
    @Override
    public List<String> confine(List<String> command) {
      return command;
    }

    @Override
    public long peakBytes() {
      return -1;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0, false, DONE",
    "exit 1, false, FAILED",
    "exit 3, false, OUT_OF_HEAP",
    "kill -9 $$, false, KILLED",
    "exit 1, true, KILLED"
  })
  void tellsHowItEnded(String script, boolean killed, Outcome outcome) {
    assertThat(run(LimitedProcess.UNBOUNDED, "echo {one; echo other; echo {two; " + script, killed))
        .isEqualTo(outcome);
    assertThat(lines).containsExactly("{one", "{two");
  }

  @Test
  void endsWhatSaysNothing() {
    assertThat(run(Duration.ofMillis(300), "echo {one; exec sleep 600", false))
        .isEqualTo(Outcome.NO_PROGRESS);
    assertThat(lines).containsExactly("{one");
  }

  @Test
  void endsWhatCannotBeHeard() {
    assertThatThrownBy(() ->
            LimitedProcess.run(
                List.of("sh", "-c", "echo {one; exec sleep 600"),
                LimitedProcess.UNBOUNDED,
                line -> {
                  throw new IllegalStateException(line);
                },
                new OpenCell(false)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("{one");
  }

  @Test
  void saysWhatCannotBeStarted() {
    assertThatThrownBy(() ->
            LimitedProcess.run(
                List.of("no-such-program"),
                LimitedProcess.UNBOUNDED,
                lines::add,
                new OpenCell(false)))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void anIdleJvmHasASize() {
    IdleJvm.Size size = IdleJvm.measure(new ChildJvm(16 << 20));
    assertThat(size.resident()).isGreaterThan(4 << 20);
    assertThat(size.shared()).isBetween(1L << 20, size.resident());
  }

  @Test
  void anIdleJvmIsFoundInItsStatus() throws IOException {
    assertThat(IdleJvm.parse(List.of("Name:\tjava", "VmRSS:\t   44524 kB", "RssFile:\t  23592 kB")))
        .isEqualTo(new IdleJvm.Size(44524 * 1024, 23592 * 1024));
    assertThatThrownBy(() -> IdleJvm.parse(List.of("Name:\tjava")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("VmRSS");
  }

  @Test
  void aChildHasItsOwnHeapAndTheOtherFlags() {
    assertThat(new ChildJvm(40 << 20).flags(List.of("-Xmx8g", "-Xms1g", "-Dx=y", "-ea")))
        .containsExactly(
            "-Dx=y",
            "-ea",
            "-XX:TrimNativeHeapInterval=1000",
            "-XX:+UseSerialGC",
            "-Xmx41943040",
            "-Xmn10485760",
            "-XX:+ExitOnOutOfMemoryError");
    List<String> chosen =
        List.of("-XX:+UseG1GC", "-javaagent:a.jar", "-XX:TrimNativeHeapInterval=0");
    assertThat(new ChildJvm(1L << 30).flags(chosen))
        .containsExactly(
            "-XX:+UseG1GC",
            "-XX:TrimNativeHeapInterval=0",
            "-Xmx1073741824",
            "-Xmn16777216",
            "-XX:+ExitOnOutOfMemoryError");
  }
}
