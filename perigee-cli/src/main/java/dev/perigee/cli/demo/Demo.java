package dev.perigee.cli.demo;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A demo that is ready to answer: texts, index, figures and the questions asked before.
///
/// The first start on a data folder makes all of it; a later one only opens it. One thread at a
/// time. Whoever opens it closes it; the model stays the caller's.
final class Demo implements AutoCloseable {

  private final DemoFolder folder;
  private final LazyModel model;
  private final DemoTexts texts;
  private final DemoFigures figures;
  private final QuestionCache questions;
  private final DemoIndex index;

  private Demo(DemoFolder folder, int count, LazyModel model, DemoConsole console) {
    this.folder = folder;
    this.model = model;
    texts = new DemoTexts(folder, count);
    figures = DemoFigures.load(folder);
    questions = QuestionCache.load(folder);
    index = DemoIndex.open(folder, texts, figures, model, console);
  }

  /// Opens the demo, making first what its folder lacks.
  ///
  /// @param count glosses, 1 to [WordNetGlosses#COUNT]
  static Demo open(DemoFolder folder, int count, LazyModel model, DemoConsole console) {
    return new Demo(folder, count, model, console);
  }

  /// Measures recall and speed unless that was done, now or by an earlier start.
  ///
  /// @param time how long to search for the speed, and as long before that to warm up
  void measureOnce(Duration time) {
    if (figures.get(Figure.RECALL).isPresent()
        && figures.get(Figure.QUERIES_PER_SECOND).isPresent()) {
      return;
    }
    Path file = folder.measuringVectors();
    List<float[]> queries =
        folder.loadOrMake(
            file,
            () -> CachedVectors.read(file, DemoTexts.MEASURING_COUNT),
            () -> CachedVectors.write(file, texts.measuring(), model.get(), (done, all) -> true));
    double recall = DemoMeasurement.recall(index.index(), queries);
    double queriesPerSecond = DemoMeasurement.queriesPerSecond(index.index(), queries, time, time);
    figures.put(Map.of(Figure.RECALL, recall, Figure.QUERIES_PER_SECOND, queriesPerSecond));
  }

  /// What is known of the index; collects the garbage first, which takes a few milliseconds.
  DemoReport.Summary summary() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heapBytes = runtime.totalMemory() - runtime.freeMemory();
    try {
      return new DemoReport.Summary(
          texts.indexed().size(),
          index.openNanos(),
          Files.size(folder.index()),
          heapBytes,
          figures);
    } catch (IOException e) {
      throw new StorageException("cannot read " + folder.index(), e);
    }
  }

  /// Learns questions that were not asked before, all at once: one load of the model, one write.
  ///
  /// @throws InvalidRequestException if a question has nothing that can be read
  void learn(List<String> asked) {
    Map<String, float[]> learned = new LinkedHashMap<>();
    for (String question : asked) {
      if (questions.get(question) == null) {
        learned.put(question, embedded(question));
      }
    }
    if (!learned.isEmpty()) {
      questions.put(learned);
    }
  }

  /// Answers a question in words.
  ///
  /// @param k glosses wanted
  /// @throws InvalidRequestException if the question has nothing that can be read
  Answer answer(String question, int k) {
    learn(List.of(question));
    SearchResult result = index.search(questions.get(question), SearchOptions.nearest(k));
    List<Answer.Found> found =
        result.hits().stream()
            .map(hit -> new Answer.Found(hit.score(), texts.indexed().get((int) hit.id())))
            .toList();
    return new Answer(question, result.statistics().elapsedNanos(), found);
  }

  private float[] embedded(String question) {
    try {
      return model.get().embed(question);
    } catch (IllegalArgumentException e) {
      throw InvalidRequestException.of("question", "at least one visible character", "none");
    }
  }

  @Override
  public void close() {
    index.close();
  }
}
