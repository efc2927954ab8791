package dev.perigee.formats.hdf5;

import java.nio.charset.StandardCharsets;

/// Strings of any length, as a collection of the global heap of a file.
///
/// Source: HDF5 File Format Specification, version 3.0, section III.E.
final class HdfTexts {

  private static final int HEAD_BYTES = 16;
  private static final int SMALLEST_BYTES = 4096;

  private final long address;
  private final HdfBytes objects = new HdfBytes();
  private int count;

  /// @param address where in the file the collection will lie
  HdfTexts(long address) {
    this.address = address;
  }

  /// Adds a string.
  ///
  /// @return what stands for it elsewhere in the file
  HdfBytes add(String text) {
    byte[] letters = text.getBytes(StandardCharsets.UTF_8);
    count++;
    objects.u16(count).u16(1).u32(0).u64(letters.length).add(letters);
    objects.fill((objects.size() + 7) & ~7);
    return new HdfBytes().u32(letters.length).u64(address).u32(count);
  }

  /// The collection as it lies in the file; object 0 is what is free of it.
  byte[] toArray() {
    int used = HEAD_BYTES + objects.size();
    int sizeBytes = Math.max(SMALLEST_BYTES, used + HEAD_BYTES);
    HdfBytes heap = new HdfBytes().text("GCOL").u8(1, 0, 0, 0).u64(sizeBytes).add(objects);
    return heap.u64(0).u64(sizeBytes - used).fill(sizeBytes).toArray();
  }
}
