package dev.perigee.db;

import dev.perigee.error.PerigeeException;
import java.nio.file.Path;

/// A process that tries to open a database for writing, and says what came of it.
final class OpeningChild {

  private OpeningChild() {}

  /// Runs the child.
  ///
  /// @param arguments the folder
  public static void main(String[] arguments) {
    try (Database database = Database.open(Path.of(arguments[0]))) {
      System.out.println("opened " + database.collections());
    } catch (PerigeeException e) {
      System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
