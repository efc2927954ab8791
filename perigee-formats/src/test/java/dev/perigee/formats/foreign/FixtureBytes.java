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
import java.util.zip.GZIPInputStream;

/// Files that other libraries wrote: a few beside the tests, more in the folder shared by several
/// checkouts.
public final class FixtureBytes {

  private static final Pattern IDS = Pattern.compile("\"ids\":\\s*\\[([^]]*)]");

  private FixtureBytes() {}

  /// A resource beside a class; unpacked if its name ends with `.gz`.
  public static byte[] of(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return name.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file or folder of the shared fixtures; skips the test where there is none.
  public static Path shared(String name) {
    Path path = Path.of(System.getProperty("perigee.shared"), "fixtures", name);
    assumeTrue(Files.exists(path), () -> "skipped: no " + path);
    return path;
  }

  public static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// All bytes of a buffer, wherever it stands.
  public static byte[] all(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  /// The rows of an fvecs file.
  public static float[][] fvecs(byte[] bytes) {
    ByteBuffer in = littleEndian(bytes);
    List<float[]> rows = new ArrayList<>();
    while (in.hasRemaining()) {
      float[] row = new float[in.getInt()];
      for (int i = 0; i < row.length; i++) {
        row[i] = in.getFloat();
      }
      rows.add(row);
    }
    return rows.toArray(float[][]::new);
  }

  /// The ids of each query in a file of answers.
  public static List<List<Long>> answers(byte[] json) {
    List<List<Long>> answers = new ArrayList<>();
    Matcher found = IDS.matcher(new String(json, StandardCharsets.UTF_8));
    while (found.find()) {
      List<Long> ids = new ArrayList<>();
      for (String id : found.group(1).split(",", -1)) {
        ids.add(Long.parseLong(id.replace("\"", "").strip()));
      }
      answers.add(ids);
    }
    return answers;
  }
}
