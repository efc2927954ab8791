package dev.perigee.formats.hdf5;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a benchmark data set in HDF5, as ann-benchmarks reads them; see [BenchmarkFile] for what
/// is in one.
///
/// Data sets follow each other, row by row, so that memory does not grow with the file. They are
/// contiguous and little-endian, named by a superblock of version 2, which HDF5 has known since
/// 1.8.
///
/// ```java
/// try (BenchmarkWriter writer = BenchmarkWriter.create(Path.of("mine.hdf5"))) {
///   writer.describe(Metric.L2, 384, false);
///   writer.write("train", vectors);
///   writer.write("test", queries);
///   writer.begin("neighbors", ComponentType.I32, 100);
///   for (MemorySegment row : neighbors) {
///     writer.write(row);
///   }
///   writer.finish();
/// }
/// ```
///
/// Rows go to a hidden file in the same folder; [#finish()] completes and syncs it and renames it
/// to its name, replacing a file that had it. Closed without that, nothing appears under the name.
///
/// One thread at a time. Whoever creates it closes it.
public final class BenchmarkWriter implements AutoCloseable {

  /// The data sets and attributes that ann-benchmarks knows.
  public static final Set<String> USUAL =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  "train",
                  "test",
                  "neighbors",
                  "distances",
                  "distance",
                  "dimension",
                  "type",
                  "point_type")));

  private static final int SUPERBLOCK_BYTES = 48;
  private static final int ALIGNMENT_BYTES = 64;
  private static final int COLUMNS_MAX = 65_536;
  private static final int NAME_BYTES_MAX = 255;

  private final Path target;
  private final AtomicFile file;
  private final Map<String, Matrix> matrices = new LinkedHashMap<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private Matrix current;
  private long position;

  private BenchmarkWriter(Path target, AtomicFile file) {
    this.target = target;
    this.file = file;
    append(new byte[SUPERBLOCK_BYTES]);
  }

  /// A data set that is being written, or was.
  private static final class Matrix {
    private final NumberKind kind;
    private final int columns;
    private final long address;
    private long rows;

    Matrix(NumberKind kind, int columns, long address) {
      this.kind = kind;
      this.columns = columns;
      this.address = address;
    }

    int rowBytes() {
      return columns * kind.bytes();
    }
  }

  /// Begins a file.
  ///
  /// @throws StorageException if the folder does not exist or refuses
  public static BenchmarkWriter create(Path target) {
    if (target.getFileName() == null) {
      throw InvalidRequestException.of("target", "the path of a file", target);
    }
    return new BenchmarkWriter(target, AtomicFile.create(target));
  }

  /// Says what ann-benchmarks expects of every file: `distance`, `dimension`, `type` and
  /// `point_type`.
  ///
  /// @param metric [Metric#L2], [Metric#COSINE], [Metric#INNER_PRODUCT], [Metric#HAMMING] or
  ///   [Metric#JACCARD]
  /// @param dimension of the vectors
  /// @param bits whether they are of bits
  /// @throws InvalidRequestException for another metric, or if the file says one of these already
  public void describe(Metric metric, int dimension, boolean bits) {
    attribute("distance", BenchmarkDistance.of(metric).word());
    attribute("dimension", dimension);
    attribute("type", "dense");
    attribute("point_type", bits ? "bit" : "float");
  }

  /// Says something of the file.
  ///
  /// @throws InvalidRequestException if the name is none, or the file says that already
  public void attribute(String name, String text) {
    addAttribute(name, text);
  }

  /// Says something of the file.
  ///
  /// @throws InvalidRequestException if the name is none, or the file says that already
  public void attribute(String name, long number) {
    addAttribute(name, number);
  }

  private void addAttribute(String name, Object value) {
    requireName("attribute", name);
    if (attributes.putIfAbsent(name, value) != null) {
      throw InvalidRequestException.of("attribute", "a new name", name);
    }
  }

  /// Begins a data set of numbers.
  ///
  /// @param type any but [ComponentType#BF16] and [ComponentType#U64]
  /// @param columns numbers of a row, 1 to 65,536
  /// @throws InvalidRequestException for another type or number, or a name that is none or taken
  /// @throws StorageException if the operating system refuses
  public void begin(String dataset, ComponentType type, int columns) {
    begin(dataset, kind(type), columns);
  }

  /// Begins a data set of bits: a row has a byte for each, 0 or 1, which is what h5py makes of
  /// `numpy.bool`.
  ///
  /// @param columns bits of a row, 1 to 65,536
  /// @throws InvalidRequestException for another number, or a name that is none or taken
  /// @throws StorageException if the operating system refuses
  public void beginBits(String dataset, int columns) {
    begin(dataset, NumberKind.TRUTH, columns);
  }

  private void begin(String dataset, NumberKind kind, int columns) {
    requireName("dataset", dataset);
    if (columns < 1 || columns > COLUMNS_MAX) {
      throw InvalidRequestException.of("columns", "1 to " + COLUMNS_MAX, columns);
    }
    if (matrices.containsKey(dataset)) {
      throw InvalidRequestException.of("dataset", "a new name", dataset);
    }
    align();
    current = new Matrix(kind, columns, position);
    matrices.put(dataset, current);
  }

  private static NumberKind kind(ComponentType type) {
    return switch (type) {
      case F16 -> NumberKind.F16;
      case F32 -> NumberKind.F32;
      case F64 -> NumberKind.F64;
      case I8 -> NumberKind.I8;
      case U8 -> NumberKind.U8;
      case I16 -> NumberKind.I16;
      case U16 -> NumberKind.U16;
      case I32 -> NumberKind.I32;
      case U32 -> NumberKind.U32;
      case I64 -> NumberKind.I64;
      case BF16, U64 -> throw InvalidRequestException.of("type", "any but BF16 and U64", type);
    };
  }

  private static void requireName(String field, String name) {
    boolean isName =
        !name.isEmpty()
            && !name.equals(".")
            && name.indexOf('/') < 0
            && name.chars().allMatch(letter -> letter >= ' ' && letter <= '~')
            && name.length() <= NAME_BYTES_MAX;
    if (!isName) {
      throw InvalidRequestException.of(
          field, "up to " + NAME_BYTES_MAX + " letters of ASCII without a slash", name);
    }
  }

  /// Appends a row to the data set that was begun last.
  ///
  /// @param row its numbers, little-endian, and no more
  /// @throws InvalidRequestException if none was begun, or the row has another length
  /// @throws LimitExceededException above 2,147,483,647 rows
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void write(MemorySegment row) {
    if (current == null) {
      throw InvalidRequestException.of("row", "a data set that was begun", "none");
    }
    if (row.byteSize() != current.rowBytes()) {
      throw InvalidRequestException.of("row", current.rowBytes() + " bytes", row.byteSize());
    }
    if (current.rows == Integer.MAX_VALUE) {
      throw new LimitExceededException(
          target + ": expected at most " + Integer.MAX_VALUE + " rows, got more");
    }
    append(row);
    current.rows++;
  }

  /// Writes a whole data set of vectors, as they are.
  ///
  /// @throws InvalidRequestException if the name is none or taken
  /// @throws StorageException if the operating system refuses
  public void write(String dataset, VectorSource vectors) {
    ElementType type = vectors.elementType();
    int dimension = vectors.dimension();
    NumberKind kind =
        switch (type) {
          case F32 -> NumberKind.F32;
          case F16 -> NumberKind.F16;
          case F64 -> NumberKind.F64;
          case INT8 -> NumberKind.I8;
          case BIT -> NumberKind.TRUTH;
        };
    begin(dataset, kind, dimension);
    MemorySegment vector = MemorySegment.ofArray(new byte[type.vectorBytes(dimension)]);
    MemorySegment truths = MemorySegment.ofArray(new byte[dimension]);
    for (long row = 0; row < vectors.count(); row++) {
      vectors.read(row, vector, 0);
      if (type == ElementType.BIT) {
        for (int i = 0; i < dimension; i++) {
          int bit = vector.get(ValueLayout.JAVA_BYTE, i / 8) >> (i % 8) & 1;
          truths.set(ValueLayout.JAVA_BYTE, i, (byte) bit);
        }
      }
      write(type == ElementType.BIT ? truths : vector);
    }
  }

  /// Completes the file and gives it its name, durably. Write nothing afterwards.
  ///
  /// @throws ClosedException if called twice, or after [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void finish() {
    HdfObject root = HdfObject.group();
    for (Map.Entry<String, Matrix> entry : matrices.entrySet()) {
      Matrix matrix = entry.getValue();
      align();
      root.link(entry.getKey(), position);
      append(HdfObject.matrix(matrix.kind, matrix.rows, matrix.columns, matrix.address).toArray());
    }
    align();
    HdfTexts texts = new HdfTexts(position);
    attributes.forEach((name, value) -> {
      if (value instanceof Long number) {
        root.attribute(name, number);
      } else {
        root.attribute(name, texts, value.toString());
      }
    });
    append(texts.toArray());
    align();
    long rootAddress = position;
    append(root.toArray());
    file.publish(superblock(rootAddress, position));
  }

  /// Source: HDF5 File Format Specification, version 3.0, section II.A.
  private static byte[] superblock(long rootAddress, long endOfFile) {
    HdfBytes block = new HdfBytes().u8(0x89).text("HDF\r\n\032\n");
    block.u8(2, Long.BYTES, Long.BYTES, 0).u64(0).u64(HdfBytes.NOWHERE).u64(endOfFile);
    return block.u64(rootAddress).checksum().toArray();
  }

  private void align() {
    append(new byte[(int) (-position & (ALIGNMENT_BYTES - 1))]);
  }

  private void append(byte[] bytes) {
    append(MemorySegment.ofArray(bytes));
  }

  private void append(MemorySegment bytes) {
    file.write(bytes, 0, bytes.byteSize());
    position += bytes.byteSize();
  }

  /// Drops what was written unless [#finish()] succeeded. Closing twice does nothing.
  ///
  /// @throws StorageException if the hidden file cannot be removed
  @Override
  public void close() {
    file.close();
  }
}
