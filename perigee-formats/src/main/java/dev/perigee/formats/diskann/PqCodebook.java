package dev.perigee.formats.diskann;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import java.nio.file.Path;

/// What codes of product quantization stand for: 256 centres for each chunk of components.
///
/// ```
/// 0   BinBlob of u64, 4 x 1 (5 x 1 in older ones): where the others are
///     BinBlob of f32, 256 x dimension: row c has centre c of every chunk
///     BinBlob of f32, dimension x 1: what was subtracted from all vectors
///     BinBlob of u32, dimension x 1: which component each is (older ones alone)
///     BinBlob of u32, chunks + 1 x 1: where each chunk begins
/// ```
///
/// Before August 2022 they were files of their own: `X` for the centres, `X_centroid.bin`,
/// `X_rearrangement_perm.bin` and `X_chunk_offsets.bin`. Where there is `X_rotation_matrix.bin`,
/// f32 `[dimension x dimension]`, vectors were multiplied by it before they were coded.
///
/// Safe for several threads. In memory, 1 KiB for each component, and the matrix.
final class PqCodebook {

  private static final int CENTRES = 256;
  private static final int ROTATION_DIMENSION_MAX = 8192;

  private final float[] centres;
  private final float[] mean;
  private final int[] components;
  private final int[] chunks;
  private final float[] rotation;

  private PqCodebook(
      float[] centres, float[] mean, int[] components, int[] chunks, float[] rotation) {
    this.centres = centres;
    this.mean = mean;
    this.components = components;
    this.chunks = chunks;
    this.rotation = rotation;
  }

  /// @param path of the pivots
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws dev.perigee.error.CorruptionException if it is no codebook
  static PqCodebook read(DiskAnnFiles files, Path path) {
    PqParts parts = PqParts.find(files, path);
    int dimension = parts.centres().columns();
    parts.centres().require(CENTRES, dimension, "centres");
    float[] mean = parts.mean().require(dimension, 1, "a mean").floats();
    return new PqCodebook(
        parts.centres().floats(),
        mean,
        components(parts.components(), dimension),
        chunks(parts.chunks(), dimension),
        rotation(files.openIfThere(PqParts.beside(path, "_rotation_matrix.bin")), dimension));
  }

  private static int[] components(BinBlob blob, int dimension) {
    if (blob == null) {
      return null;
    }
    int[] components = blob.require(dimension, 1, "components").integers();
    for (int i = 0; i < dimension; i++) {
      if (components[i] < 0 || components[i] >= dimension) {
        throw blob.file()
            .corruption(
                blob.rowAt(i),
                "expected one of " + dimension + " components, got " + components[i]);
      }
    }
    return components;
  }

  private static int[] chunks(BinBlob blob, int dimension) {
    int count = Math.clamp(blob.rows(), 2, dimension + 1);
    blob.require(count, 1, "1 to " + dimension + " chunks and where they end");
    int[] chunks = blob.integers();
    for (int i = 0; i < chunks.length; i++) {
      int least = i == 0 ? 0 : i == chunks.length - 1 ? dimension : chunks[i - 1];
      int most = i == 0 ? 0 : dimension;
      if (chunks[i] < least || chunks[i] > most) {
        throw blob.file()
            .corruption(
                blob.rowAt(i), "expected %d to %d, got %d".formatted(least, most, chunks[i]));
      }
    }
    return chunks;
  }

  private static float[] rotation(FileBytes file, int dimension) {
    if (file == null) {
      return null;
    }
    if (dimension > ROTATION_DIMENSION_MAX) {
      throw new LimitExceededException(
          "%s: expected at most %,d components, got %,d"
              .formatted(file.name(), ROTATION_DIMENSION_MAX, dimension));
    }
    return BinBlob.whole(file, Float.BYTES, "a rotation")
        .require(dimension, dimension, "a rotation")
        .floats();
  }

  int dimension() {
    return mean.length;
  }

  /// Bytes of a code.
  int chunkCount() {
    return chunks.length - 1;
  }

  /// The vector that a code stands for.
  float[] decode(byte[] code) {
    float[] vector = new float[mean.length];
    for (int chunk = 0; chunk < code.length; chunk++) {
      int row = (code[chunk] & 0xff) * mean.length;
      for (int j = chunks[chunk]; j < chunks[chunk + 1]; j++) {
        vector[components == null ? j : components[j]] = centres[row + j];
      }
    }
    if (rotation != null) {
      vector = turnBack(vector);
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] += mean[i];
    }
    return vector;
  }

  /// A rotation is undone by its transpose.
  private float[] turnBack(float[] turned) {
    float[] vector = new float[turned.length];
    for (int i = 0; i < vector.length; i++) {
      double sum = 0;
      for (int j = 0; j < turned.length; j++) {
        sum += (double) rotation[i * turned.length + j] * turned[j];
      }
      vector[i] = (float) sum;
    }
    return vector;
  }
}
