package dev.perigee.formats.faiss;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;

/// Reads one transform.
///
/// ```
/// VNrm                f32 norm
/// VCnt                array of f32: mean
/// RmDT                array of i32: where components come from
/// LTra rrot           u8 whether something is added | array of f32: matrix | array of f32: what
/// Pcam                f32 power | f32 epsilon | u8 rotated | i32 bins
///                     array of f32: mean | of f32: eigenvalues | of f32: components | as LTra
/// PcAm                the same without epsilon
/// PCAm                the same without epsilon and bins
/// ```
///
/// and behind each `i32 components before | i32 components after | u8 whether it is trained`.
/// Arrays are [Elements]. What a principal component analysis learned is in its matrix already.
///
/// One use, one thread.
final class TransformParser {

  private final FileCursor cursor;
  private final FileBytes file;
  private String letters;
  private int dimensionIn;
  private int dimensionOut;

  private TransformParser(FileCursor cursor) {
    this.cursor = cursor;
    file = cursor.file();
  }

  /// Reads one.
  ///
  /// @throws InvalidRequestException for one that is not read, or not trained
  /// @throws dev.perigee.error.CorruptionException if its fields contradict each other
  static Transform take(FileCursor cursor) {
    return new TransformParser(cursor).transform();
  }

  private Transform transform() {
    long at = cursor.at();
    letters = FourLetters.take(cursor);
    return switch (letters) {
      case "VNrm" -> normalisation();
      case "VCnt" -> centring();
      case "RmDT" -> remapping();
      case "LTra", "rrot" -> linearMap();
      case "Pcam", "PcAm", "PCAm" -> componentAnalysis();
      default ->
          throw FourLetters.refusal(
              file, at, letters, "a transform: VNrm, VCnt, RmDT, LTra, rrot or Pcam");
    };
  }

  private void dimensions() {
    dimensionIn = IndexHeader.dimension(cursor);
    dimensionOut = IndexHeader.dimension(cursor);
    if (cursor.u8() == 0) {
      throw InvalidRequestException.of(
          file.name(), "a trained transform", letters + " that is not trained");
    }
  }

  private void requireSameDimension() {
    if (dimensionIn != dimensionOut) {
      throw file.corruption(
          cursor.at() - 9,
          "expected as many components after %s as before, got %d and %d"
              .formatted(letters, dimensionOut, dimensionIn));
    }
  }

  private Transform normalisation() {
    float norm = cursor.f32();
    dimensions();
    requireSameDimension();
    if (norm != 2) {
      throw InvalidRequestException.of(file.name(), "a Euclidean norm (2)", norm);
    }
    return new Normalisation(dimensionIn, norm);
  }

  private Transform centring() {
    Elements mean = floats();
    dimensions();
    requireSameDimension();
    return new Centring(mean.require(dimensionIn, "floats of a mean").floats(0, dimensionIn));
  }

  private Transform remapping() {
    Elements from = Elements.take(cursor, Integer.BYTES, "components");
    dimensions();
    from.require(dimensionOut, "components");
    int[] map = new int[dimensionOut];
    file.i32s(from.at(), dimensionOut, map);
    for (int i = 0; i < dimensionOut; i++) {
      if (map[i] < -1 || map[i] >= dimensionIn) {
        throw file.corruption(
            from.at() + (long) i * Integer.BYTES,
            "expected a component below " + dimensionIn + " or -1, got " + map[i]);
      }
    }
    return new Remapping(dimensionIn, map);
  }

  private Transform componentAnalysis() {
    cursor.f32();
    if (letters.equals("Pcam")) {
      cursor.f32();
    }
    cursor.u8();
    if (!letters.equals("PCAm")) {
      cursor.i32();
    }
    for (int array = 0; array < 3; array++) {
      floats();
    }
    return linearMap();
  }

  private Transform linearMap() {
    boolean adds = cursor.u8() != 0;
    Elements matrix = floats();
    Elements added = floats();
    dimensions();
    matrix.require((long) dimensionIn * dimensionOut, "floats of a matrix");
    float[] numbers =
        adds ? added.require(dimensionOut, "floats to add").floats(0, dimensionOut) : null;
    return new LinearMap(letters, dimensionIn, dimensionOut, matrix, numbers);
  }

  private Elements floats() {
    return Elements.take(cursor, Float.BYTES, "floats");
  }
}
