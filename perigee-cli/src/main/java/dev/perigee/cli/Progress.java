package dev.perigee.cli;

import dev.perigee.index.BuildProgress;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A progress bar on stderr where stderr is a terminal, and silence elsewhere.
public final class Progress implements BuildProgress, AutoCloseable {

  private static final int UPDATE_MILLIS = 200;

  private final ProgressBar bar;

  /// @param task what is being done
  /// @param total how many steps it takes; -1 if that is not known before the first is told of
  /// @param unit what a step is, such as ` vectors`
  public Progress(String task, long total, String unit) {
    bar =
        isTerminal()
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, 1)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .showSpeed()
                .setEtaFunction(state ->
                    java.util.Optional.of(
                        left(state.getElapsedAfterStart(), state.getCurrent(), state.getMax())))
                .build()
            : null;
  }

  /// Whether stderr is a terminal. Java cannot tell; the launcher can, and says so.
  public static boolean isTerminal() {
    return Boolean.getBoolean("perigee.stderr.terminal");
  }

  @Override
  public boolean update(long done, long total) {
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
    }
    return true;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private static Duration left(Duration elapsed, long done, long total) {
    return done == 0 ? Duration.ZERO : elapsed.multipliedBy(total - done).dividedBy(done);
  }
}
