package dev.perigee.store;

import java.nio.file.Path;
import java.util.List;

/// An ordered key-value store: tables of bytes, changed by atomic batches.
///
/// Keys are compared as unsigned bytes; empty keys and values are allowed. What is handed in may be
/// changed by the caller after the call, what is handed out is the caller's. Opened by [Stores].
///
/// Every method may be called from any thread. After [#close()] each of them, and each of its
/// cursors and batches, throws a [dev.perigee.error.ClosedException]. A table the store was not
/// opened with, or a null where none is allowed, is an [dev.perigee.error.InvalidRequestException];
/// damage found on disk is a [dev.perigee.error.CorruptionException]; any other failure of the disk
/// is a [dev.perigee.error.StorageException], whose reason says what to do.
public interface Store extends AutoCloseable {

  /// The value of a key, or null if it has none.
  byte[] get(Table table, byte[] key);

  /// The values of many keys, in their order, null where there is none. Cheaper than as many calls
  /// of [#get]; not one moment's view: a write between two keys may be seen by one of them.
  List<byte[]> getAll(Table table, List<byte[]> keys);

  /// The entries with `from <= key < to` as of this call, ascending.
  ///
  /// @param to null for no end
  Cursor cursor(Table table, byte[] from, byte[] to);

  /// The entries with `from <= key < to` as of this call, descending.
  ///
  /// @param to null for no end
  Cursor cursorDown(Table table, byte[] from, byte[] to);

  /// An empty batch for [#write], to be closed by the caller.
  Batch batch();

  /// Writes a batch: all of it or nothing. The batch keeps its contents; it may be cleared and
  /// filled again after.
  ///
  /// @param sync whether to return only when it, and everything written before, would survive a
  ///   loss of power
  /// @throws dev.perigee.error.StorageException with `OUT_OF_SPACE` if nothing was written and a
  ///   later try may succeed; with `BROKEN` if the disk failed: this and every later write is
  ///   refused until the store is opened again
  void write(Batch batch, boolean sync);

  /// Returns when everything written before would survive a loss of power.
  ///
  /// @throws dev.perigee.error.StorageException as [#write] does
  void sync();

  /// Counters since the store was opened, and sizes as of now.
  StoreStatistics statistics();

  /// Writes a copy of everything written so far, which opens as a store; files are linked where the
  /// file system can.
  ///
  /// @param folder must not exist; its parent must
  void checkpoint(Path folder);

  /// Gives the space of deleted and overwritten entries of a range back. Takes as long as rewriting
  /// what is left of it (for [Table.Usage#BULK], its keys); other calls go on meanwhile.
  ///
  /// @param to null for no end
  void compact(Table table, byte[] from, byte[] to);

  /// Lets a read-only store see what its writer has written since; open cursors keep their view.
  ///
  /// @return whether something may have changed; false for a store that writes
  /// @throws dev.perigee.error.StorageException if the writer deleted a file before it was opened
  ///   here; what was seen so far can still be read, but this store can follow its writer no more
  boolean refresh();

  /// Waits for the calls that are under way, then gives everything back. Open cursors end. What was
  /// written without sync is handed to the operating system but may still be lost with the power.
  @Override
  void close();
}
