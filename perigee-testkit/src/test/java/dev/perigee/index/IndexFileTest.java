package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One file: written, opened, extended, replaced.
final class IndexFileTest {

  private static final VectorData BASE = VectorData.clustered(1500, 40, ElementType.F32, 11);
  private static final IndexOptions OPTIONS = IndexOptions.of(40, Metric.COSINE).withThreads(1);

  @TempDir Path folder;

  @Test
  void anOpenedFileAnswersAsTheIndexThatWasWritten() {
    Path path = folder.resolve("a.prg");
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      builder.addAll(BASE);
      assertThat(builder.write(path)).isEqualTo(VectorIndex.verify(path));
      try (VectorIndex memory = builder.toIndex();
          VectorIndex file = VectorIndex.open(path)) {
        for (int i = 0; i < 50; i++) {
          List<Hit> hits = memory.search(BASE.row(i), SearchOptions.nearest(10)).hits();
          assertThat(file.search(BASE.row(i), SearchOptions.nearest(10)).hits()).isEqualTo(hits);
        }
        assertThat(file.statistics().bytesBySection())
            .isEqualTo(memory.statistics().bytesBySection());
      }
    }
  }

  @Test
  void vectorsComeBackBitForBit() {
    Path path = folder.resolve("bits.prg");
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(3, Metric.COSINE))) {
      builder.add(Long.MIN_VALUE, new float[] {-0f, Float.MIN_VALUE, 3e-5f});
      builder.add(Long.MAX_VALUE, new float[] {1e17f, -1e-40f, 7});
      builder.add(0, new float[] {1, 2, 3});
      builder.write(path);
    }
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThat(index.vector(Long.MIN_VALUE)).containsExactly(-0f, Float.MIN_VALUE, 3e-5f);
      assertThat(Float.floatToRawIntBits(index.vector(Long.MIN_VALUE)[0])).isEqualTo(1 << 31);
      assertThat(index.vector(Long.MAX_VALUE)).containsExactly(1e17f, -1e-40f, 7f);
      assertThat(index.contains(1)).isFalse();
    }
  }

  @Test
  void oneThreadAndOneSeedGiveTheSameBytes() throws IOException {
    Path first = folder.resolve("first.prg");
    Path second = folder.resolve("second.prg");
    for (Path path : List.of(first, second)) {
      try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
        builder.addAll(BASE);
        builder.write(path);
      }
    }
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS.withSeed(1))) {
      builder.addAll(BASE);
      builder.write(second);
    }
    assertThat(Files.mismatch(first, second)).isNotEqualTo(-1);
  }

  @Test
  void aBuilderGoesOnFromAFileWithoutRebuildingIt() throws IOException {
    // with codes, what is added to a file is linked by the codes it has
    IndexOptions uncoded = OPTIONS.withCodes(CodeKind.NONE);
    Path path = folder.resolve("grow.prg");
    Path whole = folder.resolve("whole.prg");
    try (IndexBuilder builder = VectorIndex.builder(uncoded)) {
      for (int i = 0; i < 1000; i++) {
        builder.add(i, BASE.row(i));
      }
      builder.write(path);
    }
    try (VectorIndex before = VectorIndex.open(path)) {
      try (IndexBuilder builder = VectorIndex.builder(path)) {
        assertThat(builder.count()).isEqualTo(1000);
        assertThatThrownBy(() -> builder.add(999, BASE.row(0)))
            .isInstanceOf(ConflictException.class)
            .hasMessageContaining("999");
        for (int i = 1000; i < 1500; i++) {
          builder.add(i, BASE.row(i));
        }
        builder.write(path);
      }
      assertThat(before.count()).isEqualTo(1000);
      assertThat(before.search(BASE.row(5), SearchOptions.nearest(1)).hits().getFirst().id())
          .isEqualTo(5);
    }
    try (IndexBuilder builder = VectorIndex.builder(uncoded)) {
      for (int i = 0; i < 1500; i++) {
        builder.add(i, BASE.row(i));
      }
      builder.write(whole);
    }
    // the copied graph is the one a single run would have made: rows, links and all
    assertThat(Files.mismatch(path, whole)).isEqualTo(-1);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(path, whole);
    }
  }

  @Test
  void aSegmentIsReadFromAnySliceAtAnyAlignment() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      builder.addAll(BASE);
      builder.write(Channels.newChannel(out));
    }
    byte[] bytes = out.toByteArray();
    try (Arena arena = Arena.ofShared()) {
      for (int shift : new int[] {0, 1, 3, 13}) {
        MemorySegment slice = arena.allocate(bytes.length + 64L, 64).asSlice(shift, bytes.length);
        slice.copyFrom(MemorySegment.ofArray(bytes));
        try (VectorIndex index = VectorIndex.open(slice, "slice")) {
          assertThat(index.search(BASE.row(9), SearchOptions.nearest(1)).hits().getFirst().id())
              .isEqualTo(9);
        }
      }
    }
  }

  @Test
  void openOrBuildBuildsOnceAndRefusesAnotherShape() {
    Path path = folder.resolve("once.prg");
    int[] reads = new int[1];
    VectorSource counting =
        new VectorSource() {
          @Override
          public int dimension() {
            return BASE.dimension();
          }

          @Override
          public ElementType elementType() {
            return ElementType.F32;
          }

          @Override
          public long count() {
            return BASE.count();
          }

          @Override
          public long id(long row) {
            return 3 * row - 700;
          }

          @Override
          public void read(long row, MemorySegment target, long targetOffset) {
            reads[0]++;
            BASE.read(row, target, targetOffset);
          }
        };
    for (int i = 0; i < 2; i++) {
      try (VectorIndex index = VectorIndex.openOrBuild(path, counting, OPTIONS)) {
        assertThat(index.count()).isEqualTo(1500);
        assertThat(index.contains(-700)).isTrue();
        assertThat(index.vector(2)).isEqualTo(BASE.row(234));
      }
    }
    assertThat(reads[0]).isEqualTo(1500);
    assertThatThrownBy(
            () -> VectorIndex.openOrBuild(path, counting, IndexOptions.of(40, Metric.L2)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("metric");
  }

  @Test
  void idsInAnyOrderAreFoundAgain() {
    Path path = folder.resolve("ids.prg");
    long[] ids = new long[1500];
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      for (int i = 0; i < ids.length; i++) {
        ids[i] = (i + 1) * 0x9e3779b97f4a7c15L;
        builder.add(ids[i], BASE.row(i));
        assertThat(builder.contains(ids[i])).isTrue();
        assertThat(builder.contains(ids[i] + 1)).isFalse();
      }
      builder.write(path);
    }
    try (VectorIndex index = VectorIndex.open(path)) {
      for (int i = 0; i < ids.length; i++) {
        assertThat(index.vector(ids[i])).isEqualTo(BASE.row(i));
        assertThat(index.id(i)).isEqualTo(ids[i]);
      }
    }
  }
}
