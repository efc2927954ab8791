package dev.perigee.db.rows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/// A sequence number for each row, off-heap, in blocks that are made when they are first written.
///
/// One writer at a time; readers take no lock and see what was written before they learned that
/// there is something to see.
final class SequenceColumn {

  private static final int BLOCK_SHIFT = 10;
  private static final int BLOCK_ROWS = 1 << BLOCK_SHIFT;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final long absent;
  private final AtomicReference<MemorySegment[]> blocks =
      new AtomicReference<>(new MemorySegment[0]);

  /// @param absent what a row has that was never written
  SequenceColumn(long absent) {
    this.absent = absent;
  }

  long get(int row) {
    MemorySegment[] all = blocks.getAcquire();
    int block = row >>> BLOCK_SHIFT;
    if (block >= all.length || all[block] == null) {
      return absent;
    }
    return (long) LONG.getAcquire(all[block], (long) (row & (BLOCK_ROWS - 1)) << 3);
  }

  void set(int row, long sequence) {
    MemorySegment[] all = blocks.getPlain();
    int block = row >>> BLOCK_SHIFT;
    if (block >= all.length || all[block] == null) {
      all = Arrays.copyOf(all, Math.max(all.length, block + 1));
      // owned by the garbage collector: it goes with the part
      MemorySegment fresh = Arena.ofAuto().allocate((long) BLOCK_ROWS << 3, Long.BYTES);
      for (long i = 0; absent != 0 && i < BLOCK_ROWS; i++) {
        fresh.set(ValueLayout.JAVA_LONG, i << 3, absent);
      }
      all[block] = fresh;
      blocks.setRelease(all);
    }
    LONG.setRelease(all[block], (long) (row & (BLOCK_ROWS - 1)) << 3, sequence);
  }

  long memoryBytes() {
    long bytes = 0;
    for (MemorySegment block : blocks.getAcquire()) {
      bytes += block == null ? 0 : block.byteSize();
    }
    return bytes;
  }
}
