package dev.perigee.cli.move;

import dev.perigee.db.document.DocumentId;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The ids that an application keeps beside an index, by the numbers that the index knows.
///
/// CSV without a header (number, id), CSV with one, or JSON lines; the latter with a column of the
/// id (`id`, `_id`, `key`, `pk`, `uuid`, or as the caller says) and one of the number, which is
/// called `internal`, `number`, `row`, `label`, `ordinal` or `index`, or is the only other there
/// is.
///
/// Heap does not grow with the map: ids lie in a temporary file, places by number in memory off the
/// heap, 32 to 64 bytes for each. Safe for several threads once it is read.
public final class IdMap implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path source;
  private final FileChannel ids;
  private final PlacesByNumber places = new PlacesByNumber();
  private final ByteBuffer pending = ByteBuffer.allocate(BUFFER_BYTES);
  private long written;

  private IdMap(Path source, FileChannel ids) {
    this.source = source;
    this.ids = ids;
  }

  /// Reads a map.
  ///
  /// @param idColumn the column of the id; null for what is usual
  /// @throws InvalidRequestException if a row has no number or no id
  /// @throws ConflictException if a number comes twice
  public static IdMap read(Path source, String idColumn) {
    IdMap map = null;
    try {
      map = new IdMap(source, temporary());
      new IdMapRows(source, idColumn).forEach(map::add);
      map.flush();
      return map;
    } catch (IOException e) {
      closeAll(map);
      throw new StorageException("cannot read " + source, e);
    } catch (RuntimeException | Error e) {
      closeAll(map);
      throw e;
    }
  }

  private static void closeAll(IdMap map) {
    if (map != null) {
      map.close();
    }
  }

  private static FileChannel temporary() throws IOException {
    return FileChannel.open(
        Files.createTempFile("perigee-ids", ".tmp"),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private void add(long number, DocumentId id, String where) throws IOException {
    byte[] key = id.key();
    if (!places.put(number, written)) {
      throw new ConflictException(where + ": expected each number once, got " + number + " again");
    }
    if (pending.remaining() < Short.BYTES + key.length) {
      flush();
    }
    pending.putShort((short) key.length).put(key);
    written += Short.BYTES + key.length;
  }

  private void flush() throws IOException {
    pending.flip();
    while (pending.hasRemaining()) {
      int _ = ids.write(pending);
    }
    pending.clear();
  }

  /// Ids there are.
  public long count() {
    return places.count();
  }

  /// Looks whether a number has an id.
  ///
  /// @throws InvalidRequestException if it has none
  public void require(long number) {
    if (places.get(number) < 0) {
      throw InvalidRequestException.of(
          "--id-map", "an id for every number of the index", "none for " + number);
    }
  }

  /// The id of a number.
  ///
  /// @throws InvalidRequestException if it has none
  public DocumentId id(long number) {
    require(number);
    long place = places.get(number);
    try {
      ByteBuffer length = ByteBuffer.allocate(Short.BYTES);
      readFully(length, place);
      ByteBuffer key = ByteBuffer.allocate(length.getShort(0));
      readFully(key, place + Short.BYTES);
      return DocumentId.ofKey(key.array(), source.toString());
    } catch (IOException e) {
      throw new StorageException("cannot read a temporary file", e);
    }
  }

  private void readFully(ByteBuffer target, long at) throws IOException {
    while (target.hasRemaining()) {
      if (ids.read(target, at + target.position()) < 0) {
        throw new IOException("the file ends at " + at);
      }
    }
  }

  @Override
  public void close() {
    places.close();
    try {
      ids.close();
    } catch (IOException e) {
      throw new StorageException("cannot remove a temporary file", e);
    }
  }
}
