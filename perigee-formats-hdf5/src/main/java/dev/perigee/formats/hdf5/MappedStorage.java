package dev.perigee.formats.hdf5;

import dev.perigee.formats.file.MappedFile;
import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/// A file of any size as jHDF reads it: each read is a view of the mapping, checked against its
/// bounds, so that nothing is allocated for a length that a file claims.
///
/// jHDF has the same for files that fit one buffer, 2 GB, and copies as much as a file says for
/// larger ones. It takes a storage of somebody else by a constructor that is private, of the
/// version that the build pins.
final class MappedStorage implements HdfBackingStorage {

  private static final int SUPERBLOCK_BYTES_MAX = 4096;
  private static final long SIGNATURE = 0x0a1a0a0d46444889L;
  private static final long FIRST_STEP = 512;

  private final MemorySegment bytes;
  private final Superblock superblock;

  private MappedStorage(MemorySegment bytes, Superblock superblock) {
    this.bytes = bytes;
    this.superblock = superblock;
  }

  /// The structure of a file.
  ///
  /// @throws RuntimeException of any kind if the file is damaged
  static HdfFile open(MappedFile file) {
    MemorySegment bytes = file.bytes();
    long at = signatureAt(bytes);
    long length = Math.min(SUPERBLOCK_BYTES_MAX, bytes.byteSize() - at);
    Superblock superblock = Superblock.readSuperblock(view(bytes, at, length));
    try {
      Constructor<HdfFile> constructor =
          HdfFile.class.getDeclaredConstructor(HdfBackingStorage.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new MappedStorage(bytes, superblock));
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new AssertionError(e);
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("another version of jHDF than the build pins", e);
    }
  }

  /// A file may begin with something else, of a length of 512 times a power of two.
  private static long signatureAt(MemorySegment bytes) {
    for (long at = 0; at <= bytes.byteSize() - 8; at = at == 0 ? FIRST_STEP : 2 * at) {
      if (view(bytes, at, 8).getLong() == SIGNATURE) {
        return at;
      }
    }
    throw new HdfException("no signature of HDF5");
  }

  private static ByteBuffer view(MemorySegment bytes, long at, long length) {
    return bytes.asSlice(at, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    return map(address, length);
  }

  @Override
  public ByteBuffer map(long address, long length) {
    return mapNoOffset(Math.addExact(address, getUserBlockSize()), length);
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return view(bytes, address, length);
  }

  @Override
  public long getUserBlockSize() {
    return superblock.getBaseAddressByte();
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    throw new HdfException("no channel: the file is mapped");
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public void close() {
    // whoever mapped the file ends the mapping
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public boolean inMemory() {
    return true;
  }
}
