package dev.perigee.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.CorruptionException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowsTest {

  private static final long SEED = 20_250_706;

  @Test
  void aSliceIsOneChunk() {
    MemorySegment segment = MemorySegment.ofArray(new byte[100]);
    Rows rows = Rows.over(segment, 24, "a.idx", 4096);
    assertThat(rows.chunks()).containsExactly(segment);
    assertThat(rows.strideBytes()).isEqualTo(24);
    assertThat(rows.rowsPerChunk()).isEqualTo(Integer.MAX_VALUE);
    for (int row : new int[] {0, 1, 3, 1 << 20, 1 << 30, Integer.MAX_VALUE}) {
      assertThat(rows.chunkIndex(row)).as("row %d", row).isZero();
      assertThat(rows.chunkOffset(row)).as("row %d", row).isEqualTo(24L * row);
      assertThat(rows.chunk(row)).isSameAs(segment);
      assertThat(rows.rowsToEndOfChunk(row)).isEqualTo((1L << 31) - row);
    }
  }

  @Test
  void chunksHoldAPowerOfTwoRows() {
    Rows rows = chunked(12, 2, 3);
    assertThat(rows.rowsPerChunk()).isEqualTo(4);
    for (int row = 0; row < 12; row++) {
      assertThat(rows.chunkIndex(row)).as("row %d", row).isEqualTo(row / 4);
      assertThat(rows.chunkOffset(row)).as("row %d", row).isEqualTo(row % 4 * 12L);
      assertThat(rows.chunk(row)).isSameAs(rows.chunks()[row / 4]);
      assertThat(rows.rowsToEndOfChunk(row)).isEqualTo(4 - row % 4);
    }
  }

  @Test
  void aChunkMayHoldOneRow() {
    Rows rows = chunked(12, 0, 3);
    assertThat(rows.rowsPerChunk()).isEqualTo(1);
    assertThat(rows.chunkIndex(2)).isEqualTo(2);
    assertThat(rows.chunkOffset(2)).isZero();
    assertThat(rows.rowsToEndOfChunk(2)).isEqualTo(1);
  }

  @Test
  void offsetsPassTwoToThe31() {
    Rows rows = Rows.over(MemorySegment.NULL, 1L << 20, "memory", 0);
    assertThat(rows.chunkOffset(1 << 20)).isEqualTo(1L << 40);
  }

  @Test
  void publishedChunksAreSeen() {
    Rows rows = Rows.growing(8, 1);
    assertThat(rows.chunks()).isEmpty();
    MemorySegment[] chunks = {MemorySegment.ofArray(new byte[16])};
    rows.publish(chunks);
    assertThat(rows.chunks()).isSameAs(chunks);
  }

  @Test
  void copiesBetweenChunksOfAnySize() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int fromShift : new int[] {0, 1, 2, 4, 31}) {
      for (int toShift : new int[] {0, 1, 2, 4, 31}) {
        for (int count : new int[] {0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33}) {
          int stride = 1 + random.nextInt(20);
          Rows from = rows(stride, fromShift, 33);
          Rows to = rows(stride, toShift, 33);
          fill(from, 33, random);
          to.copyFrom(from, count);
          for (int row = 0; row < 33; row++) {
            assertThat(row(to, row))
                .as(
                    "row %d of %d, shifts %d and %d, stride %d, seed %d",
                    row, count, fromShift, toShift, stride, SEED)
                .isEqualTo(row < count ? row(from, row) : new byte[stride]);
          }
        }
      }
    }
  }

  @Test
  void aMappedSliceIsCopiedIntoChunks() {
    try (Arena arena = Arena.ofConfined()) {
      long stride = 1L << 20;
      int count = 11;
      // at an odd address, as in a file
      MemorySegment slice = arena.allocate(count * stride + 1).asSlice(1);
      Rows mapped = Rows.over(slice, stride, "a.idx", 1);
      for (int row = 0; row < count; row++) {
        slice.asSlice(row * stride, stride).fill((byte) (row + 1));
      }
      RowAllocator allocator = new RowAllocator(arena, stride);
      allocator.reserve(count);
      assertThat(allocator.rows().chunks()).hasSize(3);
      allocator.rows().copyFrom(mapped, count);
      for (int row = 0; row < count; row++) {
        MemorySegment copy =
            allocator.rows().chunk(row).asSlice(allocator.rows().chunkOffset(row), stride);
        assertThat(copy.mismatch(slice.asSlice(row * stride, stride)))
            .as("row %d", row)
            .isEqualTo(-1);
      }
    }
  }

  @Test
  void damageIsNamedByItsPlaceInTheSource() {
    Rows rows = Rows.over(MemorySegment.NULL, 4096, "a.idx", 1L << 33);
    CorruptionException damage = rows.corruption(1 << 30, 12, "expected 1, got 2");
    assertThat(damage.source()).isEqualTo("a.idx");
    assertThat(damage.offsetBytes()).isEqualTo((1L << 33) + (1L << 42) + 12);
    assertThat(damage).hasMessage("a.idx at byte 4406636445708: expected 1, got 2");
  }

  @Test
  void damageInGrownRowsIsNamedByItsPlaceInMemory() {
    CorruptionException damage = chunked(12, 2, 3).corruption(9, 4, "expected 1, got 2");
    assertThat(damage).hasMessage("memory at byte 112: expected 1, got 2");
  }

  private static Rows rows(int stride, int shift, int count) {
    return shift == 31
        ? Rows.over(MemorySegment.ofArray(new byte[stride * count]), stride, "memory", 0)
        : chunked(stride, shift, ((count - 1) >> shift) + 1);
  }

  private static Rows chunked(int stride, int shift, int chunkCount) {
    Rows rows = Rows.growing(stride, shift);
    MemorySegment[] chunks = new MemorySegment[chunkCount];
    for (int i = 0; i < chunkCount; i++) {
      chunks[i] = MemorySegment.ofArray(new byte[stride << shift]);
    }
    rows.publish(chunks);
    return rows;
  }

  private static void fill(Rows rows, int count, SplittableRandom random) {
    byte[] bytes = new byte[(int) rows.strideBytes()];
    for (int row = 0; row < count; row++) {
      random.nextBytes(bytes);
      MemorySegment.copy(
          bytes, 0, rows.chunk(row), ValueLayout.JAVA_BYTE, rows.chunkOffset(row), bytes.length);
    }
  }

  private static byte[] row(Rows rows, int row) {
    return rows.chunk(row)
        .asSlice(rows.chunkOffset(row), rows.strideBytes())
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
