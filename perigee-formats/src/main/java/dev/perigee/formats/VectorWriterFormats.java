package dev.perigee.formats;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.RecordWriterFormats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files of vectors as formats that records are written in: they have no values, and but for an
/// archive of NumPy no ids.
public final class VectorWriterFormats implements RecordWriterFormats {

  private static final List<DatasetKind> KINDS =
      List.of(
          DatasetKind.FBIN,
          DatasetKind.F16BIN,
          DatasetKind.I8BIN,
          DatasetKind.U8BIN,
          DatasetKind.FVECS,
          DatasetKind.BVECS,
          DatasetKind.DVECS,
          DatasetKind.HVECS,
          DatasetKind.NPY);

  /// Made by `ServiceLoader`.
  public VectorWriterFormats() {}

  @Override
  public List<RecordWriterFormat> formats() {
    List<RecordWriterFormat> formats = new ArrayList<>();
    KINDS.forEach(kind -> formats.add(new OfKind(kind)));
    formats.add(new Archive());
    return formats;
  }

  /// A kind of file that has vectors and nothing else.
  private record OfKind(DatasetKind kind) implements RecordWriterFormat {

    @Override
    public String name() {
      return kind.name();
    }

    @Override
    public List<String> extensions() {
      return List.of(kind.extension());
    }

    @Override
    public boolean keepsIds(RecordTable table) {
      return false;
    }

    @Override
    public boolean keepsValues() {
      return false;
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return VectorRecordWriter.create(target, kind, table);
    }
  }

  /// An archive of NumPy with the arrays `vectors` and, where they are whole numbers, `ids`.
  private record Archive() implements RecordWriterFormat {

    @Override
    public String name() {
      return "NPZ";
    }

    @Override
    public List<String> extensions() {
      return List.of("npz");
    }

    @Override
    public boolean keepsIds(RecordTable table) {
      return !table.textIds();
    }

    @Override
    public boolean keepsValues() {
      return false;
    }

    @Override
    public RecordWriter create(Path target, RecordTable table) {
      return NpzRecordWriter.create(target, table);
    }
  }
}
