package dev.perigee.formats.parquet;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.CheckedRecords;
import dev.perigee.formats.record.RecordConventions;
import dev.perigee.formats.record.RecordFormat;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/// Parquet, with vectors in any of the forms in which the world keeps them there: lists of floats,
/// doubles or halves, of two or three levels; bytes of fixed or any length; structs or columns of
/// which each holds a component; text.
///
/// Pages may be packed by SNAPPY, GZIP, ZSTD or LZ4_RAW, and are held one for each column: 64 MiB
/// at most each, 256 MiB together.
public final class ParquetFormat implements RecordFormat {

  /// Made by `ServiceLoader`.
  public ParquetFormat() {}

  @Override
  public String name() {
    return "Parquet";
  }

  @Override
  public boolean recognises(byte[] head) {
    return head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1';
  }

  @Override
  public RecordSource open(Path path, RecordOptions options, long startRow) throws IOException {
    ParquetFile file = ParquetFile.open(path);
    try {
      ParquetFooter footer = ParquetFooter.read(file);
      requireNamed(file, footer, options);
      return records(file, footer, options).from(startRow);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static CheckedRecords records(
      ParquetFile file, ParquetFooter footer, RecordOptions options) {
    RecordNotes notes = new RecordNotes();
    ParquetRows rows = new ParquetRows(file, footer, options, notes);
    CheckedRecords records =
        new CheckedRecords(file.name(), "Parquet", rows, options, notes)
            .withSchema(footer.rows(), footer.columnTypes())
            .withJsonAsText();
    List<String> vectors =
        footer.schema().getFields().stream()
            .filter(field -> mayBeVector(field, options))
            .map(Type::getName)
            .toList();
    if (vectors.size() == 1 && !rows.isSpread()) {
      Map<String, Integer> sizes = ArrowSizes.of(footer.properties());
      Integer dimension = sizes.get(vectors.getFirst());
      if (dimension != null) {
        records.withDimension(SourceRecord.DEFAULT_VECTOR, dimension);
      }
    }
    return vectors.isEmpty() && !rows.isSpread() ? records : records.withVectorsInSchema();
  }

  private static boolean mayBeVector(Type field, RecordOptions options) {
    if (!RecordConventions.isVector(field.getName(), options)) {
      return false;
    }
    if (!field.isPrimitive()) {
      return true;
    }
    PrimitiveTypeName type = field.asPrimitiveType().getPrimitiveTypeName();
    return type == PrimitiveTypeName.BINARY
        || type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
        || field.isRepetition(Type.Repetition.REPEATED);
  }

  private static void requireNamed(ParquetFile file, ParquetFooter footer, RecordOptions options) {
    List<String> names = footer.schema().getFields().stream().map(Type::getName).toList();
    if (options.idColumn() != null && !names.contains(options.idColumn())) {
      throw InvalidRequestException.of(file.name(), "a column " + options.idColumn(), names);
    }
    for (String column : options.vectorColumns()) {
      if (names.stream().noneMatch(name -> name.startsWith(column))) {
        throw InvalidRequestException.of(file.name(), "a column " + column, names);
      }
    }
  }
}
