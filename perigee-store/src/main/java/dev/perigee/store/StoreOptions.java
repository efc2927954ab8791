package dev.perigee.store;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.util.List;

/// Where a store is and what it may use.
///
/// @param folder its files; nobody else's
/// @param tables every table that is in it, and, when opened for writing, ones to be added
/// @param memoryBytes bound of cache and memtables together, from 8 MiB; small excess is possible
/// @param create whether to make the store if there is none
public record StoreOptions(Path folder, List<Table> tables, long memoryBytes, boolean create) {

  /// The default bound of memory, in bytes.
  public static final long MEMORY_BYTES = 64L << 20;

  private static final long MEMORY_BYTES_MIN = 8L << 20;

  /// @throws InvalidRequestException if a table is named twice or memory is below 8 MiB
  public StoreOptions {
    Arguments.given("folder", folder);
    tables = Arguments.tables(tables);
    if (memoryBytes < MEMORY_BYTES_MIN) {
      throw InvalidRequestException.of("memoryBytes", "from " + MEMORY_BYTES_MIN, memoryBytes);
    }
  }

  /// A store that is made if there is none, with 64 MiB of memory.
  public static StoreOptions of(Path folder, List<Table> tables) {
    return new StoreOptions(folder, tables, MEMORY_BYTES, true);
  }

  /// The same with another bound of memory.
  public StoreOptions withMemoryBytes(long memoryBytes) {
    return new StoreOptions(folder, tables, memoryBytes, create);
  }

  /// The same, made if there is none or not.
  public StoreOptions withCreate(boolean create) {
    return new StoreOptions(folder, tables, memoryBytes, create);
  }
}
