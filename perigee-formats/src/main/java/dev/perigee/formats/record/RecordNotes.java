package dev.perigee.formats.record;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What was passed over or changed while reading, each sentence once. Not thread-safe.
public final class RecordNotes {

  private static final int COUNT_MAX = 32;

  private final Set<String> sentences = new LinkedHashSet<>();

  /// Keeps a sentence, unless it or too many others are there already.
  public void add(String sentence) {
    if (sentences.size() < COUNT_MAX) {
      sentences.add(sentence);
    }
  }

  /// The sentences so far, in the order they came.
  public List<String> all() {
    return List.copyOf(new ArrayList<>(sentences));
  }
}
