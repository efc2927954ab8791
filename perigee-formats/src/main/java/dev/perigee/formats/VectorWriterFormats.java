package dev.perigee.formats;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.nio.file.Path;
import java.util.List;

/// The files of vectors as formats that records are written in, a class for each, since
/// `ServiceLoader` finds classes.
public final class VectorWriterFormats {

  private VectorWriterFormats() {}

  /// A kind of file that has vectors and nothing else.
  abstract static class OfKind implements RecordWriterFormat {

    private final DatasetKind kind;

    OfKind(DatasetKind kind) {
      this.kind = kind;
    }

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

  /// [DatasetKind#FBIN].
  public static final class Fbin extends OfKind {
    /// Made by `ServiceLoader`.
    public Fbin() {
      super(DatasetKind.FBIN);
    }
  }

  /// [DatasetKind#F16BIN].
  public static final class F16bin extends OfKind {
    /// Made by `ServiceLoader`.
    public F16bin() {
      super(DatasetKind.F16BIN);
    }
  }

  /// [DatasetKind#I8BIN].
  public static final class I8bin extends OfKind {
    /// Made by `ServiceLoader`.
    public I8bin() {
      super(DatasetKind.I8BIN);
    }
  }

  /// [DatasetKind#U8BIN].
  public static final class U8bin extends OfKind {
    /// Made by `ServiceLoader`.
    public U8bin() {
      super(DatasetKind.U8BIN);
    }
  }

  /// [DatasetKind#FVECS].
  public static final class Fvecs extends OfKind {
    /// Made by `ServiceLoader`.
    public Fvecs() {
      super(DatasetKind.FVECS);
    }
  }

  /// [DatasetKind#BVECS].
  public static final class Bvecs extends OfKind {
    /// Made by `ServiceLoader`.
    public Bvecs() {
      super(DatasetKind.BVECS);
    }
  }

  /// [DatasetKind#DVECS].
  public static final class Dvecs extends OfKind {
    /// Made by `ServiceLoader`.
    public Dvecs() {
      super(DatasetKind.DVECS);
    }
  }

  /// [DatasetKind#HVECS].
  public static final class Hvecs extends OfKind {
    /// Made by `ServiceLoader`.
    public Hvecs() {
      super(DatasetKind.HVECS);
    }
  }

  /// [DatasetKind#NPY].
  public static final class Npy extends OfKind {
    /// Made by `ServiceLoader`.
    public Npy() {
      super(DatasetKind.NPY);
    }
  }

  /// An archive of NumPy with the arrays `vectors` and, where they are whole numbers, `ids`.
  public static final class Npz implements RecordWriterFormat {
    /// Made by `ServiceLoader`.
    public Npz() {}

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
