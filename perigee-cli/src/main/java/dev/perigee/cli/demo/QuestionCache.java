package dev.perigee.cli.demo;

import dev.perigee.embed.minilm.MiniLmEmbedder;
import dev.perigee.error.CorruptionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// The vectors of questions that were asked before, so that they need no model.
///
/// A line for each question, the latest last:
///
/// ```
/// checksum TAB vector TAB question
/// ```
///
/// The vector is Base64 of little-endian floats; the checksum is the CRC-32 of the rest of the line
/// after its TAB, in hexadecimal. The oldest questions go when there are too many.
final class QuestionCache {

  private static final int QUESTIONS_MAX = 1000;
  private static final int FIELDS = 3;

  private final DemoFolder folder;
  private final SequencedMap<String, float[]> vectors;

  private QuestionCache(DemoFolder folder, SequencedMap<String, float[]> vectors) {
    this.folder = folder;
    this.vectors = vectors;
  }

  static QuestionCache load(DemoFolder folder) {
    return new QuestionCache(folder, readAll(folder));
  }

  /// The vector of a question, or null if it has not been asked.
  float[] get(String question) {
    return vectors.get(normalized(question));
  }

  /// Keeps new vectors, on the disk as well.
  void put(Map<String, float[]> questions) {
    // what another process wrote meanwhile is kept
    vectors.putAll(readAll(folder));
    questions.forEach((question, vector) -> vectors.putLast(normalized(question), vector));
    while (vectors.size() > QUESTIONS_MAX) {
      vectors.pollFirstEntry();
    }
    DemoFolder.publish(
        folder.questions(),
        vectors.entrySet().stream()
            .map(entry -> line(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining()));
  }

  private static SequencedMap<String, float[]> readAll(DemoFolder folder) {
    Path file = folder.questions();
    return folder.loadOrMake(file, () -> read(file), () -> DemoFolder.publish(file, ""));
  }

  private static SequencedMap<String, float[]> read(Path file) {
    SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
    List<String> lines = DemoFolder.readLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split("\t", FIELDS);
      if (fields.length != FIELDS || !fields[0].equals(checksum(fields[1] + "\t" + fields[2]))) {
        throw new CorruptionException(
            file.toString(), 0, "line " + (i + 1) + " does not match its checksum");
      }
      vectors.put(fields[2], decoded(fields[1]));
    }
    return vectors;
  }

  private static String line(String question, float[] vector) {
    String rest = encoded(vector) + "\t" + question;
    return checksum(rest) + "\t" + rest + "\n";
  }

  private static String checksum(String text) {
    CRC32 checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(checksum.getValue());
  }

  private static String encoded(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static float[] decoded(String text) {
    float[] vector = new float[MiniLmEmbedder.DIMENSION];
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  /// The model sees no difference between one blank and several, and a line has room for one.
  private static String normalized(String question) {
    return question.strip().replaceAll("\\s+", " ");
  }
}
