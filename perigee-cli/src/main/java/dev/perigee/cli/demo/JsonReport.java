package dev.perigee.cli.demo;

import dev.perigee.cli.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// Results as JSON, an object a line, told apart by `type`: `figures` first, then each `answer`,
/// `timeTravel` or `crash`.
record JsonReport(PrintWriter out) implements DemoReport {

  @Override
  public void figures(Summary summary) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "figures");
    object.put("count", summary.count());
    object.put("openMillis", Json.rounded(summary.openNanos() / 1e6, 3));
    for (Figure figure : Figure.values()) {
      summary
          .figures()
          .get(figure)
          .ifPresent(value -> object.put(figure.key(), Json.rounded(value, 6)));
    }
    object.put("builtByEarlierStart", summary.figures().isEarlier(Figure.BUILD_SECONDS));
    object.put("fileBytes", summary.fileBytes());
    object.put("bytesPerVector", Json.rounded((double) summary.fileBytes() / summary.count(), 1));
    object.put("heapBytes", summary.heapBytes());
    print(object);
  }

  @Override
  public void answer(Answer answer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "answer");
    object.put("question", answer.question());
    object.put("searchMillis", Json.rounded(answer.searchNanos() / 1e6, 3));
    object.put("hits", answer.hits().stream().map(JsonReport::hit).toList());
    print(object);
  }

  @Override
  public void travel(TimeTravel travel) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "timeTravel");
    object.put("question", travel.question());
    object.put("instant", travel.instant());
    object.put("searchMillis", Json.rounded(travel.nanos() / 1e6, 3));
    object.put("now", travel.now().stream().map(JsonReport::hit).toList());
    object.put("then", travel.then().stream().map(JsonReport::hit).toList());
    print(object);
  }

  @Override
  public void crash(CrashDemo.Round round) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "crash");
    object.put("round", round.number());
    object.put("acknowledged", round.acknowledged());
    object.put("expected", round.expected());
    object.put("present", round.present());
    object.put("lost", 0);
    object.put("recoveryMillis", Json.rounded(round.recoveryNanos() / 1e6, 3));
    object.put("searchesCompared", round.searches());
    print(object);
  }

  private static Map<String, Object> hit(Answer.Found found) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("score", Json.rounded(found.score(), 4));
    object.put("words", found.gloss().words());
    object.put("partOfSpeech", found.gloss().partOfSpeech());
    object.put("text", found.gloss().text());
    return object;
  }

  private void print(Map<String, Object> object) {
    out.println(Json.line(object));
    out.flush();
  }
}
