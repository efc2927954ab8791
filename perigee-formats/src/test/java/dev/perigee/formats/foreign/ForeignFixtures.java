package dev.perigee.formats.foreign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files that the libraries themselves wrote, and what they answered to 50 queries. Some are kept
/// beside the tests; the others are beside the checkout, and tests that want them skip without.
///
/// All hold the same 1,000 x 32 vectors, with ids 10,000,000,000 + 7 * row, but for the empty ones,
/// and were built with M 16 and searched with a beam of 64.
public final class ForeignFixtures {

  public static final int DIMENSION = 32;
  public static final int ROWS = 1_000;
  public static final int WIDTH = 64;
  public static final int K = 10;

  private static final Path SHARED =
      Path.of(System.getProperty("perigee.shared", "../shared"), "fixtures");
  private static final Pattern ANSWER =
      Pattern.compile("\"ids\":\\s*\\[([^]]*)],\\s*\"distances\":\\s*\\[([^]]*)]");

  private ForeignFixtures() {}

  /// What a library answered to one query, nearest first.
  public record Answer(List<Long> ids, List<Double> distances) {}

  /// The id of a row.
  public static long id(long row) {
    return 10_000_000_000L + 7 * row;
  }

  /// A file, copied into a folder of the test's own.
  ///
  /// @param library the folder it is in
  public static Path copy(String library, String name, Path folder) {
    try {
      return Files.write(folder.resolve(name), bytes(library, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of a file.
  public static byte[] bytes(String library, String name) {
    try (InputStream in =
        ForeignFixtures.class.getResourceAsStream("/dev/perigee/formats/" + library + "/" + name)) {
      if (in != null) {
        return in.readAllBytes();
      }
      Path path = SHARED.resolve(library, name);
      assumeTrue(Files.exists(path), () -> "not beside the checkout: " + path);
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the library answered from a file.
  public static List<Answer> answers(String library, String json) {
    Matcher matcher = ANSWER.matcher(new String(bytes(library, json), StandardCharsets.UTF_8));
    List<Answer> answers = new ArrayList<>();
    while (matcher.find()) {
      List<Long> ids = new ArrayList<>();
      for (String id : matcher.group(1).split(",", -1)) {
        ids.add(Long.parseUnsignedLong(id.replace('"', ' ').strip()));
      }
      List<Double> distances = new ArrayList<>();
      for (String distance : matcher.group(2).split(",", -1)) {
        distances.add(Double.parseDouble(distance.strip()));
      }
      answers.add(new Answer(ids, distances));
    }
    return answers;
  }

  /// The 50 queries.
  public static float[][] queries() {
    ByteBuffer bytes =
        ByteBuffer.wrap(bytes("foreign", "queries.fvecs")).order(ByteOrder.LITTLE_ENDIAN);
    float[][] queries = new float[bytes.capacity() / (Integer.BYTES * (1 + DIMENSION))][];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = new float[bytes.getInt()];
      for (int j = 0; j < DIMENSION; j++) {
        queries[i][j] = bytes.getFloat();
      }
    }
    return queries;
  }
}
