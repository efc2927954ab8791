package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a file is turned into.
///
/// @param index which kind of index; null for no index
/// @param dataset which kind of data set; null for none
/// @param records in which format records are written; null for none
record ConvertTarget(Index index, DatasetKind dataset, RecordWriterFormat records) {

  /// An index, of whom.
  enum Index {
    PERIGEE,
    HNSWLIB,
    USEARCH,
    HNSW_RS
  }

  /// The target that somebody asks for.
  ///
  /// @param word what to make; null for what the name tells
  /// @throws InvalidRequestException if neither tells
  static ConvertTarget of(String word, Path target) {
    return word == null ? named(target) : asked(word);
  }

  private static ConvertTarget asked(String word) {
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    for (Index index : Index.values()) {
      if (index.name().equals(name)) {
        return new ConvertTarget(index, null, null);
      }
    }
    for (DatasetKind kind : DatasetKind.values()) {
      if (kind.name().equals(name)) {
        return new ConvertTarget(null, kind, null);
      }
    }
    for (RecordWriterFormat format : RecordWriterFormat.all()) {
      if (format.name().equals(name)) {
        return new ConvertTarget(null, null, format);
      }
    }
    throw InvalidRequestException.of("to", String.join(", ", words()), word);
  }

  private static ConvertTarget named(Path target) {
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".prg")) {
      return new ConvertTarget(Index.PERIGEE, null, null);
    }
    if (name.endsWith(".usearch")) {
      return new ConvertTarget(Index.USEARCH, null, null);
    }
    if (name.endsWith(".bin") || name.endsWith(".hnswlib")) {
      return new ConvertTarget(Index.HNSWLIB, null, null);
    }
    if (name.endsWith(".hnsw") || name.endsWith(".hnsw.graph")) {
      return new ConvertTarget(Index.HNSW_RS, null, null);
    }
    DatasetKind kind = FileType.kindNamed(target);
    if (kind != null) {
      return new ConvertTarget(null, kind, null);
    }
    String extension = name.substring(name.lastIndexOf('.') + 1);
    for (RecordWriterFormat format : RecordWriterFormat.all()) {
      if (format.extensions().contains(extension)) {
        return new ConvertTarget(null, null, format);
      }
    }
    throw InvalidRequestException.of(
        "to", String.join(", ", words()) + ", which the name does not tell", name);
  }

  private static List<String> words() {
    List<String> words = new ArrayList<>();
    Arrays.stream(Index.values()).map(Index::name).forEach(words::add);
    Arrays.stream(DatasetKind.values()).map(DatasetKind::name).forEach(words::add);
    RecordWriterFormat.all().stream().map(RecordWriterFormat::name).forEach(words::add);
    return words;
  }

  @Override
  public String toString() {
    if (index != null) {
      return index == Index.PERIGEE ? "an index of Perigee" : "an index of " + index;
    }
    return dataset != null ? "a data set " + dataset.extension() : "records " + records.name();
  }
}
