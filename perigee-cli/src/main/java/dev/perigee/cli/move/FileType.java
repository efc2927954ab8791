package dev.perigee.cli.move;

import dev.perigee.cli.VectorInput;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.DatasetForm;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.library.Library;
import dev.perigee.formats.record.RecordFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a file is, by its content. The name helps only where no content can tell: it chooses among
/// what fits.
enum FileType {
  /// An index of Perigee.
  INDEX,
  /// An array of NumPy.
  NPY,
  /// An archive of arrays of NumPy.
  NPZ,
  /// HDF5 of ann-benchmarks.
  HDF5,
  /// A data set without a magic number.
  DATASET,
  /// An index of another library.
  LIBRARY,
  /// Records, of a format that a module knows.
  RECORDS;

  private static final List<FileType> BY_MAGIC = List.of(INDEX, NPY, NPZ, HDF5);

  /// Finds out what a file is.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws InvalidRequestException if it is nothing that is known; says what is
  /// @throws StorageException if the operating system refuses
  static FileType of(Path path) {
    byte[] head = VectorInput.head(path);
    for (FileType type : BY_MAGIC) {
      if (type.startsLike(head)) {
        return type;
      }
    }
    List<DatasetForm> forms = DatasetForm.of(path);
    DatasetKind named = kindNamed(path);
    if (named != null && forms.contains(DatasetForm.of(named))) {
      return DATASET;
    }
    if (Library.of(path) != null) {
      return LIBRARY;
    }
    if (!forms.isEmpty()) {
      return DATASET;
    }
    if (isOfRecords(path)) {
      return RECORDS;
    }
    if (named != null && named != DatasetKind.NPY) {
      return DATASET; // whoever opens it says what is wrong with it
    }
    throw InvalidRequestException.of(path.toString(), known(), "another kind of file");
  }

  private boolean startsLike(byte[] head) {
    byte[] magic =
        switch (this) {
          case INDEX -> new byte[] {(byte) 0x89, 'P', 'R', 'G'};
          case NPY -> new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
          case NPZ -> new byte[] {'P', 'K', 3, 4};
          case HDF5 -> new byte[] {(byte) 0x89, 'H', 'D', 'F'};
          case DATASET, LIBRARY, RECORDS -> throw new AssertionError(this + " has no magic number");
        };
    return Arrays.equals(head, 0, Math.min(head.length, magic.length), magic, 0, magic.length);
  }

  /// The kind of data set that a name tells; null for none.
  static DatasetKind kindNamed(Path path) {
    try {
      return DatasetKind.of(path);
    } catch (InvalidRequestException e) {
      return null;
    }
  }

  private static boolean isOfRecords(Path path) {
    try {
      return RecordFormat.of(path) != null;
    } catch (IOException e) {
      throw new StorageException("cannot read " + path, e);
    }
  }

  private static String known() {
    String kinds =
        Arrays.stream(DatasetKind.values())
            .map(DatasetKind::extension)
            .collect(Collectors.joining(", "));
    return "an index of Perigee, USearch, hnsw_rs, FAISS, hnswlib or DiskANN; a data set ("
        + kinds
        + ", npz, HDF5, ground truth, csr); or records ("
        + String.join(", ", RecordFormat.names())
        + ")";
  }
}
