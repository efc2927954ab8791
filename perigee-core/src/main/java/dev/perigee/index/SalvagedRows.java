package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.segment.Section;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentDamage;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The rows of a damaged index file whose vector and id can be read, with their ids.
///
/// Where the file ends before its ids, they are numbered by ordinal. Vectors that no checksum tells
/// of are kept if an index could hold them. Memory: 12 bytes for each row that is in the file. Safe
/// for several threads; does not own the channel.
final class SalvagedRows implements VectorSource {

  private static final int IDS_READ = 1 << 13;

  private final FileChannel channel;
  private final String source;
  private final SegmentDamage damage;
  private final VectorSpace space;
  private final Section vectors;
  private final Section ids;
  private final BitSet kept = new BitSet();
  private final List<Long> lostIds = new ArrayList<>();
  private int[] ordinals;
  private long[] idOfOrdinal;

  /// @param channel reads the file
  /// @param source the file
  /// @param damage of it; it has vectors
  SalvagedRows(FileChannel channel, String source, SegmentDamage damage, VectorSpace space)
      throws IOException {
    this.channel = channel;
    this.source = source;
    this.damage = damage;
    this.space = space;
    vectors = damage.header().section(SectionType.VECTORS);
    ids = damage.header().section(SectionType.IDS);
    // Only as many as the file has bytes for, whatever its header claims.
    int present = rowsIn(vectors);
    idOfOrdinal = isNumbered() ? new long[0] : readIds(Math.min(rowsIn(ids), present));
    MemorySegment vector = MemorySegment.ofArray(new byte[space.vectorBytes()]);
    for (int row = 0; row < present; row++) {
      sort(row, vector);
    }
    ordinals = kept.stream().toArray();
  }

  private int rowsIn(Section section) {
    long bytes = Math.clamp(damage.sizeBytes() - section.offsetBytes(), 0, section.lengthBytes());
    return (int) Math.min(damage.header().description().count(), bytes / section.strideBytes());
  }

  private void sort(int row, MemorySegment vector) throws IOException {
    long idAt = ids.offsetBytes() + (long) row * Long.BYTES;
    boolean hasId = isNumbered() || damage.isReadable(idAt, Long.BYTES);
    if (hasId && isSound(row, vector)) {
      kept.set(row);
    } else if (hasId && !isNumbered() && lostIds.size() < SalvageReport.LOST_IDS_MAX) {
      lostIds.add(idOfOrdinal[row]);
    }
  }

  private boolean isSound(int row, MemorySegment vector) throws IOException {
    long at = vectorAt(row);
    if (!damage.isReadable(at, space.vectorBytes())) {
      return false;
    }
    if (at + space.vectorBytes() <= damage.provenBytes()) {
      return true;
    }
    readFully(vector.asByteBuffer(), at);
    try {
      space.check("vector", vector, 0);
      return true;
    } catch (InvalidRequestException e) {
      return false; // what an index refuses was not in it
    }
  }

  private long vectorAt(int row) {
    return vectors.offsetBytes() + (long) row * vectors.strideBytes();
  }

  private long[] readIds(int count) throws IOException {
    long[] read = new long[count];
    ByteBuffer buffer = ByteBuffer.allocate(IDS_READ * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < count; from += IDS_READ) {
      int length = Math.min(IDS_READ, count - from);
      buffer.clear().limit(length * Long.BYTES);
      readFully(buffer, ids.offsetBytes() + (long) from * Long.BYTES);
      buffer.flip().asLongBuffer().get(read, from, length);
    }
    return read;
  }

  /// Whether the file ends before its ids.
  boolean isNumbered() {
    return damage.sizeBytes() < ids.offsetBytes() + Long.BYTES;
  }

  /// Ordinals of the rows, in the old file.
  BitSet kept() {
    return kept;
  }

  /// Ids of rows that were not kept, as far as they could be read.
  List<Long> lostIds() {
    return lostIds;
  }

  @Override
  public int dimension() {
    return space.dimension();
  }

  @Override
  public ElementType elementType() {
    return space.elementType();
  }

  @Override
  public long count() {
    return ordinals.length;
  }

  @Override
  public long id(long row) {
    int ordinal = ordinals[(int) row];
    return isNumbered() ? ordinal : idOfOrdinal[ordinal];
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    try {
      ByteBuffer bytes = target.asSlice(targetOffset, space.vectorBytes()).asByteBuffer();
      readFully(bytes, vectorAt(ordinals[(int) row]));
    } catch (IOException e) {
      throw new StorageException("could not read " + source, e);
    }
  }

  private void readFully(ByteBuffer target, long at) throws IOException {
    long position = at;
    while (target.hasRemaining()) {
      int read = channel.read(target, position);
      if (read < 0) {
        throw new CorruptionException(source, position, "the file was truncated while it was read");
      }
      position += read;
    }
  }
}
