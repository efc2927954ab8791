package dev.perigee.store;

import java.nio.file.Path;
import java.util.List;

/// Opens stores.
public final class Stores {

  private Stores() {}

  /// Opens a folder for reading and writing. One store at a time, in whatever process, may.
  ///
  /// @throws dev.perigee.error.ConflictException if another one has it open for writing
  /// @throws dev.perigee.error.InvalidRequestException if there is none and none shall be made, or
  ///   if it has a table that is not among the options
  /// @throws dev.perigee.error.CorruptionException if it is damaged. What a crash leaves half
  ///   written at the end of the log is no damage: it was never acknowledged as synced.
  /// @throws dev.perigee.error.StorageException if the operating system refuses
  public static Store open(StoreOptions options) {
    return RocksOpening.open(options);
  }

  /// Opens a folder for reading while another store, in whatever process, may be writing it. What
  /// that writes is seen after [Store#refresh()]. A read may fail with a
  /// [dev.perigee.error.StorageException] if the writer has deleted a file that this view still
  /// needed: refresh and read again.
  ///
  /// @param secondaryFolder for the notes of this reader; its own, made if it is not there
  /// @throws dev.perigee.error.InvalidRequestException if there is no store, or one without one of
  ///   the tables
  /// @throws dev.perigee.error.CorruptionException if it is damaged
  /// @throws dev.perigee.error.StorageException if the operating system refuses
  public static Store openReadOnly(StoreOptions options, Path secondaryFolder) {
    return RocksOpening.openReadOnly(options, secondaryFolder);
  }

  /// A store that keeps everything on the heap and nothing after its end.
  public static Store inMemory(List<Table> tables) {
    return new MemoryStore(tables);
  }
}
