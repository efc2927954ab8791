package dev.perigee.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class VectorSourceTest {

  @Test
  void idsAreRowNumbersUnlessSaidOtherwise() {
    VectorSource source = new Zeros();
    assertThat(source.id(0)).isZero();
    assertThat(source.id(5_000_000_000L)).isEqualTo(5_000_000_000L);
  }

  private static final class Zeros implements VectorSource {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public ElementType elementType() {
      return ElementType.INT8;
    }

    @Override
    public long count() {
      return Long.MAX_VALUE;
    }

    @Override
    public void read(long row, MemorySegment target, long targetOffset) {
      target.asSlice(targetOffset, 1).fill((byte) 0);
    }
  }
}
