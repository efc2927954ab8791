package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.VectorSource;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
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
/// Data sets are contiguous or in chunks, packed by gzip or not, of numbers that are little-endian;
/// old and new superblocks. Sparse sets (`train` in one dimension) and bits are refused.
///
/// Safe for several threads. Whoever opens it closes it, and with it what it gave.
public final class BenchmarkFile implements AutoCloseable {

  private static final int DIMENSION_MAX = 65_536;

  private final String name;
  private final HdfFile hdf;
  private final FileBytes bytes;

  private BenchmarkFile(String name, HdfFile hdf, FileBytes bytes) {
    this.name = name;
    this.hdf = hdf;
    this.bytes = bytes;
  }

  /// Opens a file.
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws CorruptionException if it is no HDF5 or damaged
  /// @throws StorageException if the operating system refuses
  public static BenchmarkFile open(Path path) {
    FileBytes bytes = FileBytes.open(path);
    try {
      String name = path.toString();
      return new BenchmarkFile(name, parsed(path, bytes.sizeBytes()), bytes);
    } catch (IOException e) {
      bytes.close();
      throw new StorageException("cannot map " + path, e);
    } catch (RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  /// The structure of a file. Of a mapping jHDF takes slices; of a channel it reads as much as the
  /// file claims into the heap, which only files beyond the size of a mapping are trusted with.
  private static HdfFile parsed(Path path, long sizeBytes) throws IOException {
    if (sizeBytes > Integer.MAX_VALUE) {
      return HdfErrors.translated(path.toString(), () -> new HdfFile(path));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, sizeBytes);
      return HdfErrors.translated(path.toString(), () -> HdfFile.fromByteBuffer(mapped));
    }
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

  /// The vectors of `train` or `test`, as single precision.
  ///
  /// @throws NotFoundException if there is no such data set
  /// @throws InvalidRequestException if it is no matrix of numbers
  /// @throws CorruptionException if the file is damaged
  /// @throws LimitExceededException above 65,536 dimensions or 64 MiB for a band of chunks
  public VectorSource vectors(String dataset) {
    return new MatrixVectors(dataset, matrix(dataset));
  }

  /// The `neighbors` or `distances` of the queries.
  ///
  /// @throws NotFoundException if there is no such data set
  /// @throws InvalidRequestException if it is no matrix of numbers
  /// @throws CorruptionException if the file is damaged
  /// @throws LimitExceededException above 65,536 columns or 64 MiB for a band of chunks
  public NeighborTable table(String dataset) {
    return new NeighborTable(dataset, matrix(dataset));
  }

  private HdfMatrix matrix(String dataset) {
    return HdfErrors.translated(
        name,
        () -> {
          Node node = hdf.getChildren().get(dataset);
          if (!(node instanceof Dataset found)) {
            throw new NotFoundException(name + ": expected a data set " + dataset + ", found none");
          }
          return matrix(found);
        });
  }

  private HdfMatrix matrix(Dataset found) {
    int[] shape = found.getDimensions();
    NumberKind kind = NumberKind.of(found.getDataType());
    if (shape.length != 2 || shape[0] < 0 || shape[1] < 1 || kind == null) {
      throw InvalidRequestException.of(
          name + " " + found.getName(),
          "a matrix of numbers, little-endian",
          shape.length + " dimensions of " + found.getDataType().getClass().getSimpleName());
    }
    if (shape[1] > DIMENSION_MAX) {
      throw new LimitExceededException(
          name + ": expected at most " + DIMENSION_MAX + " columns, got " + shape[1]);
    }
    return switch (found) {
      case ContiguousDataset rows when !found.isEmpty() ->
          new ContiguousMatrix(
              bytes, hdf.getUserBlockSize() + rows.getDataAddress(), shape[0], shape[1], kind);
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
    HdfErrors.translated(
        name,
        () -> {
          hdf.close();
          return null;
        });
  }
}
