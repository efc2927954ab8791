package dev.perigee.cli;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.NpzFile;
import dev.perigee.formats.VectorFile;
import dev.perigee.formats.hdf5.BenchmarkFile;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Vectors of a file of any kind that holds some: a data set alone, an array of an npz archive, or
/// a data set of HDF5. Whoever opens it closes it.
///
/// @param source the rows as they are stored, or as near to that as an index can be
/// @param floats the same as floats; the rows themselves where they are bits
/// @param file what to close
public record VectorInput(VectorSource source, VectorSource floats, AutoCloseable file)
    implements AutoCloseable {

  private static final int HEAD_BYTES = 8;

  /// Opens a file.
  ///
  /// @param dataset which of its data sets or arrays; null for the usual one
  /// @param usual the data set of HDF5 that is read where nobody asks for one
  /// @throws NotFoundException if there is no such file or data set
  /// @throws InvalidRequestException if a data set is asked for of a file that has one only, or it
  ///   holds no vectors
  /// @throws dev.perigee.error.CorruptionException if it is damaged
  public static VectorInput open(Path path, String dataset, String usual) {
    byte[] head = head(path);
    if (isHdf5(head)) {
      return ofHdf5(path, dataset == null ? usual : dataset);
    }
    if (head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] < 7) {
      NpzFile archive = NpzFile.open(path);
      if (dataset == null && archive.entries().size() != 1) {
        throw InvalidRequestException.of(
            "--dataset", "one of " + archive.entries().stream().map(e -> e.name()).toList(), null);
      }
      return of(archive.vectors(dataset == null ? archive.entries().getFirst().name() : dataset));
    }
    if (dataset != null) {
      throw InvalidRequestException.of(
          "--dataset", "none for " + path + ", which is neither HDF5 nor npz", dataset);
    }
    return of(VectorFile.open(path));
  }

  /// Whether the first bytes of a file are those of HDF5.
  public static boolean isHdf5(byte[] head) {
    return head.length == HEAD_BYTES && head[0] == (byte) 0x89 && head[1] == 'H' && head[2] == 'D';
  }

  /// The first bytes of a file, 8 where there are so many.
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if it is a folder
  public static byte[] head(Path path) {
    if (!Files.exists(path)) {
      throw new NotFoundException(path + ": expected a file, found none");
    }
    if (!Files.isRegularFile(path)) {
      throw InvalidRequestException.of(path.toString(), "a regular file", "a folder or a device");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw new StorageException("cannot read " + path, e);
    }
  }

  private static VectorInput of(VectorFile file) {
    return new VectorInput(file, file.elementType() == ElementType.BIT ? file : file.asF32(), file);
  }

  private static VectorInput ofHdf5(Path path, String dataset) {
    BenchmarkFile file = BenchmarkFile.open(path);
    try {
      VectorSource source = file.vectors(dataset);
      return new VectorInput(source, source, file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// The rows as they are indexed: int8 and bits as they are, everything else as floats.
  public VectorSource indexable() {
    return source.elementType() == ElementType.INT8 ? source : floats;
  }

  /// The rows as queries of an index.
  ///
  /// @param type of its vectors
  public VectorSource queries(ElementType type) {
    return type == ElementType.F32 ? floats : source;
  }

  /// @throws StorageException if the operating system refuses
  @Override
  public void close() {
    try {
      file.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new StorageException("cannot close a file", new IOException(e));
    }
  }
}
