package dev.perigee.cli.data;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.DatabaseOptions;
import dev.perigee.error.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Parameters;

/// The folder of a database, as every command names it first.
final class DataFolder {

  @Parameters(index = "0", paramLabel = "DATA", description = "The folder of the database.")
  private Path path;

  Path path() {
    return path;
  }

  /// The folder, which holds a database.
  ///
  /// @throws NotFoundException if it does not
  Path existing() {
    return existing(path);
  }

  /// A folder, which holds a database.
  ///
  /// @throws NotFoundException if it does not
  static Path existing(Path folder) {
    if (!Files.isDirectory(folder.resolve("store"))) {
      throw new NotFoundException("DATA: expected a database, got none in " + folder);
    }
    return folder;
  }

  /// Opens the database that is there, for writing.
  ///
  /// @throws NotFoundException if there is none
  /// @throws dev.perigee.error.ConflictException if another process writes to it
  Database open() {
    return Database.open(existing());
  }

  /// Opens the database that is there for what only its writer can tell, without background work.
  ///
  /// @throws NotFoundException if there is none
  /// @throws dev.perigee.error.ConflictException if another process writes to it
  Database openQuietly() {
    return Database.open(existing(), DatabaseOptions.defaults().withBackground(false));
  }

  /// Writes to a collection that is there.
  <T> T write(String collection, Function<Collection, T> work) {
    try (Database database = open()) {
      return work.apply(database.collection(collection));
    }
  }
}
