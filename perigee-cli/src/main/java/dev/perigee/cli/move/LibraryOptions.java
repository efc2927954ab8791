package dev.perigee.cli.move;

import dev.perigee.cli.MetricWord;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.library.Library;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// What somebody has to say of a file of another library that does not say it itself.
public final class LibraryOptions {

  @Option(
      names = "--library",
      paramLabel = "NAME",
      description =
          "Which library wrote the file: ${COMPLETION-CANDIDATES} (found out from its bytes).")
  private Library library;

  @Option(
      names = "--metric",
      converter = MetricWord.class,
      completionCandidates = MetricWord.class,
      description =
          "How vectors are compared, where the file does not say (hnswlib, DiskANN, records):"
              + " ${COMPLETION-CANDIDATES}.")
  private Metric metric;

  @Option(
      names = "--element",
      paramLabel = "TYPE",
      description = "What a component is, where the file does not say: F32, U8 or I8 (F32).")
  private ComponentType type;

  /// How vectors are compared; null if nobody says.
  public Metric metric() {
    return metric;
  }

  /// Whether somebody said which library wrote the file.
  public boolean isNamed() {
    return library != null;
  }

  /// Opens a file.
  ///
  /// @throws InvalidRequestException if it is of no library that is known, or somebody has to say
  ///   more of it
  ForeignIndex open(Path path) {
    return library(path).open(path, hints());
  }

  /// Opens a file to say what it is.
  ///
  /// @throws InvalidRequestException if it is of no library that is known
  ForeignIndex openToLook(Path path) {
    return library(path).openToLook(path, hints());
  }

  /// Whether nobody tells how the vectors of a file are compared.
  boolean lacksMetric(Path path) {
    return metric == null && !library(path).tellsMetric();
  }

  private Library library(Path path) {
    Library of = library == null ? Library.of(path) : library;
    if (of == null) {
      throw InvalidRequestException.of(
          path.toString(),
          "an index of Perigee, USearch, hnsw_rs, FAISS, hnswlib or DiskANN",
          "another kind of file");
    }
    return of;
  }

  private Library.Hints hints() {
    return new Library.Hints(metric, type);
  }
}
