package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.MappedFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An archive of NumPy arrays, as `numpy.savez` and `savez_compressed` write it: a zip file with
/// 64-bit sizes where needed, whose members are `.npy` files, stored or deflated.
///
/// Opening reads the directory and the header of each array. A stored array is then read in place;
/// a deflated one is inflated once into a temporary file that goes when the array is closed, if its
/// size is what its header says, no more than 1,032 times what is stored, and fits the folder. The
/// checksum of a deflated array is compared; that of a stored one is not, since that would read all
/// of it.
///
/// Names are labels and never used as paths. Members whose name does not end in `.npy`, or would
/// lead out of a folder (`..`, a leading slash, a backslash, a colon, control characters), are left
/// out.
///
/// Holds no file open: each array is opened, and closed, on its own. Safe for several threads.
public final class NpzFile {

  private static final String EXTENSION = ".npy";
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private record Array(NpzEntry entry, ZipMember member) {}

  private final Path path;
  private final Map<String, Array> arrays;

  private NpzFile(Path path, Map<String, Array> arrays) {
    this.path = path;
    this.arrays = arrays;
  }

  /// Opens an archive.
  ///
  /// @param path a regular file of the default file system
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if a member is encrypted or compressed in another way
  /// @throws CorruptionException if it is no archive, or damaged
  /// @throws LimitExceededException above 4,096 members
  /// @throws UnsupportedVersionException for a NumPy array of a version above 3
  /// @throws StorageException if the operating system refuses
  public static NpzFile open(Path path) {
    try (FileBytes file = FileBytes.open(path)) {
      Map<String, Array> arrays = new LinkedHashMap<>();
      for (ZipMember member : ZipDirectory.read(file)) {
        if (isArray(member.name())) {
          NpzEntry entry = entry(file, member);
          arrays.put(entry.name(), new Array(entry, member));
        }
      }
      return new NpzFile(path, arrays);
    }
  }

  private static boolean isArray(String name) {
    return name.endsWith(EXTENSION)
        && !name.startsWith("/")
        && name.chars().noneMatch(c -> c < ' ' || c == 127 || c == '\\' || c == ':')
        && !List.of(name.split("/", -1)).contains("..");
  }

  private static NpzEntry entry(FileBytes file, ZipMember member) {
    String name = member.name().substring(0, member.name().length() - EXTENSION.length());
    String descr = "";
    List<Long> shape = List.of();
    try {
      NpyHeader header = NpyLayout.start(front(file, member)).header();
      descr = header.descr();
      shape = header.shape();
    } catch (InvalidRequestException _) {
      // Named fields: told by an empty descr, refused with a reason when the array is opened.
    }
    ComponentType type = NpyLayout.type(descr);
    return new NpzEntry(name, descr, type, shape, member.deflated(), member.sizeBytes());
  }

  private static ArrayBytes front(FileBytes file, ZipMember member) {
    long at = ZipDirectory.bytesAt(file, member);
    return member.deflated()
        ? new DeflatedArray(file, member, at)
        : new StoredArray(file, at, member.sizeBytes());
  }

  /// The archive.
  public Path path() {
    return path;
  }

  /// The arrays, in the order of the directory.
  public List<NpzEntry> entries() {
    return arrays.values().stream().map(Array::entry).toList();
  }

  /// Opens an array of vectors; a deflated one goes to the temporary folder of the system.
  ///
  /// @param name of an entry
  /// @throws NotFoundException if there is no such array
  /// @throws InvalidRequestException if it holds no vectors
  /// @throws CorruptionException if it is damaged
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 rows, or if it does
  ///   not fit the folder
  /// @throws StorageException if the operating system refuses
  public VectorFile vectors(String name) {
    return vectors(name, TEMPORARY);
  }

  /// Opens an array of vectors.
  ///
  /// @param name of an entry
  /// @param folder where a deflated one goes
  /// @throws NotFoundException if there is no such array
  /// @throws InvalidRequestException if it holds no vectors
  /// @throws CorruptionException if it is damaged
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 rows, or if it does
  ///   not fit the folder
  /// @throws StorageException if the operating system refuses
  public VectorFile vectors(String name, Path folder) {
    return VectorFile.of(matrix(name, folder));
  }

  /// Opens an array of whole numbers; a deflated one goes to the temporary folder of the system.
  ///
  /// @param name of an entry
  /// @throws NotFoundException if there is no such array
  /// @throws InvalidRequestException if it holds no whole numbers
  /// @throws CorruptionException if it is damaged
  /// @throws LimitExceededException above 65,536 columns or 2,147,483,647 rows, or if it does not
  ///   fit the folder
  /// @throws StorageException if the operating system refuses
  public IntMatrix numbers(String name) {
    return numbers(name, TEMPORARY);
  }

  /// Opens an array of whole numbers.
  ///
  /// @param name of an entry
  /// @param folder where a deflated one goes
  /// @throws NotFoundException if there is no such array
  /// @throws InvalidRequestException if it holds no whole numbers
  /// @throws CorruptionException if it is damaged
  /// @throws LimitExceededException above 65,536 columns or 2,147,483,647 rows, or if it does not
  ///   fit the folder
  /// @throws StorageException if the operating system refuses
  public IntMatrix numbers(String name, Path folder) {
    return IntMatrix.of(matrix(name, folder));
  }

  private MatrixFile matrix(String name, Path folder) {
    Array array = arrays.get(name);
    if (array == null) {
      throw new NotFoundException(
          "%s: expected one of the arrays %s, got %s".formatted(path, arrays.keySet(), name));
    }
    ZipMember member = array.member();
    try (FileBytes file = FileBytes.open(path)) {
      long at = ZipDirectory.bytesAt(file, member);
      if (member.deflated()) {
        // Before anything is written: does the header ask for what the directory tells?
        NpyLayout.requireSize(new DeflatedArray(file, member, at));
        MappedFile inflated = InflatedFile.of(file, member, at, folder);
        return MatrixFile.ofArray(path, MappedArray.whole(inflated));
      }
      MappedFile mapped = MappedFile.open(path);
      return MatrixFile.ofArray(path, new MappedArray(mapped, at, member.sizeBytes()));
    }
  }
}
