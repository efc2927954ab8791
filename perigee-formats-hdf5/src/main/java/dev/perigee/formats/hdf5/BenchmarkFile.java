package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.MappedFile;
import dev.perigee.vector.VectorSource;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A benchmark data set in HDF5, as ann-benchmarks publishes them.
///
/// | data set | shape | holds |
/// |---|---|---|
/// | `train` | n x d | vectors |
/// | `test` | q x d | queries |
/// | `neighbors` | q x k | rows of `train`, nearest first |
/// | `distances` | q x k | distances to them: rooted where Euclidean, of one kind or another where angular |
///
/// Data sets are contiguous or in chunks, packed by gzip, LZF or not at all, of numbers of either
/// order of bytes; old and new superblocks. Vectors are of bits where the distance is `hamming` or
/// `jaccard`, the points are `bit`, or the numbers are truths: a number is 0 or 1, or a byte packs
/// eight of them, the first in the highest place. Sparse files have the members of all sets in one
/// dimension, and their sizes in `size_train` and `size_test`; a set is a vector of bits.
///
/// No length that a file claims is allocated before it was compared with the file.
///
/// Safe for several threads. Whoever opens it closes it, and with it what it gave.
public final class BenchmarkFile implements AutoCloseable {

  private static final int DIMENSION_MAX = 65_536;

  private static final String SIZES = "size_";

  private final String name;
  private final HdfFile hdf;
  private final MappedFile mapped;
  private final FileBytes bytes;

  private BenchmarkFile(String name, HdfFile hdf, MappedFile mapped, FileBytes bytes) {
    this.name = name;
    this.hdf = hdf;
    this.mapped = mapped;
    this.bytes = bytes;
  }

  /// Opens a file.
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws CorruptionException if it is no HDF5 or damaged
  /// @throws StorageException if the operating system refuses
  public static BenchmarkFile open(Path path) {
    FileBytes bytes = FileBytes.open(path);
    MappedFile mapped = null;
    try {
      MappedFile file = MappedFile.open(path);
      mapped = file;
      HdfFile hdf = HdfErrors.translated(path.toString(), () -> MappedStorage.open(file));
      return new BenchmarkFile(path.toString(), hdf, mapped, bytes);
    } catch (RuntimeException | Error e) {
      bytes.close();
      if (mapped != null) {
        mapped.close();
      }
      throw e;
    }
  }

  /// Whether a file is HDF5, by its first bytes.
  ///
  /// @param head its first bytes, at least 8 where there are so many
  public static boolean recognises(byte[] head) {
    byte[] magic = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }

  /// What the file says of itself.
  ///
  /// @throws CorruptionException if the file is damaged
  public BenchmarkDescription description() {
    return HdfErrors.translated(
        name,
        () -> {
          Map<String, String> attributes = new LinkedHashMap<>();
          for (Map.Entry<String, Attribute> attribute : hdf.getAttributes().entrySet()) {
            if (attribute.getValue().getSizeInBytes() <= 1 << 16) {
              attributes.put(attribute.getKey(), String.valueOf(attribute.getValue().getData()));
            }
          }
          return BenchmarkDescription.of(Collections.unmodifiableMap(attributes));
        });
  }

  /// The data sets at the top of the file.
  ///
  /// @throws CorruptionException if the file is damaged
  public List<BenchmarkDataset> datasets() {
    return HdfErrors.translated(
        name,
        () -> {
          List<BenchmarkDataset> datasets = new ArrayList<>();
          for (Node node : hdf.getChildren().values()) {
            if (node instanceof Dataset dataset) {
              datasets.add(described(dataset));
            }
          }
          return datasets;
        });
  }

  private static BenchmarkDataset described(Dataset dataset) {
    NumberKind kind = NumberKind.of(dataset.getDataType());
    return new BenchmarkDataset(
        dataset.getName(),
        Arrays.stream(dataset.getDimensions()).boxed().toList(),
        kind == null ? dataset.getDataType().getClass().getSimpleName() : kind.name(),
        dataset.getDataLayout().name(),
        dataset.getFilters().stream().map(PipelineFilterWithData::getName).toList());
  }

