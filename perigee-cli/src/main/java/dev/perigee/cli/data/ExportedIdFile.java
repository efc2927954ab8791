package dev.perigee.cli.data;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.IdFileWriter;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.Map;

/// A file of the ids of the rows of another: numbers alone in ibin and npy, or records of an id and
/// its row in any format of records.
interface ExportedIdFile extends AutoCloseable {

  /// Notes the id of a row.
  void write(long row, Object id);

  /// Completes the file.
  void finish();

  @Override
  void close();

  /// Begins a file of the kind its name tells.
  ///
  /// @throws InvalidRequestException if that cannot hold such ids
  static ExportedIdFile create(Path path, boolean textIds) {
    String name = path.getFileName().toString();
    boolean numbers = name.endsWith(".ibin") || name.endsWith(".npy");
    if (numbers && textIds) {
      throw InvalidRequestException.of(
          "--ids", "a name such as ids.jsonl or ids.csv, since some ids are texts", path);
    }
    try {
      return numbers ? numbers(IdFileWriter.create(path)) : records(path, textIds);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException("--ids: " + e.getMessage());
    }
  }

  private static ExportedIdFile numbers(IdFileWriter writer) {
    return new ExportedIdFile() {
      @Override
      public void write(long row, Object id) {
        writer.write((Long) id);
      }

      @Override
      public void finish() {
        writer.finish();
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }

  private static ExportedIdFile records(Path path, boolean textIds) {
    RecordTable table = new RecordTable(textIds, Map.of(), Map.of("row", Kind.WHOLE));
    RecordWriter writer = RecordWriterFormat.of(null, path).create(path, table);
    return new ExportedIdFile() {
      @Override
      public void write(long row, Object id) {
        writer.write(id, Map.of(), Map.of("row", row));
      }

      @Override
      public void finish() {
        writer.finish();
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }
}
