package dev.perigee.cli.move;

import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.hnswlib.HnswlibWriter;
import dev.perigee.formats.hnswlib.HnswlibWriterOptions;
import dev.perigee.formats.hnswrs.HnswRsParameters;
import dev.perigee.formats.hnswrs.HnswRsWriter;
import dev.perigee.formats.usearch.USearchWriter;
import dev.perigee.formats.usearch.USearchWriterOptions;
import dev.perigee.index.IndexContents;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee convert`: an index of another library becomes one of ours, or one of ours that of
/// another library.
@Command(
    name = "convert",
    description = {
      "Turns an index file of another library into one of Perigee, with its graph, or the reverse.",
      "What cannot be kept exactly is refused, unless --allow-loss is given."
    },
    mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {

  private static final byte[] MAGIC = {(byte) 0x89, 'P', 'R', 'G'};

  /// What an index is turned into.
  enum Target {
    PERIGEE,
    HNSWLIB,
    USEARCH,
    HNSW_RS
  }

  @Parameters(index = "0", paramLabel = "SOURCE", description = "An index file.")
  private Path source;

  @Parameters(index = "1", paramLabel = "TARGET", description = "The file to write.")
  private Path target;

  @Option(
      names = "--to",
      paramLabel = "KIND",
      description =
          "What to make of an index of Perigee: HNSWLIB, USEARCH or HNSW_RS (by the name: .bin,"
              + " .usearch, .hnsw).")
  private Target to;

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
    if (isOurs()) {
      try (VectorIndex index = VectorIndex.open(source)) {
        line.put("count", index.count());
        export(index);
      }
    } else {
      require("to", to == null || to == Target.PERIGEE, "PERIGEE for an index of a library", to);
      try (ForeignIndex index = libraries.open(source);
          Progress progress = new Progress("Converting", index.vectors().count(), " vectors")) {
        line.putAll(new Adoption(index, adoption).write(target, progress));
      }
    }
    line.put("seconds", Json.rounded((System.nanoTime() - start) / 1e9, 3));
    if (json) {
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      line.forEach((name, value) -> spec.commandLine().getOut().printf("%-10s %s%n", name, value));
    }
    return 0;
  }

  private boolean isOurs() {
    if (!Files.isRegularFile(source)) {
      return false; // to open a pipe would wait for a writer; whoever opens it next refuses it
    }
    try (var in = Files.newInputStream(source)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false; // whoever opens it next says what is wrong
    }
  }

  private void export(VectorIndex index) {
    VectorSource vectors = IndexContents.vectors(index);
    LinkSource links = IndexContents.links(index);
    switch (targetKind()) {
      case HNSWLIB ->
          HnswlibWriter.write(
              target,
              vectors,
              links,
              HnswlibWriterOptions.of(index.options().metric(), links)
                  .withEfConstruction(index.options().efConstruction()));
      case USEARCH ->
          USearchWriter.write(
              target, vectors, links, USearchWriterOptions.of(index.options().metric(), links));
      case HNSW_RS ->
          HnswRsWriter.write(
              target,
              vectors,
              links,
              new HnswRsParameters(
                  index.options().metric(),
                  Math.max(links.degreeMaxUpper(), (links.degreeMax() + 1) / 2),
                  index.options().efConstruction()));
      case PERIGEE ->
          throw InvalidRequestException.of(
              "to", "HNSWLIB, USEARCH or HNSW_RS for an index of Perigee", "PERIGEE");
    }
  }

  private Target targetKind() {
    if (to != null) {
      return to;
    }
    String name = String.valueOf(target.getFileName());
    if (name.endsWith(".usearch")) {
      return Target.USEARCH;
    }
    if (name.endsWith(".bin") || name.endsWith(".hnswlib")) {
      return Target.HNSWLIB;
    }
    if (name.endsWith(".hnsw") || name.endsWith(".hnsw.graph")) {
      return Target.HNSW_RS;
    }
    throw InvalidRequestException.of(
        "to", "HNSWLIB, USEARCH or HNSW_RS, which the name does not tell", name);
  }

  private static void require(String field, boolean holds, String expected, Object got) {
    if (!holds) {
      throw InvalidRequestException.of(field, expected, got);
    }
  }
}
