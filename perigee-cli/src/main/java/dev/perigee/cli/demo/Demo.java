package dev.perigee.cli.demo;

import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A demo that is ready to answer: texts, database, figures and the questions asked before.
///
/// The first start on a data folder makes all of it; a later one only opens it. One thread at a
/// time. Whoever opens it closes it; the model stays the caller's.
final class Demo implements AutoCloseable {

  private final DemoFolder folder;
  private final LazyModel model;
  private final DemoTexts texts;
  private final DemoFigures figures;
  private final QuestionCache questions;
  private final GlossVectors vectors;
  private final DemoDatabase database;

  private Demo(DemoFolder folder, int count, LazyModel model, DemoConsole console) {
    this.folder = folder;
    this.model = model;
    texts = new DemoTexts(folder, count);
    figures = DemoFigures.load(folder);
    questions = QuestionCache.load(folder);
    vectors = new GlossVectors(folder, texts, figures, model, console);
    database = DemoDatabase.open(folder, texts, figures, vectors, console);
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
    double recall = DemoMeasurement.recall(database.collection(), queries);
    double queriesPerSecond =
        DemoMeasurement.queriesPerSecond(database.collection(), queries, time, time);
    figures.put(Map.of(Figure.RECALL, recall, Figure.QUERIES_PER_SECOND, queriesPerSecond));
  }

  /// What is known of the index; collects the garbage first, which takes a few milliseconds.
  DemoReport.Summary summary() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heapBytes = runtime.totalMemory() - runtime.freeMemory();
    return new DemoReport.Summary(
        texts.count(),
        database.openNanos(),
        DemoFolder.bytesBelow(folder.database()),
        heapBytes,
        figures);
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
    Query query = Query.near(DemoDatabase.VECTOR, questions.get(question)).limit(k).withFields();
    long start = System.nanoTime();
    List<Hit> hits = database.search(query);
    long nanos = System.nanoTime() - start;
    List<Answer.Found> found =
        hits.stream()
            .map(hit -> new Answer.Found(hit.score(), DemoDatabase.gloss(hit.document())))
            .toList();
    return new Answer(question, nanos, found);
  }

  /// Asks a question in a past that differs from now.
  TimeTravel travel(String question) {
    learn(List.of(question));
    return TimeTravel.run(database, question, questions.get(question));
  }

  /// Makes what a process that is to be killed inserts.
  CrashDemo crash(long seed) {
    vectors.open().close();
    if (texts.indexed().size() != texts.count()) {
      throw new IllegalStateException("expected " + texts.count() + " glosses");
    }
    return new CrashDemo(folder.crash(), folder.texts(), folder.vectors(), texts.count(), seed);
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
    database.close();
  }
}
