package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sets of whole numbers, one behind the other in a data set of one dimension, as vectors of bits:
/// a bit is set where its place is in the set. Memory: eight bytes for each set. Safe for several
/// threads; does not own the file.
final class SetVectors implements VectorSource {

  private final String name;
  private final HdfMatrix members;
  private final long[] ends;
  private final int dimension;

  /// @param name of the data set, for errors
  /// @param members of all sets
  /// @param sizes of each set
  /// @param dimension more than any member
  /// @throws CorruptionException if the sizes do not add up to the members
  SetVectors(String name, HdfMatrix members, HdfMatrix sizes, int dimension) {
    this.name = name;
    this.members = members;
    this.dimension = dimension;
    ends = new long[Math.toIntExact(sizes.rows())];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      long size = sizes.kind().whole(sizes.row(i), 0);
      if (size < 0 || size > members.rows() - end) {
        throw HdfErrors.damaged(
            members.source(), "the size of set " + i + " of " + name, "" + size);
      }
      end += size;
      ends[i] = end;
    }
    if (end != members.rows()) {
      throw HdfErrors.damaged(
          members.source(), members.rows() + " members of sets in " + name, "" + end);
    }
  }

  /// The largest member of all sets.
  ///
  /// @throws CorruptionException if one is negative
  static long largest(String name, HdfMatrix members) {
    long largest = 0;
    for (long i = 0; i < members.rows(); i++) {
      long member = members.kind().whole(members.row(i), 0);
      if (member < 0) {
        throw HdfErrors.damaged(members.source(), "members of sets in " + name, "" + member);
      }
      largest = Math.max(largest, member);
    }
    return largest;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public ElementType elementType() {
    return ElementType.BIT;
  }

  @Override
  public long count() {
    return ends.length;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range
  /// @throws CorruptionException if a member is out of range
  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    if (row < 0 || row >= count()) {
      throw InvalidRequestException.of(name + " row", "0 to " + (count() - 1), row);
    }
    byte[] bits = new byte[(dimension + 7) / 8];
    for (long i = row == 0 ? 0 : ends[(int) row - 1]; i < ends[(int) row]; i++) {
      long member = members.kind().whole(members.row(i), 0);
      if (member < 0 || member >= dimension) {
        throw HdfErrors.damaged(
            members.source(), "members below " + dimension + " in " + name, "" + member);
      }
      bits[(int) (member / 8)] |= (byte) (1 << (member % 8));
    }
    MemorySegment.copy(bits, 0, target, ValueLayout.JAVA_BYTE, targetOffset, bits.length);
  }
}
