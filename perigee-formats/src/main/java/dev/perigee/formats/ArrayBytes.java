package dev.perigee.formats;

/// The bytes of a NumPy array, wherever they are: a file, a part of one, or the front of what a
/// compressed part inflates to.
interface ArrayBytes {

  /// What they are read from, for messages.
  String source();

  /// Where they begin there, for messages.
  long startBytes();

  /// How many they are.
  long lengthBytes();

  /// Copies some of them.
  ///
  /// @param offset 0 to [#lengthBytes()]
  /// @param length so many that there are
  byte[] copy(long offset, int length);
}
