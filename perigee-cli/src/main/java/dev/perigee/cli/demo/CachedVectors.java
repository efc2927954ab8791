package dev.perigee.cli.demo;

import dev.perigee.embed.minilm.MiniLmEmbedder;
import dev.perigee.error.CorruptionException;
import dev.perigee.formats.VectorFile;
import dev.perigee.formats.VectorFileWriter;
import dev.perigee.index.BuildProgress;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Vectors of texts in files of the data folder.
final class CachedVectors {

  private CachedVectors() {}

  /// Embeds texts into a file, in their order.
  static void write(
      Path file, List<String> texts, MiniLmEmbedder embedder, BuildProgress progress) {
    try (VectorFileWriter writer = VectorFileWriter.create(file, MiniLmEmbedder.DIMENSION)) {
      embedder.embedAll(
          texts,
          (index, vector) -> {
            writer.write(vector);
            progress.update(index + 1, texts.size());
          });
      writer.finish();
    }
  }

  /// Opens a file that must hold so many vectors; the caller closes it.
  ///
  /// @throws CorruptionException if it holds anything else
  static VectorFile open(Path file, int count) {
    VectorFile vectors = VectorFile.open(file);
    if (vectors.count() != count || vectors.dimension() != MiniLmEmbedder.DIMENSION) {
      String got = vectors.count() + " x " + vectors.dimension();
      vectors.close();
      throw new CorruptionException(
          file.toString(),
          0,
          "expected " + count + " x " + MiniLmEmbedder.DIMENSION + ", got " + got);
    }
    return vectors;
  }

  /// All vectors of a file that must hold so many, for files small enough for the heap.
  ///
  /// @throws CorruptionException if it holds anything else
  static List<float[]> read(Path file, int count) {
    try (VectorFile vectors = open(file, count)) {
      List<float[]> all = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        all.add(row(vectors, i));
      }
      return all;
    }
  }

  /// One vector of an open file.
  static float[] row(VectorFile vectors, long row) {
    float[] vector = new float[MiniLmEmbedder.DIMENSION];
    ByteBuffer.wrap(bytes(vectors, row)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  /// The bytes of one vector of an open file.
  static byte[] bytes(VectorFile vectors, long row) {
    byte[] bytes = new byte[MiniLmEmbedder.DIMENSION * Float.BYTES];
    vectors.read(row, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }
}
