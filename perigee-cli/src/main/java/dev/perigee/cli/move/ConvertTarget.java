package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// What a file is turned into.
sealed interface ConvertTarget {

  /// An index.
  ///
  /// @param library whose
  record OfIndex(IndexOf library) implements ConvertTarget {
    @Override
    public String toString() {
      return library == IndexOf.PERIGEE ? "an index of Perigee" : "an index of " + library;
    }
  }

  /// A table of numbers.
  ///
  /// @param kind of its file
  record OfDataset(DatasetKind kind) implements ConvertTarget {
    @Override
    public String toString() {
      return "a data set " + kind.extension();
    }
  }

  /// Vectors, queries and their true neighbours in HDF5.
  record OfBenchmark() implements ConvertTarget {
    @Override
    public String toString() {
      return "a data set " + HDF5;
    }
  }

  /// An archive of NumPy.
  record OfArchive() implements ConvertTarget {
    @Override
    public String toString() {
      return "an archive " + NPZ;
    }
  }

  /// Records.
  ///
  /// @param format they are written in
  record OfRecords(RecordWriterFormat format) implements ConvertTarget {
    @Override
    public String toString() {
      return "records " + format.name();
    }
  }

  /// Whose index.
  enum IndexOf {
    PERIGEE,
    HNSWLIB,
    USEARCH,
    HNSW_RS
  }

  /// How HDF5 is asked for.
  String HDF5 = "HDF5";

  /// How an archive of NumPy is asked for.
  String NPZ = "NPZ";

  /// The target that somebody asks for.
  ///
  /// @param word what to make; null for what the name tells
  /// @throws InvalidRequestException if neither tells
  static ConvertTarget of(String word, Path target) {
    return word == null ? named(target) : asked(word);
  }

  private static ConvertTarget asked(String word) {
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    for (IndexOf library : IndexOf.values()) {
      if (library.name().equals(name)) {
        return new OfIndex(library);
      }
    }
    for (DatasetKind kind : DatasetKind.values()) {
      if (kind.name().equals(name)) {
        return new OfDataset(kind);
      }
    }
    if (name.equals(HDF5)) {
      return new OfBenchmark();
    }
    if (name.equals(NPZ)) {
      return new OfArchive();
    }
    OfRecords records = recordsNamed(name);
    if (records == null) {
      throw InvalidRequestException.of("to", String.join(", ", words()), word);
    }
    return records;
  }

  private static OfRecords recordsNamed(String name) {
    for (RecordWriterFormat format : RecordWriterFormat.all()) {
      if (format.name().equals(name)) {
        return new OfRecords(format);
      }
    }
    return null;
  }

  /// What records are turned into: the same, but with their vectors alone if it is a data set that
  /// can hold these.
  default ConvertTarget ofRecords() {
    ConvertTarget records =
        switch (this) {
          case OfDataset(DatasetKind kind) -> recordsNamed(kind.name());
          case OfArchive _ -> recordsNamed(NPZ);
          case OfIndex _, OfBenchmark _, OfRecords _ -> this;
        };
    return records == null ? this : records;
  }

  private static ConvertTarget named(Path target) {
    ConvertTarget dataset = datasetNamed(target);
    if (dataset != null) {
      return dataset;
    }
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".prg")) {
      return new OfIndex(IndexOf.PERIGEE);
    }
    if (name.endsWith(".usearch")) {
      return new OfIndex(IndexOf.USEARCH);
    }
    if (name.endsWith(".bin") || name.endsWith(".hnswlib")) {
      return new OfIndex(IndexOf.HNSWLIB);
    }
    if (name.endsWith(".hnsw") || name.endsWith(".hnsw.graph")) {
      return new OfIndex(IndexOf.HNSW_RS);
    }
    String extension = name.substring(name.lastIndexOf('.') + 1);
    for (RecordWriterFormat format : RecordWriterFormat.all()) {
      if (format.extensions().contains(extension)) {
        return new OfRecords(format);
      }
    }
    throw InvalidRequestException.of(
        "to", String.join(", ", words()) + ", which the name does not tell", name);
  }

  /// The data set that a name tells; null for none.
  static ConvertTarget datasetNamed(Path target) {
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".hdf5") || name.endsWith(".h5")) {
      return new OfBenchmark();
    }
    if (name.endsWith(".npz")) {
      return new OfArchive();
    }
    DatasetKind kind = FileType.kindNamed(target);
    return kind == null ? null : new OfDataset(kind);
  }

  private static Set<String> words() {
    Set<String> words = new LinkedHashSet<>();
    Arrays.stream(IndexOf.values()).map(IndexOf::name).forEach(words::add);
    Arrays.stream(DatasetKind.values()).map(DatasetKind::name).forEach(words::add);
    words.add(HDF5);
    RecordWriterFormat.all().stream().map(RecordWriterFormat::name).forEach(words::add);
    return words;
  }
}
