package dev.perigee.cli.data;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;

/// A collection as one word of the command line: the folder of its database, a slash, its name.
///
/// @param folder of the database
/// @param name of the collection
record CollectionPath(Path folder, String name) {

  /// How such a word is written.
  static final String LABEL = "DATA/COLLECTION";

  /// Takes a word apart.
  ///
  /// @param label for the error
  /// @throws InvalidRequestException if there is no name or no folder in it
  static CollectionPath of(String label, Path word) {
    Path folder = word.toAbsolutePath().getParent();
    if (folder == null || word.getFileName() == null) {
      throw InvalidRequestException.of(label, LABEL, word);
    }
    return new CollectionPath(folder, word.getFileName().toString());
  }
}
