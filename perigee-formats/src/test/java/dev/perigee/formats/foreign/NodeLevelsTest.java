package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeLevelsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 128, 1000})
  void countsTheLevelsBeforeANode(int count) {
    SplittableRandom random = new SplittableRandom(count);
    byte[] levels = new byte[count];
    for (int node = 0; node < count; node++) {
      levels[node] = (byte) random.nextInt(NodeLevels.LEVEL_MAX + 1);
    }
    NodeLevels table = new NodeLevels(levels.clone());
    assertThat(table.count()).isEqualTo(count);
    long sum = 0;
    for (int node = 0; node < count; node++) {
      assertThat(table.level(node)).isEqualTo(levels[node]);
      assertThat(table.levelsBefore(node)).isEqualTo(sum);
      sum += levels[node];
    }
    assertThat(table.levelsBefore(count)).isEqualTo(sum);
  }
}
