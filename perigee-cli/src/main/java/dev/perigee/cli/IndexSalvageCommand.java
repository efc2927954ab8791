package dev.perigee.cli;

import dev.perigee.index.IndexOptions;
import dev.perigee.index.IndexSalvage;
import dev.perigee.index.SalvageReport;
import dev.perigee.index.SalvageReport.Ordinals;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee index salvage`: a sound index file of what can be read of a damaged one.
@Command(
    name = "salvage",
    description = {
      "Makes a sound index file of what can be read of a damaged one, which stays as it is.",
      "Rows whose vector or id is damaged are left out and listed; a damaged graph is made anew."
    },
    mixinStandardHelpOptions = true)
final class IndexSalvageCommand implements Callable<Integer> {

  private static final int RANGES_TOLD = 20;

  @Parameters(paramLabel = "DAMAGED", description = "The damaged index file.")
  private Path damaged;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
  private Path out;

  @Option(
      names = "--spill",
      paramLabel = "FOLDER",
      description = "Keep vectors in a temporary file there where a graph is made anew.")
  private Path spill;

  @Option(names = "--threads", description = "Threads (all processors).")
  private Integer threads;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SalvageReport report;
    try (Progress progress = new Progress("Salvaging", -1, " vectors")) {
      report = IndexSalvage.write(damaged, out, this::changed, progress);
    }
    if (json) {
      spec.commandLine().getOut().println(Json.line(object(report)));
    } else {
      print(report);
    }
    return 0;
  }

  private IndexOptions changed(IndexOptions options) {
    IndexOptions changed = spill == null ? options : options.withSpillFolder(spill);
    return threads == null ? changed : changed.withThreads(threads);
  }

  private void print(SalvageReport report) {
    PrintWriter to = spec.commandLine().getOut();
    DamageLines.texts(report.damage()).forEach(to::println);
    if (report.damage().isEmpty()) {
      to.println(damaged + " is sound");
    }
    to.printf(
        "%s: %,d of %,d vectors, graph %s%n",
        out, report.kept(), report.count(), report.graph().name().toLowerCase(Locale.ROOT));
    List<Ordinals> lost = report.lost();
    for (Ordinals range : lost.subList(0, Math.min(RANGES_TOLD, lost.size()))) {
      to.printf("lost rows %,d to %,d%n", range.from(), range.to() - 1);
    }
    if (lost.size() > RANGES_TOLD) {
      to.printf("and %,d more ranges of rows, which --json lists%n", lost.size() - RANGES_TOLD);
    }
    if (!report.lostIds().isEmpty()) {
      to.printf("%,d ids of lost rows can be read; --json lists them%n", report.lostIds().size());
    }
    if (report.numbered()) {
      to.println("all ids are lost: each vector has its row as its id");
    }
  }

  private Map<String, Object> object(SalvageReport report) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", damaged.toString());
    line.put("out", out.toString());
    line.put("count", report.count());
    line.put("kept", report.kept());
    line.put("graph", report.graph().name().toLowerCase(Locale.ROOT));
    line.put("ids_lost", report.numbered());
    List<List<Integer>> lost = new ArrayList<>();
    report.lost().forEach(range -> lost.add(List.of(range.from(), range.to())));
    line.put("lost_rows", lost);
    line.put("lost_ids", report.lostIds());
    line.put("damage", DamageLines.objects(report.damage()));
    return line;
  }
}
