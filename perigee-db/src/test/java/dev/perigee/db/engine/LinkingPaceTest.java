package dev.perigee.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Linking goes on while it is faster than rows come, stops while it is not, and is tried again.
final class LinkingPaceTest {

  private static final int LINKED_A_SECOND = 2_000;

  private final LinkingPace pace = new LinkingPace();
  private long now = 1_000_000_000_000L;
  private int rows;

  LinkingPaceTest() {
    for (int i = 0; i < 100; i++) {
      pace.note(LINKED_A_SECOND / 100, 10_000_000);
    }
    assertThat(pace.keepsUp(1, 0, now)).isTrue();
  }

  /// A look, after a tenth of a second in which rows came at a rate.
  private boolean look(int aSecond) {
    now += LinkingPace.LOOK_NANOS;
    rows += aSecond / 10;
    return pace.keepsUp(1, rows, now);
  }

  @Test
  void slowRowsAreLinked() {
    for (int i = 0; i < 50; i++) {
      assertThat(look(1_000)).isTrue();
    }
  }

  @Test
  void fastRowsAreNotAndTheNextSlowOnesAre() {
    for (int i = 0; i < 5; i++) {
      assertThat(look(5_000)).isFalse();
    }
    assertThat(pace.keepsUp(1, rows + 1, now + 1)).as("between two looks").isFalse();
    assertThat(look(500)).isTrue();
  }

  @Test
  void itIsTriedAgainAfterSeconds() {
    int looks = 1;
    while (!look(3_000)) {
      looks++;
    }
    assertThat(looks).as("tenths of a second").isBetween(20, 100);
    pace.note(8, 4_000_000);
    pace.note(8, 4_000_000);
    assertThat(look(3_000)).as("after it was as slow as before").isFalse();
  }

  @Test
  void aNewPartIsNoBurst() {
    assertThat(look(1_000)).isTrue();
    now += 1;
    assertThat(pace.keepsUp(2, 100_000, now)).isTrue();
  }
}
