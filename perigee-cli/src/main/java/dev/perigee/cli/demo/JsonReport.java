package dev.perigee.cli.demo;

import dev.perigee.cli.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// Results as JSON, an object a line, told apart by `type`: `figures` first, then each `answer`.
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
          .ifPresent(value -> object.put(figure.key(), Json.rounded(value, 4)));
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
