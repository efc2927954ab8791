package dev.perigee.cli.demo;

import dev.perigee.cli.Progress;
import dev.perigee.index.BuildProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/// What is told beside the results, on stderr: progress and notices.
///
/// @param err where to
/// @param terminal whether somebody is watching, who gets bars instead of lines
record DemoConsole(PrintWriter err, boolean terminal) {

  /// Says something in one line.
  void say(String notice) {
    err.println(notice);
    err.flush();
  }

  /// Does a task that tells how far it has come.
  void track(String task, long total, Consumer<BuildProgress> work) {
    String title = String.format(Locale.ROOT, "%s %,d glosses", task, total);
    if (terminal) {
      try (Progress bar = new Progress(task, total, " glosses")) {
        work.accept(bar);
      }
      return;
    }
    PlainProgress lines = new PlainProgress(err, title, System::nanoTime);
    work.accept((done, of) -> {
      lines.update(done, of);
      return true;
    });
  }
}
