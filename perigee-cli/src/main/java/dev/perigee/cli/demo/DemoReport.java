package dev.perigee.cli.demo;

/// Where results go: to people or to programs.
interface DemoReport {

  /// The figures of this start and earlier ones, before any answer.
  void figures(Summary summary);

  /// One answer.
  void answer(Answer answer);

  /// A question that was asked in the past and now.
  void travel(TimeTravel travel);

  /// A process that was killed, and what it left.
  void crash(CrashDemo.Round round);

  /// What is known when the database is open.
  ///
  /// @param count glosses in it
  /// @param openNanos time to open the database in this start
  /// @param fileBytes size of its files
  /// @param heapBytes heap in use, with the texts but, in a later start, without a model
  /// @param figures what was measured, now or earlier
  record Summary(int count, long openNanos, long fileBytes, long heapBytes, DemoFigures figures) {}
}
