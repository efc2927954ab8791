package dev.perigee.formats;

import dev.perigee.formats.file.MappedFile;
import java.nio.file.Path;
import java.util.List;

/// What the header of a NumPy array says.
///
/// @param version of the format, 1 to 3
/// @param descr byte order and type as NumPy writes it, such as `<f4`
/// @param byColumn whether the first index varies fastest
/// @param shape lengths of the axes, any number of them
public record NpyDescription(int version, String descr, boolean byColumn, List<Long> shape) {

  /// Copies the shape.
  public NpyDescription {
    shape = List.copyOf(shape);
  }

  /// Reads the header of a file.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws dev.perigee.error.InvalidRequestException for named fields
  /// @throws dev.perigee.error.CorruptionException if it is damaged or no array of NumPy
  /// @throws dev.perigee.error.UnsupportedVersionException for a version above 3
  public static NpyDescription of(Path path) {
    try (MappedFile file = MappedFile.open(path)) {
      NpyHeader header = NpyLayout.start(MappedArray.whole(file)).header();
      int version = file.copy(6, 1)[0];
      return new NpyDescription(version, header.descr(), header.fortranOrder(), header.shape());
    }
  }
}
