package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.LinkSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinksToWriteTest {

  /// Three nodes, of which 1 and 2 are on a level above that of the entry node, 0.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Links(int level, int entryNode, int[] neighbours) implements LinkSource {

    @Override
    public int count() {
      return 3;
    }

    @Override
    public int level(int node) {
      return node == 0 ? 0 : level;
    }

    @Override
    public int degreeMax() {
      return neighbours.length;
    }

    @Override
    public int degreeMaxUpper() {
      return neighbours.length;
    }

    @Override
    public int neighbours(int level, int node, int[] target) {
      System.arraycopy(neighbours, 0, target, 0, neighbours.length);
      return neighbours.length;
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 16, 32", "1, 0, 2, 4", "7, 3, 4, 8", "8, 3, 4, 8", "8, 6, 6, 12"})
  void theLeastRoomIsTwiceAsMuchOnLevelZero(int degreeMax, int degreeMaxUpper, int m, int m0) {
    LinkSource links = SmallGraph.of(10, degreeMax, degreeMaxUpper, 1);
    assertThat(DegreeLimits.of(links)).isEqualTo(new DegreeLimits(m, m0));
  }

  @Test
  void aNodeAboveTheEntryNodeIsCutDownToIt() {
    LinksToWrite links = toWrite(new Links(2, 0, new int[] {1}));
    assertThat(links.levelMax()).isZero();
    assertThat(links.level(1)).isZero();
    assertThat(toWrite(new Links(2, 1, new int[] {1})).level(2)).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoGraph() {
    assertRefused(() -> toWrite(new Links(0, 3, new int[0])), "an entry node of 0 to 2, got 3");
    assertRefused(() -> toWrite(new Links(0, -1, new int[0])), "an entry node of 0 to 2, got -1");
    assertRefused(() -> toWrite(new Links(64, 1, new int[0])).level(1), "levels of 0 to 63");
    assertRefused(() -> toWrite(new Links(0, 0, new int[] {3})).read(0, 0), "3 beside node 0");
    assertRefused(() -> toWrite(new Links(0, 0, new int[] {-1})).read(0, 0), "-1 beside node 0");
    assertRefused(() -> toWrite(new Links(1, 1, new int[] {0})).read(1, 2), "nodes on level 1");
    assertRefused(() -> toWrite(new Links(0, 0, new int[5])).read(0, 0), "at most 4 on level 0");
  }

  private static LinksToWrite toWrite(LinkSource links) {
    return new LinksToWrite(links, 3, new DegreeLimits(2, 4));
  }

  private static void assertRefused(Runnable call, String says) {
    assertThatThrownBy(call::run)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("links: ")
        .hasMessageContaining(says);
  }
}
