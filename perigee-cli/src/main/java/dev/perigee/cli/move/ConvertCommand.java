package dev.perigee.cli.move;

import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee convert`: decides who turns a file into one of another kind.
@Command(
    name = "convert",
    description = {
      "Turns a file into one of another kind: indexes, data sets, records.",
      "An index of another library becomes one of Perigee, with its graph, or the reverse; a data",
      "set, or the vectors of an index, into a data set of another kind; records into records",
      "of another format. What cannot be kept exactly is refused, unless --allow-loss is given."
    },
    mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "A file, known by its content.")
  private Path source;

  @Parameters(index = "1", paramLabel = "TARGET", description = "The file to write.")
  private Path target;

  @Option(
      names = "--to",
      paramLabel = "KIND",
      description =
          "What to make (what the name says): PERIGEE, HNSWLIB, USEARCH or HNSW_RS; FBIN, NPY or"
              + " another kind of data set; PARQUET or another format of records.")
  private String to;

  @Option(
      names = {"--dataset", "--array"},
      paramLabel = "NAME",
      description = "Which data set of HDF5 (train), or array of an npz.")
  private String dataset;

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description = "Where ids of the vectors of an index are written: npy, ibin or ivecs.")
  private Path ids;

  @Mixin private RowRange range;
  @Mixin private LibraryOptions libraries;
  @Mixin private AdoptionOptions adoption;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("source", source.toString());
    line.put("target", target.toString());
    FileType type = libraries.isNamed() ? FileType.LIBRARY : FileType.of(source);
    // An index of a library becomes one of Perigee under any name that says nothing else.
    boolean adopted = to == null && type == FileType.LIBRARY && !isDataset();
    ConvertTarget asked =
        adopted ? ConvertTarget.of("PERIGEE", target) : ConvertTarget.of(to, target);
    convert(type, asked, line);
    line.put("seconds", Json.rounded((System.nanoTime() - start) / 1e9, 3));
    if (json) {
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      line.forEach((name, value) -> spec.commandLine().getOut().printf("%-10s %s%n", name, value));
    }
    return 0;
  }

  private boolean isDataset() {
    return FileType.kindNamed(target) != null;
  }

  private void convert(FileType type, ConvertTarget asked, Map<String, Object> line) {
    if (asked.dataset() != null && type != FileType.RECORDS) {
      writeNumbers(type, asked, line);
    } else if (asked.records() != null && type == FileType.RECORDS) {
      requireNone("--dataset", dataset);
      requireNone("--ids", ids);
      try (Progress progress = new Progress("Converting", -1, " rows")) {
        line.putAll(
            new RecordConversion(source, range, adoption.allowLoss)
                .write(target, asked.records(), progress));
      }
    } else if (asked.index() == ConvertTarget.Index.PERIGEE && type == FileType.LIBRARY) {
      adopt(line);
    } else if (asked.index() != null && type == FileType.INDEX) {
      requireWhole();
      line.put("count", LibraryExport.write(source, target, asked.index()));
    } else {
      throw refused(type, asked);
    }
  }

  private void writeNumbers(FileType type, ConvertTarget asked, Map<String, Object> line) {
    try (NumberTable table =
            new NumberTables(source, dataset, adoption.allowLoss, libraries).open(type);
        Progress progress = new Progress("Converting", table.rows(), " rows")) {
      NumberConversion conversion =
          new NumberConversion(table, asked.dataset(), range, adoption.allowLoss);
      if (ids != null && type != FileType.INDEX && type != FileType.LIBRARY) {
        throw InvalidRequestException.of("--ids", "none for a file without ids", ids);
      }
      line.putAll(conversion.write(target, progress));
      if (ids != null) {
        conversion.writeIds(ids);
        line.put("ids", ids.toString());
      }
    }
  }

  private void adopt(Map<String, Object> line) {
    requireWhole();
    try (MovedIndex index = MovedIndex.open(source, libraries, adoption);
        Progress progress = new Progress("Converting", index.vectors().count(), " vectors")) {
      line.putAll(new Adoption(index).write(target, progress));
    }
  }

  /// An index becomes an index with all its rows.
  private void requireWhole() {
    requireNone("--dataset", dataset);
    requireNone("--ids", ids);
    requireNone("--rows or --count", range.isAsked() ? "one" : null);
  }

  private static void requireNone(String option, Object value) {
    if (value != null) {
      throw InvalidRequestException.of(option, "none for this source and target", value);
    }
  }

  private InvalidRequestException refused(FileType type, ConvertTarget asked) {
    String expected =
        switch (type) {
          case INDEX -> "HNSWLIB, USEARCH or HNSW_RS, or a data set for its vectors";
          case LIBRARY -> "PERIGEE, or a data set for its vectors";
          case NPY, NPZ, HDF5, DATASET ->
              "a data set; an index is built of vectors by perigee index build";
          case RECORDS ->
              "a format of records; perigee import writes them into a collection, whose vectors are"
                  + " indexed";
        };
    return InvalidRequestException.of("to", expected, asked);
  }
}
