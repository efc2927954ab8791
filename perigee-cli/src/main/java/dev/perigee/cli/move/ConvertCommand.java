package dev.perigee.cli.move;

import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.cli.move.ConvertTarget.IndexOf;
import dev.perigee.cli.move.ConvertTarget.OfArchive;
import dev.perigee.cli.move.ConvertTarget.OfBenchmark;
import dev.perigee.cli.move.ConvertTarget.OfDataset;
import dev.perigee.cli.move.ConvertTarget.OfIndex;
import dev.perigee.cli.move.ConvertTarget.OfRecords;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.hdf5.BenchmarkDataset;
import dev.perigee.formats.hdf5.BenchmarkFile;
import dev.perigee.formats.hdf5.BenchmarkWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
          "What to make (what the name says): PERIGEE, HNSWLIB, USEARCH or HNSW_RS; FBIN, NPY, NPZ,"
              + " HDF5 or another kind of data set; PARQUET or another format of records.")
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
  @Mixin private BenchmarkOptions benchmark;

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
    boolean adopted =
        to == null && type == FileType.LIBRARY && ConvertTarget.datasetNamed(target) == null;
    ConvertTarget asked = adopted ? new OfIndex(IndexOf.PERIGEE) : ConvertTarget.of(to, target);
    convert(type, asked, line);
    line.put("seconds", Json.rounded((System.nanoTime() - start) / 1e9, 3));
    if (json) {
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      line.forEach((name, value) -> spec.commandLine().getOut().printf("%-10s %s%n", name, value));
    }
    return 0;
  }

  private void convert(FileType type, ConvertTarget asked, Map<String, Object> line) {
    if (!(asked instanceof OfBenchmark)) {
      requireNone("--query, --truth or -k", benchmark.isAsked() ? "one" : null);
    }
    switch (type == FileType.RECORDS ? asked.ofRecords() : asked) {
      case OfDataset(DatasetKind kind) when type != FileType.RECORDS ->
          writeNumbers(type, kind, line);
      case OfBenchmark _ when type != FileType.RECORDS -> writeBenchmark(type, line);
      case OfArchive _ when type != FileType.RECORDS -> writeArchive(type, line);
      case OfRecords(RecordWriterFormat format) when type == FileType.RECORDS ->
          writeRecords(format, line);
      case OfIndex(IndexOf library) when library == IndexOf.PERIGEE && type == FileType.LIBRARY ->
          adopt(line);
      case OfIndex(IndexOf library) when type == FileType.INDEX -> {
        requireWhole();
        line.put("count", LibraryExport.write(source, target, library));
      }
      case OfDataset _, OfBenchmark _, OfArchive _, OfRecords _, OfIndex _ ->
          throw refused(type, asked);
    }
  }

  private void writeRecords(RecordWriterFormat format, Map<String, Object> line) {
    requireNone("--dataset", dataset);
    requireNone("--ids", ids);
    try (Progress progress = new Progress("Converting", -1, " rows")) {
      line.putAll(
          new RecordConversion(source, range, adoption.allowLoss).write(target, format, progress));
    }
  }

  private void writeNumbers(FileType type, DatasetKind kind, Map<String, Object> line) {
    try (NumberTable table = table(source, dataset, type);
        Progress progress = new Progress("Converting", table.rows(), " rows")) {
      NumberConversion conversion = new NumberConversion(table, kind, range, adoption.allowLoss);
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

  private void writeArchive(FileType type, Map<String, Object> line) {
    requireNone("--ids", ids);
    boolean hasIds = type == FileType.INDEX || type == FileType.LIBRARY;
    try (NumberTable table = table(source, dataset, type);
        Progress progress = new Progress("Converting", table.rows(), " rows")) {
      line.putAll(new ArchiveConversion(table, range, hasIds).write(target, progress));
    }
  }

  /// A benchmark that becomes one keeps its queries, and its truth where no rows are left out.
  private void writeBenchmark(FileType type, Map<String, Object> line) {
    requireNone("--ids", ids);
    boolean kept = type == FileType.HDF5 && dataset == null && benchmark.query == null;
    List<String> held = kept ? held(line) : List.of();
    try (NumberTable train = table(source, dataset, type);
        NumberTable queries = beside(benchmark.query, held, "test");
        NumberTable truth = queries == null ? null : truth(held);
        Progress progress = new Progress("Converting", train.rows(), " rows")) {
      if (queries == null) {
        requireNone("--truth or -k", benchmark.isAsked() ? "one without --query" : null);
      }
      Metric metric = libraries.metric() == null ? train.metric() : libraries.metric();
      line.putAll(
          new BenchmarkConversion(train, range, metric, benchmark)
              .write(target, queries, truth, progress));
    }
  }

  /// The data sets of a benchmark; says what else there is, which is lost.
  private List<String> held(Map<String, Object> line) {
    try (BenchmarkFile file = BenchmarkFile.open(source)) {
      List<String> held = file.datasets().stream().map(BenchmarkDataset::name).toList();
      List<String> others = new ArrayList<>(held);
      others.addAll(file.description().attributes().keySet());
      others.removeAll(BenchmarkWriter.USUAL);
      if (!others.isEmpty() && !adoption.allowLoss) {
        throw InvalidRequestException.of(
            "SOURCE",
            "nothing but " + BenchmarkWriter.USUAL + ", or --allow-loss",
            "data sets or attributes " + others);
      }
      line.put("losses", others);
      return held;
    }
  }

  private NumberTable truth(List<String> held) {
    return range.isAsked() || libraries.metric() != null
        ? beside(benchmark.truth, List.of(), "neighbors")
        : beside(benchmark.truth, held, "neighbors");
  }

  /// A file of its own, or a data set of the source; null if there is neither.
  private NumberTable beside(Path file, List<String> held, String name) {
    if (file != null) {
      FileType type = FileType.of(file);
      return table(file, type == FileType.HDF5 ? name : null, type);
    }
    return held.contains(name) ? table(source, name, FileType.HDF5) : null;
  }

  private NumberTable table(Path path, String name, FileType type) {
    return new NumberTables(path, name, adoption.allowLoss, libraries).open(type);
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
