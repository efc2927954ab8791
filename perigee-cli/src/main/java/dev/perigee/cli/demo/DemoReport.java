package dev.perigee.cli.demo;

/// Where results go: to people or to programs.
interface DemoReport {

  /// The figures of this start and earlier ones, before any answer.
  void figures(Summary summary);

  /// One answer.
  void answer(Answer answer);

  /// What is known when the index is open.
  ///
  /// @param count glosses indexed
  /// @param openNanos time to open the index in this start
  /// @param fileBytes size of the index file
  /// @param heapBytes heap in use, with the texts but, in a later start, without a model
  /// @param figures what was measured, now or earlier
  record Summary(int count, long openNanos, long fileBytes, long heapBytes, DemoFigures figures) {}
}
