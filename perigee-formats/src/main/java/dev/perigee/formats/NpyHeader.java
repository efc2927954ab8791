package dev.perigee.formats;

import java.util.List;

/// The three facts in the header of a NumPy array.
///
/// @param descr byte order and type, such as `<f4`
/// @param fortranOrder whether the first index varies fastest
/// @param shape lengths of the axes
record NpyHeader(String descr, boolean fortranOrder, List<Long> shape) {

  NpyHeader {
    shape = List.copyOf(shape);
  }
}