  /// The vectors of `train` or `test`: as bits where the file says so, else as single precision.
  ///
  /// @throws NotFoundException if there is no such data set
  /// @throws InvalidRequestException if it is no matrix of numbers, and no sets
  /// @throws CorruptionException if the file is damaged
  /// @throws LimitExceededException above 65,536 dimensions or 64 MiB for a band of chunks
  public VectorSource vectors(String dataset) {
    HdfMatrix matrix = matrix(dataset, true);
    if (isFlat(dataset)) {
      return new SetVectors(dataset, matrix, matrix(SIZES + dataset, true), setDimension());
    }
    BenchmarkDescription description = description();
    return description.isOfBits() || matrix.kind() == NumberKind.TRUTH
        ? BitMatrix.of(dataset, matrix, description.dimension())
        : new MatrixVectors(dataset, matrix);
  }

  /// One more than the largest member of any set; the file does not tell. Queries must fit too.
  private int setDimension() {
    long largest = 0;
    for (BenchmarkDataset dataset : datasets()) {
      if (isFlat(dataset.name())) {
        largest =
            Math.max(largest, SetVectors.largest(dataset.name(), matrix(dataset.name(), true)));
      }
    }
    if (largest >= DIMENSION_MAX) {
      throw new LimitExceededException(
          name + ": expected members of sets below " + DIMENSION_MAX + ", got " + largest);
    }
    return (int) largest + 1;
  }

  /// Whether a data set holds sets, one behind the other.
  private boolean isFlat(String dataset) {
    return HdfErrors.translated(
        name,
        () ->
            hdf.getChildren().get(SIZES + dataset) instanceof Dataset
                && hdf.getChildren().get(dataset) instanceof Dataset members
                && members.getDimensions().length == 1);
  }

  /// The `neighbors` or `distances` of the queries, or the numbers of any other matrix.
  ///
  /// @throws NotFoundException if there is no such data set
  /// @throws InvalidRequestException if it is no matrix of numbers
  /// @throws CorruptionException if the file is damaged
  /// @throws LimitExceededException above 65,536 columns or 64 MiB for a band of chunks
  public NeighborTable table(String dataset) {
    return new NeighborTable(dataset, matrix(dataset, false));
  }

  private HdfMatrix matrix(String dataset, boolean flatAllowed) {
    return HdfErrors.translated(
        name,
        () -> {
          Node node = hdf.getChildren().get(dataset);
          if (!(node instanceof Dataset found)) {
            throw new NotFoundException(
                "%s: expected a data set %s, found %s"
                    .formatted(name, dataset, hdf.getChildren().keySet()));
          }
          return matrix(found, flatAllowed && isFlatOrSizes(dataset));
        });
  }

  private boolean isFlatOrSizes(String dataset) {
    return isFlat(dataset)
        || (dataset.startsWith(SIZES) && isFlat(dataset.substring(SIZES.length())));
  }

  private HdfMatrix matrix(Dataset found, boolean flat) {
    int[] shape = found.getDimensions();
    NumberKind kind = NumberKind.of(found.getDataType());
    if (shape.length != (flat ? 1 : 2)
        || shape[0] < 0
        || (!flat && shape[1] < 1)
        || kind == null
        || (flat && !kind.isWhole())) {
      throw InvalidRequestException.of(
          name + " " + found.getName(),
          "a matrix of numbers",
          shape.length + " dimensions of " + found.getDataType().getClass().getSimpleName());
    }
    int columns = flat ? 1 : shape[1];
    if (columns > DIMENSION_MAX) {
      throw new LimitExceededException(
          name + ": expected at most " + DIMENSION_MAX + " columns, got " + columns);
    }
    ByteOrder order = NumberKind.order(found.getDataType());
    if (shape[0] == 0) {
      return new ContiguousMatrix(bytes, 0, 0, columns, kind, order); // has no place in the file
    }
    return switch (found) {
      case ContiguousDataset rows when !found.isEmpty() ->
          new ContiguousMatrix(
              bytes,
              hdf.getUserBlockSize() + rows.getDataAddress(),
              shape[0],
              columns,
              kind,
              order);
      case ChunkedDataset chunks -> new ChunkedMatrix(name, chunks, kind);
      default ->
          throw InvalidRequestException.of(
              name + " " + found.getName(), "rows or chunks", found.getDataLayout());
    };
  }

  /// Ends the reading; later reads throw [ClosedException] or a [CorruptionException]. Closing
  /// twice does nothing.
  @Override
  public void close() {
    bytes.close();
    mapped.close();
  }
}
