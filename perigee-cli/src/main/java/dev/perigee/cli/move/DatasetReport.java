package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.DatasetForm;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.RangeTruth;
import dev.perigee.formats.SparseMatrix;
import dev.perigee.formats.VectorFile;
import java.nio.file.Path;
import java.util.Map;

/// What a data set without a magic number holds.
final class DatasetReport {

  private DatasetReport() {}

  static void add(Path path, Map<String, Object> lines) {
    DatasetGuess guess = DatasetGuess.of(path);
    if (guess.form() == DatasetForm.RANGE_TRUTH) {
      addRanges(path, lines);
    } else if (guess.form() == DatasetForm.SPARSE) {
      addSparse(path, lines);
    } else if (guess.kind().type() == ComponentType.I32) {
      addNumbers(path, guess.kind(), lines);
    } else {
      addVectors(path, guess.kind(), lines);
    }
    lines.put("bytes", path.toFile().length());
    lines.put("oddities", guess.oddities());
  }

  private static void addVectors(Path path, DatasetKind kind, Map<String, Object> lines) {
    try (VectorFile file = VectorFile.open(path, kind)) {
      lines.put("kind", kind.extension());
      lines.put("rows", file.count());
      lines.put("dimension", file.dimension());
      lines.put("element", kind == DatasetKind.BBIN ? "BIT" : file.storedType().name());
      lines.put("offered_as", file.elementType().name());
    }
  }

  private static void addNumbers(Path path, DatasetKind kind, Map<String, Object> lines) {
    try (IntMatrix matrix = IntMatrix.open(path, kind)) {
      lines.put("kind", matrix.hasDistances() ? "ground truth" : kind.extension());
      lines.put("rows", matrix.rows());
      lines.put("columns", matrix.columns());
      lines.put("element", matrix.hasDistances() ? "I32 ids, F32 distances" : "I32");
      lines.put("distances", matrix.hasDistances());
    }
  }

  private static void addRanges(Path path, Map<String, Object> lines) {
    try (RangeTruth truth = RangeTruth.open(path)) {
      long hits = 0;
      int most = 0;
      for (int query = 0; query < truth.queries(); query++) {
        hits += truth.count(query);
        most = Math.max(most, truth.count(query));
      }
      lines.put("kind", "ground truth of ranges");
      lines.put("rows", truth.queries());
      lines.put("hits", hits);
      lines.put("most_hits", most);
      lines.put("element", "I32 ids, F32 distances");
    }
  }

  private static void addSparse(Path path, Map<String, Object> lines) {
    try (SparseMatrix matrix = SparseMatrix.open(path)) {
      lines.put("kind", "sparse csr");
      lines.put("rows", matrix.rows());
      lines.put("columns", matrix.columns());
      lines.put("entries", matrix.entries());
      lines.put("element", "F32");
    }
  }
}
