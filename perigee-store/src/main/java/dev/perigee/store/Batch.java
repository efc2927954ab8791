package dev.perigee.store;

import java.nio.ByteBuffer;

/// Changes that are written together by [Store#write], applied in the order they were added: a
/// range deleted after a put deletes that entry, one deleted before it does not.
///
/// For one thread at a time; made by one store and written by it alone. Whoever made it closes it;
/// it may be closed after its store.
public interface Batch extends AutoCloseable {

  /// Sets the value of a key.
  void put(Table table, byte[] key, byte[] value);

  /// Sets the value of a key to the bytes from the buffer's position to its limit, which stay as
  /// they are. A direct buffer is not copied to the heap.
  void put(Table table, byte[] key, ByteBuffer value);

  /// Deletes a key, if it is there.
  void delete(Table table, byte[] key);

  /// Deletes every key with `from <= key < to`. Nothing if there is none between them.
  ///
  /// @param to not null: a range has an end
  void deleteRange(Table table, byte[] from, byte[] to);

  /// About how much the batch adds to the log.
  long sizeBytes();

  /// How many changes it holds.
  int count();

  /// Forgets all changes.
  void clear();

  /// May be called twice.
  @Override
  void close();
}
