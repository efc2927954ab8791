package dev.perigee.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowAllocatorTest {

  private static final long CHUNK_BYTES_MAX = 4L << 20;

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void allocatesNothingBeforeItIsAsked() {
    RowAllocator allocator = new RowAllocator(arena, 64);
    assertThat(allocator.rows().chunks()).isEmpty();
    allocator.reserve(0);
    assertThat(allocator.rows().chunks()).isEmpty();
  }

  @Test
  void chunksHoldAsManyRowsAsFitInto4MiB() {
    for (long stride : new long[] {1, 4, 16, 48, 112, 448, 1536, 4032, 12_032, 262_144}) {
      Rows rows = new RowAllocator(arena, stride).rows();
      long chunkBytes = rows.rowsPerChunk() * stride;
      assertThat(Integer.bitCount(rows.rowsPerChunk())).as("stride %d", stride).isEqualTo(1);
      assertThat(chunkBytes)
          .as("stride %d", stride)
          .isBetween(CHUNK_BYTES_MAX / 2 + 1, CHUNK_BYTES_MAX);
    }
  }

  @Test
  void aSmallTableTakesSmallChunks() {
    RowAllocator allocator = new RowAllocator(arena, 96, 1 << 12);
    assertThat(allocator.memoryBytes()).isZero();
    assertThat(allocator.rows().rowsPerChunk()).isEqualTo(32);
    allocator.reserve(33);
    assertThat(allocator.rows().chunks()).hasSize(2);
    assertThat(allocator.memoryBytes()).isEqualTo(64 * 96);
  }

  @Test
  void aRowLargerThanAChunkHasOneOfItsOwn() {
    RowAllocator allocator = new RowAllocator(arena, CHUNK_BYTES_MAX + 16);
    allocator.reserve(2);
    assertThat(allocator.rows().rowsPerChunk()).isEqualTo(1);
    assertThat(allocator.rows().chunks())
        .hasSize(2)
        .allSatisfy(chunk -> assertThat(chunk.byteSize()).isEqualTo(CHUNK_BYTES_MAX + 16));
  }

  @Test
  void growsExactlyAtTheEndOfAChunk() {
    RowAllocator allocator = new RowAllocator(arena, 1 << 20);
    for (int count = 1; count <= 9; count++) {
      allocator.reserve(count);
      assertThat(allocator.rows().chunks()).as("count %d", count).hasSize((count + 3) / 4);
    }
  }

  @Test
  void neverShrinks() {
    RowAllocator allocator = new RowAllocator(arena, 1 << 20);
    allocator.reserve(9);
    MemorySegment[] chunks = allocator.rows().chunks();
    allocator.reserve(1);
    assertThat(allocator.rows().chunks()).isSameAs(chunks);
  }

  @Test
  void growingMovesNoChunk() {
    RowAllocator allocator = new RowAllocator(arena, 1 << 20);
    allocator.reserve(4);
    MemorySegment[] before = allocator.rows().chunks();
    before[0].fill((byte) 7);
    allocator.reserve(13);
    MemorySegment[] after = allocator.rows().chunks();
    assertThat(before).hasSize(1);
    assertThat(after).hasSize(4);
    assertThat(after[0]).isSameAs(before[0]);
    assertThat(after[0].get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
  }

  @Test
  void memoryIsZeroAndStartsAtACacheLine() {
    RowAllocator allocator = new RowAllocator(arena, 48);
    allocator.reserve(200_000);
    for (MemorySegment chunk : allocator.rows().chunks()) {
      assertThat(chunk.address() % 64).isZero();
      assertThat(chunk.byteSize()).isEqualTo(allocator.rows().rowsPerChunk() * 48L);
      MemorySegment zeros = MemorySegment.ofArray(new byte[(int) chunk.byteSize()]);
      assertThat(chunk.mismatch(zeros)).isEqualTo(-1);
    }
  }

  @Test
  void memoryEndsWithTheArena() {
    Arena own = Arena.ofConfined();
    RowAllocator allocator = new RowAllocator(own, 64);
    allocator.reserve(1);
    MemorySegment chunk = allocator.rows().chunk(0);
    own.close();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> chunk.get(ValueLayout.JAVA_BYTE, 0));
  }

  /// A reader who has learned of a row finds its chunk, and in it what was written before.
  @Test
  void readersSeeTheChunksOfTheRowsTheyLearnOf() throws Exception {
    long stride = 1 << 21;
    int count = 60;
    RowAllocator allocator = new RowAllocator(arena, stride);
    AtomicInteger published = new AtomicInteger();
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      Future<Integer> one = readers.submit(() -> readAll(allocator.rows(), published, count));
      Future<Integer> two = readers.submit(() -> readAll(allocator.rows(), published, count));
      for (int row = 0; row < count; row++) {
        allocator.reserve(row + 1);
        Rows rows = allocator.rows();
        rows.chunk(row).set(ValueLayout.JAVA_INT, rows.chunkOffset(row), row + 1);
        published.set(row + 1);
      }
      assertThat(Arrays.asList(one.get(), two.get())).containsOnly(0);
    }
  }

  private static int readAll(Rows rows, AtomicInteger published, int count) {
    int wrong = 0;
    int known = 0;
    while (known < count) {
      known = published.get();
      MemorySegment[] chunks = rows.chunks();
      for (int row = 0; row < known; row++) {
        MemorySegment chunk = chunks[rows.chunkIndex(row)];
        wrong += chunk.get(ValueLayout.JAVA_INT, rows.chunkOffset(row)) == row + 1 ? 0 : 1;
      }
      Thread.onSpinWait();
    }
    return wrong;
  }
}
