package dev.perigee.cli.demo;

import java.util.List;

/// What a question found.
///
/// @param question as it was asked
/// @param searchNanos time of the search alone, without the embedding of the question
/// @param hits nearest first
record Answer(String question, long searchNanos, List<Found> hits) {

  /// A gloss that was found.
  ///
  /// @param score cosine of the angle to the question, 1 for the same direction
  record Found(float score, Gloss gloss) {}
}
