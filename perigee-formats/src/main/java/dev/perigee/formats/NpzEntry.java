package dev.perigee.formats;

import java.util.List;

/// An array of an npz archive.
///
/// @param name without the `.npy` that it has in the archive; a label, not to be used as a path
/// @param descr its type as NumPy writes it, such as `<f4`; empty for named fields
/// @param type the same; null for one that is not read
/// @param shape lengths of its axes
/// @param deflated whether it is compressed
/// @param sizeBytes its length with its header, when inflated
public record NpzEntry(
    String name,
    String descr,
    ComponentType type,
    List<Long> shape,
    boolean deflated,
    long sizeBytes) {

  /// Copies the shape.
  public NpzEntry {
    shape = List.copyOf(shape);
  }
}
