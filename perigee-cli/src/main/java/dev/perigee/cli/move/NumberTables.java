package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.DatasetForm;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.NpyDescription;
import dev.perigee.formats.NpzEntry;
import dev.perigee.formats.NpzFile;
import dev.perigee.formats.VectorFile;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.hdf5.BenchmarkFile;
import dev.perigee.index.IndexContents;
import dev.perigee.index.KeptRows;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Opens files of every kind as tables of numbers.
///
/// @param path the file
/// @param dataset which of its data sets or arrays; null for the usual one
/// @param allowLoss whether what cannot be kept exactly may be lost
/// @param libraries what an index of another library may not say of itself
record NumberTables(Path path, String dataset, boolean allowLoss, LibraryOptions libraries) {

  private static final Set<String> OF_VECTORS = Set.of("train", "test");

  /// Opens the file.
  ///
  /// @throws InvalidRequestException if it holds no table, something would be lost, or a data set
  ///   is asked for of a file that has one only
  NumberTable open(FileType type) {
    if (dataset != null && type != FileType.NPZ && type != FileType.HDF5) {
      throw InvalidRequestException.of(
          "--dataset", "none for " + path + ", which is neither HDF5 nor npz", dataset);
    }
    return switch (type) {
      case INDEX -> ofIndex();
      case LIBRARY -> ofLibrary();
      case NPY ->
          NpyDescription.of(path).descr().matches("[<>=|]?[iu][248]")
              ? new WholeTable(IntMatrix.open(path))
              : of(VectorFile.open(path));
      case NPZ -> ofArchive();
      case HDF5 -> ofBenchmark(dataset == null ? "train" : dataset);
      case DATASET -> ofDataset();
      case RECORDS ->
          throw InvalidRequestException.of("SOURCE", "a file of vectors or numbers", "records");
    };
  }

  private static NumberTable of(VectorFile file) {
    return new VectorTable(file, null, file::close);
  }

  private NumberTable ofIndex() {
    VectorIndex index = VectorIndex.open(path);
    try {
      return new VectorTable(IndexContents.vectors(index), index.options().metric(), index::close);
    } catch (RuntimeException | Error e) {
      index.close();
      throw e;
    }
  }

  private NumberTable ofLibrary() {
    ForeignIndex index = libraries.open(path);
    try {
      List<String> losses = index.description().losses();
      requireNoLoss(losses.isEmpty(), String.join("; ", losses));
      long kept = index.vectors().count() - index.description().removed();
      return new VectorTable(
          new KeptRows(index.vectors(), index::isRemoved, kept),
          index.description().metric(),
          index::close);
    } catch (RuntimeException | Error e) {
      index.close();
      throw e;
    }
  }

  private NumberTable ofArchive() {
    NpzFile archive = NpzFile.open(path);
    List<String> names = archive.entries().stream().map(NpzEntry::name).toList();
    if (dataset == null && names.size() != 1) {
      throw InvalidRequestException.of("--array", "one of " + names, "none");
    }
    String name = dataset == null ? names.getFirst() : dataset;
    boolean wide =
        archive.entries().stream()
            .filter(entry -> entry.name().equals(name) && entry.type() != null)
            .anyMatch(entry -> entry.type().isInteger() && entry.type().widthBytes() > 1);
    return wide ? new WholeTable(archive.numbers(name)) : of(archive.vectors(name));
  }

  private NumberTable ofBenchmark(String name) {
    BenchmarkFile file = BenchmarkFile.open(path);
    try {
      if (OF_VECTORS.contains(name)) {
        VectorSource vectors = file.vectors(name);
        if (vectors.elementType() == ElementType.BIT) {
          return new VectorTable(vectors, file.description().metric(), file::close);
        }
      }
      return new BenchmarkTable(file.table(name), file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private NumberTable ofDataset() {
    DatasetGuess guess = DatasetGuess.of(path);
    if (guess.form() == DatasetForm.RANGE_TRUTH || guess.form() == DatasetForm.SPARSE) {
      throw InvalidRequestException.of(
          "SOURCE", "rows of one length", "a file of the form " + guess.form());
    }
    if (guess.kind().type() != ComponentType.I32) {
      return of(VectorFile.open(path, guess.kind()));
    }
    IntMatrix matrix = IntMatrix.open(path, guess.kind());
    try {
      requireNoLoss(!matrix.hasDistances(), "distances, of which only the ids are kept");
      return new WholeTable(matrix);
    } catch (RuntimeException | Error e) {
      matrix.close();
      throw e;
    }
  }

  private void requireNoLoss(boolean none, String loss) {
    if (!none && !allowLoss) {
      throw InvalidRequestException.of(
          "SOURCE", "a file that can be kept exactly, or --allow-loss", "one with " + loss);
    }
  }
}
