package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.foreign.SharedFixtures;
import dev.perigee.vector.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {

  @TempDir Path folder;
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"queries.npz", "queries_compressed.npz"})
  void listsArraysWithShapeAndType(String name) {
    NpzFile npz = NpzFile.open(Fixtures.copy(name, folder));
    boolean deflated = name.contains("compressed");
    assertThat(npz.path()).isEqualTo(folder.resolve(name));
    assertThat(npz.entries())
        .extracting(NpzEntry::name)
        .containsExactly(
            "vectors", "ids", "layer/halves", "turned", "cube", "words", "named", "scalar");
    assertThat(npz.entries().get(0))
        .isEqualTo(
            new NpzEntry("vectors", "<f4", ComponentType.F32, List.of(50L, 32L), deflated, 6528));
    assertThat(npz.entries().get(1).type()).isEqualTo(ComponentType.I64);
    assertThat(npz.entries().get(1).shape()).containsExactly(50L);
    assertThat(npz.entries().get(4).shape()).containsExactly(2L, 3L, 4L);
    assertThat(npz.entries().get(5).type()).isNull();
    assertThat(npz.entries().get(6).descr()).isEmpty();
    assertThat(npz.entries().get(7).shape()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"queries.npz", "queries_compressed.npz"})
  void readsArraysAndLeavesNothingBehind(String name) throws IOException {
    NpzFile npz = NpzFile.open(Fixtures.copy(name, folder));
    float[][] exact = Fixtures.floats("query.fbin");
    try (VectorFile vectors = npz.vectors("vectors", temporary);
        VectorFile turned = npz.vectors("turned", temporary);
        VectorFile halves = npz.vectors("layer/halves");
        IntMatrix ids = npz.numbers("ids", temporary)) {
      assertThat(Fixtures.read(vectors)).isDeepEqualTo(exact);
      assertThat(Fixtures.read(turned)).isDeepEqualTo(exact);
      assertThat(vectors.kind()).isEqualTo(DatasetKind.NPY);
      assertThat(vectors.path()).isEqualTo(npz.path());
      assertThat(halves.elementType()).isEqualTo(ElementType.F16);
      assertThat(Fixtures.read(halves.asF32(), 7)[3])
          .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(exact[7][3])));
      assertThat(ids.rows()).isEqualTo(50);
      assertThat(ids.columns()).isEqualTo(1);
      assertThat(ids.get(49, 0)).isEqualTo(10_000_000_343L);
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"queries.npz", "queries_compressed.npz"})
  void refusesArraysThatAreNoVectors(String name) {
    NpzFile npz = NpzFile.open(Fixtures.copy(name, folder));
    for (String other : new String[] {"ids", "cube", "words", "named", "scalar"}) {
      assertThatThrownBy(() -> npz.vectors(other, temporary))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(name);
    }
    assertThatThrownBy(() -> npz.numbers("vectors")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> npz.vectors("none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContainingAll("vectors, ids", "got none");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsWideNumbersAndAComment(boolean wideEnd) {
    byte[] array = Fixtures.bytes("query_f4_v2.npy");
    byte[] zip =
        ZipBytes.of(
            wideEnd,
            ZipBytes.Member.stored("a.npy", array).widened(),
            ZipBytes.Member.deflated("b.npy", array).widened(),
            ZipBytes.Member.deflated("c.npy", array));
    byte[] withComment = Arrays.copyOf(zip, zip.length + 300);
    withComment[zip.length - 2] = 300 & 0xFF;
    withComment[zip.length - 1] = 300 >> 8;
    for (byte[] bytes : new byte[][] {zip, withComment}) {
      NpzFile npz = NpzFile.open(Fixtures.write(folder.resolve("wide.npz"), bytes));
      for (String name : new String[] {"a", "b", "c"}) {
        try (VectorFile vectors = npz.vectors(name, temporary)) {
          assertThat(Fixtures.read(vectors)).isDeepEqualTo(Fixtures.floats("query.fbin"));
        }
      }
    }
  }

  @Test
  void leavesOutWhatIsNoArrayOrLeadsOutOfAFolder() {
    byte[] array = Fixtures.bytes("query_f4_v2.npy");
    byte[] zip =
        ZipBytes.of(
            Stream.of(
                    "../a.npy",
                    "b/../../c.npy",
                    "/d.npy",
                    "e\\f.npy",
                    "c:g.npy",
                    "h\0.npy",
                    "i.txt",
                    "..npy",
                    "j/k.npy",
                    "l..npy")
                .map(name -> ZipBytes.Member.stored(name, array))
                .toArray(ZipBytes.Member[]::new));
    NpzFile npz = NpzFile.open(Fixtures.write(folder.resolve("names.npz"), zip));
    assertThat(npz.entries()).extracting(NpzEntry::name).containsExactly(".", "j/k", "l.");
  }

  @Test
  void readsWhatNumpyWroteOfTheSharedVectors() {
    Path shared = SharedFixtures.folder("datasets");
    for (String name : new String[] {"base.npz", "base_compressed.npz"}) {
      NpzFile npz = NpzFile.open(shared.resolve(name));
      try (VectorFile vectors = npz.vectors("vectors", temporary);
          IntMatrix ids = npz.numbers("ids", temporary)) {
        assertThat(Fixtures.read(vectors)).isDeepEqualTo(Fixtures.floats("base.fbin"));
        assertThat(ids.get(999, 0)).isEqualTo(10_000_006_993L);
      }
    }
  }
}
