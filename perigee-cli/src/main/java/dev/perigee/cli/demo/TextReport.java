package dev.perigee.cli.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Results as aligned columns for people.
record TextReport(PrintWriter out) implements DemoReport {

  private static final int WORDS_WIDTH = 28;
  private static final int TEXT_WIDTH = 68;
  private static final String ROW = "  %-18s %12s  %s";
  private static final String HIT = "  %5s  %-" + WORDS_WIDTH + "s  %-9s  %s";

  @Override
  public void figures(Summary summary) {
    DemoFigures figures = summary.figures();
    line("%,d glosses of WordNet 3.1, 384 dimensions, cosine%n", summary.count());
    timeRow("embedded", figures, Figure.EMBED_SECONDS, rate(summary));
    timeRow("inserted", figures, Figure.INSERT_SECONDS, insertRate(summary));
    timeRow("search meanwhile", figures, Figure.SEARCH_P50_SECONDS, slowest(figures));
    timeRow("graph built", figures, Figure.BUILD_SECONDS, "");
    row("opened", time(summary.openNanos() / 1e9), compared(summary));
    figures
        .get(Figure.RECALL)
        .ifPresent(value -> row("recall@10", number("%.3f", value), "against exact search"));
    figures
        .get(Figure.QUERIES_PER_SECOND)
        .ifPresent(
            value -> row("queries per second", number("%,.0f", value), "one thread, k = 10"));
    double megabytes = summary.fileBytes() / 1e6;
    row(
        "bytes per vector",
        number("%,.0f", (double) summary.fileBytes() / summary.count()),
        number("%,.1f MB in all, 1,536 bytes of each are its floats", megabytes));
    row("heap used", number("%,.1f MB", summary.heapBytes() / 1e6), "");
    if (figures.isEarlier(Figure.QUERIES_PER_SECOND)) {
      line("%nThe first searches of a process take longer: the JVM is still compiling them.");
    }
    out.flush();
  }

  @Override
  public void answer(Answer answer) {
    line("%n%s  [%s]", answer.question(), time(answer.searchNanos() / 1e9));
    for (Answer.Found found : answer.hits()) {
      Gloss gloss = found.gloss();
      List<String> text = wrapped(gloss.text());
      String score = number("%.3f", found.score());
      line(HIT, score, shortened(gloss.words()), gloss.partOfSpeech(), text.getFirst());
      for (String more : text.subList(1, text.size())) {
        line(HIT, "", "", "", more);
      }
    }
    out.flush();
  }

  @Override
  public void travel(TimeTravel travel) {
    line("%n%s  [as of %s: %s]", travel.question(), travel.instant(), time(travel.nanos() / 1e9));
    line("  The first answer was deleted since, the next changed:");
    travel.now().forEach(found -> hit("now", found));
    travel.then().forEach(found -> hit("then", found));
    line("  Everything is put back.");
    out.flush();
  }

  private void hit(String when, Answer.Found found) {
    String text = wrapped(found.gloss().text()).getFirst();
    line(HIT, when, shortened(found.gloss().words()), found.gloss().partOfSpeech(), text);
  }

  @Override
  public void crash(CrashDemo.Round round) {
    line(
        "round %d: killed after %,d acknowledged inserts; opened again in %s; all of %,d acknowledged"
            + " are among %,d, bit for bit; %d searches equal brute force",
        round.number(),
        round.acknowledged(),
        time(round.recoveryNanos() / 1e9),
        round.expected(),
        round.present(),
        round.searches());
    out.flush();
  }

  private void timeRow(String name, DemoFigures figures, Figure figure, String note) {
    String when = figures.isEarlier(figure) ? "on an earlier start" : note;
    figures.get(figure).ifPresent(seconds -> row(name, time(seconds), when));
  }

  private static String rate(Summary summary) {
    OptionalDouble seconds = summary.figures().get(Figure.EMBED_SECONDS);
    return seconds.isEmpty()
        ? ""
        : number("%,.0f glosses per second", summary.count() / seconds.getAsDouble());
  }

  private static String insertRate(Summary summary) {
    OptionalDouble seconds = summary.figures().get(Figure.INSERT_SECONDS);
    return seconds.isEmpty()
        ? ""
        : number("%,.0f glosses per second, durable", summary.count() / seconds.getAsDouble());
  }

  private static String slowest(DemoFigures figures) {
    OptionalDouble seconds = figures.get(Figure.SEARCH_P99_SECONDS);
    return seconds.isEmpty() ? "" : "median; 99 % within " + time(seconds.getAsDouble());
  }

  private static String compared(Summary summary) {
    OptionalDouble seconds = summary.figures().get(Figure.INSERT_SECONDS);
    return seconds.isEmpty()
        ? ""
        : number(
            "%,.0f times faster than inserted", seconds.getAsDouble() * 1e9 / summary.openNanos());
  }

  private void row(String name, String value, String note) {
    line(ROW, name, value, note);
  }

  // its annotation would be a dependency for one method
  @SuppressWarnings("AnnotateFormatMethod")
  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String time(double seconds) {
    if (seconds >= 1) {
      return number("%,.1f s", seconds);
    }
    return number(seconds >= 0.1 ? "%.0f ms" : "%.2f ms", seconds * 1e3);
  }

  private static String shortened(String words) {
    if (words.length() <= WORDS_WIDTH) {
      return words;
    }
    // whole words only, so that what is left can be read
    int end = words.lastIndexOf(", ", WORDS_WIDTH - ", ...".length());
    return end > 0
        ? words.substring(0, end) + ", ..."
        : words.substring(0, WORDS_WIDTH - 3) + "...";
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > TEXT_WIDTH) {
      int blank = rest.lastIndexOf(' ', TEXT_WIDTH);
      int end = blank > 0 ? blank : TEXT_WIDTH;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
