package dev.perigee.formats.faiss;

import dev.perigee.formats.VectorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Small indexes that FAISS wrote, and what it answered; see the README beside them.
final class FaissFiles {

  /// What FAISS answered of one index.
  ///
  /// @param index name of the file without its extension
  /// @param queries name of the file with the queries, the same
  /// @param ids for each query, nearest first
  record Answers(String index, String queries, List<List<Long>> ids) {
    @Override
    public String toString() {
      return index;
    }
  }

  private FaissFiles() {}

  static byte[] bytes(String name) {
    try (InputStream in = FaissFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies an index into a folder and opens it.
  static FaissIndex open(String name, Path folder) {
    return FaissIndex.open(write(folder.resolve(name + ".faiss"), bytes(name + ".faiss")));
  }

  static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The vectors of an fbin.
  static float[][] floats(String name, Path folder) {
    try (VectorFile file = VectorFile.open(write(folder.resolve(name), bytes(name)))) {
      return floats(file);
    }
  }

  /// All vectors of a file.
  static float[][] floats(VectorFile file) {
    return LongStream.range(0, file.count())
        .mapToObj(row -> FaissAnswers.floats(file, row))
        .toArray(float[][]::new);
  }

  /// What FAISS answered, index by index.
  static Stream<Answers> answers() {
    return new String(bytes("answers.txt"), StandardCharsets.US_ASCII)
        .lines()
        .map(line -> line.split(" "))
        .map(FaissFiles::answers);
  }

  private static Answers answers(String[] words) {
    List<List<Long>> ids =
        Stream.of(words)
            .skip(2)
            .map(ofQuery -> Stream.of(ofQuery.split(",")).map(Long::valueOf).toList())
            .toList();
    return new Answers(words[0], words[1], ids);
  }
}
