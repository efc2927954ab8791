package dev.perigee.formats.hnswrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.foreign.Damage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged dumps either give rows and links or an error of Perigee; nothing else may come out.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` tries
/// more.
class HnswRsFuzzTest {

  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 300);
  private static final List<String> ELEMENTS = List.of("f32", "u8", "f64", "u64", "i16");
  private static final List<Integer> MAGICS = List.of(0x002a6779, 0x002a6771, 0x002a677f);

  @TempDir Path folder;

  @Test
  void damagedDumpsGiveRowsOrAnError() {
    Damage damage = new Damage(HnswRsFuzzTest.class, folder);
    Path name = folder.resolve("small");
    for (int i = 0; i < MUTATIONS * 5; i++) {
      SmallDump dump = new SmallDump();
      dump.element = ELEMENTS.get(i % ELEMENTS.size());
      dump.magic = MAGICS.get(i % MAGICS.size());
      dump.narrowCounts = i % 2 == 0 && dump.magic == 0x002a677f;
      damageOne(damage, i, name, dump.graph(), dump.data());
    }
    damage.report();
    assertThat(damage.readable()).isGreaterThan(MUTATIONS / 20);
    assertThat(damage.refused()).isGreaterThan(MUTATIONS / 20);
  }

  @Test
  void damagedDumpsOfTheLibraryGiveRowsOrAnError() {
    Damage damage = new Damage(HnswRsFuzzTest.class, folder);
    byte[] graph = HnswRsFixture.graph();
    byte[] data = HnswRsFixture.data();
    for (int i = 0; i < MUTATIONS; i++) {
      damageOne(damage, i, folder.resolve("dump"), graph, data);
    }
    damage.report();
    assertThat(damage.readable()).isGreaterThan(MUTATIONS / 20);
    assertThat(damage.refused()).isGreaterThan(MUTATIONS / 20);
  }

  private static void damageOne(Damage damage, int mutation, Path name, byte[] graph, byte[] data) {
    boolean inGraph = damage.random().nextInt(3) > 0;
    HnswRsFixture.write(
        name,
        inGraph ? damage.damaged(graph, data) : graph,
        inGraph ? data : damage.damaged(data, graph));
    damage.attempt(mutation, () -> HnswRsIndex.open(name));
  }
}
