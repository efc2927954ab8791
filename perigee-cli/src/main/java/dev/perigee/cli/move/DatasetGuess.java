package dev.perigee.cli.move;

import dev.perigee.formats.DatasetForm;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.IntMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a data set without a magic number is: its form comes from its content, its element from its
/// name, and where that tells none, from the look of its first numbers.
///
/// @param form what counts and size fit; null if nothing does
/// @param kind of its numbers; null for truth of ranges and sparse rows
/// @param oddities what of this is doubtful, a sentence each
record DatasetGuess(DatasetForm form, DatasetKind kind, List<String> oddities) {

  private static final int ROWS_LOOKED_AT = 100;

  /// Larger than any row number that a file of this size could mean, smaller than most floats are
  /// as whole numbers.
  private static final int WHOLE_MAX = 1 << 28;

  static DatasetGuess of(Path path) {
    List<DatasetForm> forms = DatasetForm.of(path);
    DatasetKind named = FileType.kindNamed(path);
    List<String> oddities = new ArrayList<>();
    if (forms.isEmpty()) {
      return new DatasetGuess(null, named, oddities);
    }
    if (named != null && forms.contains(DatasetForm.of(named))) {
      return new DatasetGuess(DatasetForm.of(named), named, oddities);
    }
    DatasetForm form = forms.getFirst();
    if (forms.size() > 1) {
      oddities.add("counts and size fit several forms: " + forms);
    }
    DatasetKind kind = kind(path, form, oddities);
    boolean truth = form == DatasetForm.BIN_OF_IDS_AND_DISTANCES && named == DatasetKind.IBIN;
    if (named != null && !truth) {
      String fits = kind == null ? form.name() : kind.extension();
      oddities.add("the name says " + named.extension() + ", counts and size fit " + fits);
    }
    return new DatasetGuess(form, kind, oddities);
  }

  private static DatasetKind kind(Path path, DatasetForm form, List<String> oddities) {
    return switch (form) {
      case BIN_OF_4 -> ofFour(path, DatasetKind.IBIN, DatasetKind.FBIN, oddities);
      case BIN_OF_2 -> DatasetKind.F16BIN;
      case BIN_OF_1 -> {
        oddities.add("only a name would tell whether bytes have a sign (i8bin) or not (u8bin)");
        yield DatasetKind.U8BIN;
      }
      case BIN_OF_BITS -> DatasetKind.BBIN;
      case BIN_OF_IDS_AND_DISTANCES -> DatasetKind.IBIN;
      case VECS_OF_4 -> ofFour(path, DatasetKind.IVECS, DatasetKind.FVECS, oddities);
      case VECS_OF_2 -> DatasetKind.HVECS;
      case VECS_OF_1 -> DatasetKind.BVECS;
      case VECS_OF_8 -> DatasetKind.DVECS;
      case RANGE_TRUTH, SPARSE -> null;
    };
  }

  private static DatasetKind ofFour(
      Path path, DatasetKind wholes, DatasetKind floats, List<String> oddities) {
    boolean looksWhole = looksWhole(path, wholes);
    DatasetKind kind = looksWhole ? wholes : floats;
    oddities.add(
        "the name does not tell the element; the first numbers look like "
            + (looksWhole ? "whole numbers" : "floats"));
    return kind;
  }

  private static boolean looksWhole(Path path, DatasetKind wholes) {
    try (IntMatrix matrix = IntMatrix.open(path, wholes)) {
      long[] row = new long[matrix.columns()];
      for (long i = 0; i < Math.min(ROWS_LOOKED_AT, matrix.rows()); i++) {
        matrix.readRow(i, row);
        for (long number : row) {
          if (number < -1 || number > WHOLE_MAX) {
            return false;
          }
        }
      }
      return true;
    }
  }
}
