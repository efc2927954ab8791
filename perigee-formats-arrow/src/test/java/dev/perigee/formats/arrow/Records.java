package dev.perigee.formats.arrow;

import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// Files of records for tests: some in the resources, more where shared data sets lie.
final class Records {

  private Records() {}

  static byte[] bytes(String name) {
    try (InputStream in = Records.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A fixture of the resources, in a folder.
  static Path file(Path folder, String name) {
    return write(folder.resolve(name), bytes(name));
  }

  /// A file of the shared data sets; without them, the test is skipped.
  static Path shared(String name) {
    Path path = Path.of(System.getProperty("perigee.shared"), "fixtures", "datasets", name);
    Assumptions.assumeTrue(Files.exists(path), "no shared data set " + name);
    return path;
  }

  /// The vectors that all shared data sets hold.
  static List<float[]> base() {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(shared("base.fbin"))).order(ByteOrder.LITTLE_ENDIAN);
      List<float[]> rows = new ArrayList<>();
      int count = bytes.getInt();
      int dimension = bytes.getInt();
      for (int i = 0; i < count; i++) {
        float[] row = new float[dimension];
        for (int k = 0; k < dimension; k++) {
          row[k] = bytes.getFloat();
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<SourceRecord> read(Path path) {
    return read(path, RecordOptions.DEFAULT, 0);
  }

  static List<SourceRecord> read(Path path, RecordOptions options, long startRow) {
    List<SourceRecord> records = new ArrayList<>();
    try (RecordSource source = RecordSource.open(path, options, startRow)) {
      for (SourceRecord next = source.next(); next != null; next = source.next()) {
        records.add(next);
      }
    }
    return records;
  }
}
