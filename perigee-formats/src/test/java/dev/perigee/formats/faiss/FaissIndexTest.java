package dev.perigee.formats.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.library.Library;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaissIndexTest {

  private static final int ROWS = 96;
  private static final int DIMENSION = 8;

  @TempDir Path folder;

  private FaissIndex open(String name) {
    return FaissFiles.open(name, folder);
  }

  private float[][] given() {
    return FaissFiles.floats("vectors.fbin", folder);
  }

  @Test
  void tellsWhatAGraphIs() {
    try (FaissIndex index = open("hnsw_flat_l2")) {
      ForeignDescription description = index.description();
      assertThat(description.library()).isEqualTo("FAISS");
      assertThat(description.metricName()).isEqualTo("METRIC_L2");
      assertThat(description.elementName()).isEqualTo("float32");
      assertThat(description.count()).isEqualTo(ROWS);
      assertThat(description.removed()).isZero();
      assertThat(description.dimension()).isEqualTo(DIMENSION);
      assertThat(description.searchWidth()).isEqualTo(8);
      assertThat(description.parameters())
          .containsEntry("kinds", "IHNf > IxF2")
          .containsEntry("M", "4")
          .containsEntry("efConstruction", "32");
      assertThat(description.losses()).isEmpty();
      assertThat(description.oddities()).isEmpty();
      assertThat(index.isRemoved(0)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "flat_ip, INNER_PRODUCT, IxFI",
    "flat_l1, L1, IxFl",
    "sq8_l2, L2, IxSQ",
    "pq4x4_l2, L2, IxPq",
    "hnsw_pq8x4_l2, L2, IHNp > IxPq",
    "hnsw_sq6_l2, L2, IHNs > IxSQ",
    "idmap2_flat_l2, L2, IxM2 > IxF2",
    "l2norm_hnsw_ip, COSINE, IxPT > VNrm > IHNf > IxFI",
    "l2norm_hnsw_l2, COSINE, IxPT > VNrm > IHNf > IxF2",
    "l2norm_rotated_hnsw_ip, COSINE, IxPT > VNrm > rrot > IHNf > IxFI",
    "idmap_l2norm_rotated_hnsw_ip, COSINE, IxMp > IxPT > VNrm > rrot > IHNf > IxFI",
    "pca4_l2norm_flat_l2, COSINE, IxPT > Pcam > VNrm > IxF2",
    "pca4_ivf4_flat_l2, L2, IxPT > Pcam > IwFl"
  })
  void tellsTheMetricAndWhatIsInsideWhat(String name, Metric metric, String kinds) {
    try (FaissIndex index = open(name)) {
      assertThat(index.description().metric()).isEqualTo(metric);
      assertThat(index.description().parameters()).containsEntry("kinds", kinds);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hnsw_flat_l2, 0", "flat_ip, 0", "flat_l1, 0", "hnsw_sqfp16_l2, 5e-4",
    "hnsw_sqbf16_l2, 5e-3", "hnsw_sq8_l2, 7e-3", "hnsw_sq8u_l2, 8e-3", "hnsw_sq6_l2, 0.025",
    "hnsw_sq4_l2, 0.1", "hnsw_sq4u_l2, 0.12", "centred_flat_l2, 2e-7", "remapped_hnsw_l2, 0",
    "rotated_hnsw_l2, 1e-6", "rotated_hnsw_ip, 1e-6", "pca8_hnsw_l2, 1e-6", "turned_flat_l2, 1e-6"
  })
  void readsVectorsAsTheyWereGiven(String name, float tolerance) {
    float[][] given = given();
    try (FaissIndex index = open(name)) {
      assertThat(index.vectors().dimension()).isEqualTo(DIMENSION);
      for (int row = 0; row < ROWS; row++) {
        assertThat(FaissAnswers.floats(index.vectors(), row))
            .containsExactly(given[row], within(tolerance));
        assertThat(index.vectors().id(row)).isEqualTo(row);
      }
    }
  }

  @Test
  void readsHalvesAndSignedBytesAsTheyAreStored() {
    float[][] given = given();
    try (FaissIndex halves = open("hnsw_sqfp16_l2");
        FaissIndex signed = open("hnsw_sqsigned_l2");
        FaissIndex unsigned = open("hnsw_sqdirect_l2");
        FaissIndex upper = open("hnsw_sqbf16_l2")) {
      assertThat(halves.vectors().elementType()).isEqualTo(ElementType.F16);
      assertThat(signed.vectors().elementType()).isEqualTo(ElementType.INT8);
      assertThat(unsigned.vectors().elementType()).isEqualTo(ElementType.F32);
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < DIMENSION; i++) {
          float value = given[row][i];
          assertThat(FaissAnswers.floats(halves.vectors(), row)[i])
              .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(value)));
          assertThat(FaissAnswers.floats(signed.vectors(), row)[i])
              .isEqualTo((float) Math.clamp(Math.rint(value * 80), -128, 127));
          assertThat(FaissAnswers.floats(unsigned.vectors(), row)[i])
              .isEqualTo((float) Math.clamp(Math.rint(value * 80 + 128), 0, 255));
        }
      }
      assertThat(halves.description().losses()).isEmpty();
      assertThat(signed.description().losses()).isEmpty();
      assertThat(unsigned.description().losses()).isEmpty();
      assertThat(upper.description().losses()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hnsw_sq4_l2, codes of kind QT_4bit",
    "pq4x4_l2, product codes of kind PQ4x4",
    "flat_lp, no metric that orders as METRIC_Lp",
    "l2norm_hnsw_ip, lengths are gone",
    "l2norm_sq8_ip, another order",
    "rotated_hnsw_l2, turned back through rrot",
    "pca4_hnsw_l2, after Pcam (dimension 8 to 4)",
    "turned_flat_ip, after LTra (dimension 8 to 8)",
    "turned_flat_l1, after LTra (dimension 8 to 8)",
    "stretched_flat_l2, after LTra (dimension 8 to 8)",
    "pcaw8_flat_l2, after Pcam (dimension 8 to 8)",
    "padded_hnsw_l2, after RmDT (dimension 8 to 12)",
    "ivf4_flat_l2, inverted lists are left behind"
  })
  void tellsWhatIsLost(String name, String loss) {
    try (FaissIndex index = open(name)) {
      assertThat(index.description().losses()).anySatisfy(each -> assertThat(each).contains(loss));
    }
  }

  @Test
  void offersTransformedVectorsAndTransformsQueriesWhereNothingLeadsBack() {
    float[] query = given()[0];
    try (FaissIndex index = open("pca4_hnsw_l2");
        FaissIndex whole = open("rotated_hnsw_l2")) {
      assertThat(index.vectors().dimension()).isEqualTo(4);
      assertThat(index.transformQuery(query))
          .containsExactly(FaissAnswers.floats(index.vectors(), 0), within(1e-6f));
      assertThat(whole.transformQuery(query)).isEqualTo(query).isNotSameAs(query);
      assertThatThrownBy(() -> index.transformQuery(new float[4]))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("query: expected 8 components, got 4");
    }
  }

  @Test
  void readsIdsFromMapsAndLists() {
    try (FaissIndex mapped = open("idmap_hnsw_l2");
        FaissIndex repeated = open("idmap_repeated_l2");
        FaissIndex lists = open("ivf4_flat_l2")) {
      assertThat(mapped.vectors().id(95)).isEqualTo(10_000_000_665L);
      assertThat(repeated.vectors().id(95)).isEqualTo(5);
      assertThat(repeated.description().oddities()).hasSize(1);
      long[] ids = LongStream.range(0, ROWS).map(lists.vectors()::id).sorted().toArray();
      assertThat(ids)
          .containsExactly(LongStream.range(0, ROWS).map(i -> 10_000_000_000L + 7 * i).toArray());
      for (int row = 0; row < ROWS; row++) {
        int given = (int) (lists.vectors().id(row) - 10_000_000_000L) / 7;
        assertThat(FaissAnswers.floats(lists.vectors(), row)).isEqualTo(given()[given]);
      }
    }
  }

  @Test
  void opensAnEmptyGraph() {
    try (FaissIndex index = open("hnsw_empty")) {
      assertThat(index.vectors().count()).isZero();
      assertThat(index.links().count()).isZero();
      assertThat(index.links().entryNode()).isEqualTo(-1);
      assertThat(index.links().degreeMax()).isZero();
      assertThat(index.links().degreeMaxUpper()).isZero();
      assertThat(FaissAnswers.nearest(index, new float[DIMENSION], 5)).isEmpty();
    }
  }

  @Test
  void checksNodesLevelsRowsAndTargets() {
    FaissIndex index = open("hnsw_flat_l2");
    LinkSource links = index.links();
    int[] target = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
    assertThat(links.degreeMax()).isEqualTo(8);
    assertThat(links.degreeMaxUpper()).isEqualTo(4);
    for (int node : new int[] {-1, ROWS, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> links.level(node)).isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> links.neighbours(0, node, target))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> index.vectors().id(node))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> FaissAnswers.floats(index.vectors(), node))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("row: expected 0 to 95, got " + node);
    }
    for (int level : new int[] {-1, links.level(0) + 1, 64, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> links.neighbours(level, 0, target))
          .isInstanceOf(InvalidRequestException.class);
    }
    MemorySegment room = MemorySegment.ofArray(new byte[32]);
    assertThatThrownBy(() -> index.vectors().read(0, room, 1))
        .isInstanceOf(InvalidRequestException.class);
    index.close();
    index.close();
    assertThatThrownBy(() -> index.vectors().read(0, room, 0)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> links.neighbours(0, 0, target)).isInstanceOf(ClosedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null", "IxFP", "IxFp", "IHfP", "IHN2", "IHNc", "IHc2", "IxRF", "IxRP", "IwPQ", "IwSq",
        "IwQR", "IPfs", "IwPf", "IBxF", "IBHf", "INSf", "IxHe", "IxRq", "Ixrq", "IwFd", "IvFl"
      })
  void refusesByNameWhatItDoesNotRead(String letters) {
    byte[] bytes = Arrays.copyOf(letters.getBytes(StandardCharsets.US_ASCII), 64);
    Path path = FaissFiles.write(folder.resolve("other.faiss"), bytes);
    assertThatThrownBy(() -> FaissIndex.open(path))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll(path.toString(), letters + ": ");
  }

  @Test
  void refusesWhatNoFaissWrote() {
    byte[] text = "Once upon a time".getBytes(StandardCharsets.US_ASCII);
    Path path = FaissFiles.write(folder.resolve("text.faiss"), text);
    assertThatThrownBy(() -> FaissIndex.open(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContainingAll(path.toString(), "got 'Once'");
    Path zeros = FaissFiles.write(folder.resolve("zeros.faiss"), new byte[64]);
    assertThatThrownBy(() -> FaissIndex.open(zeros))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("got 00 00 00 00");
    assertThatThrownBy(() -> FaissIndex.open(folder.resolve("none")))
        .isInstanceOf(NotFoundException.class);
  }

  /// Of binary indexes and of the Panorama layout the header is another.
  @ParameterizedTest
  @CsvSource({"IBxF, a binary index", "IBHf, a binary index", "IxFP, the Panorama layout"})
  void knowsIndexesThatItDoesNotRead(String letters, String what) throws IOException {
    byte[] bytes = Arrays.copyOf(letters.getBytes(StandardCharsets.US_ASCII), 64);
    Path path = Files.write(folder.resolve("other.faiss"), bytes);
    assertThat(Library.of(path)).isEqualTo(Library.FAISS);
    assertThatThrownBy(() -> FaissIndex.open(path))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(what);
    Files.write(path, Arrays.copyOf("IBM PC".getBytes(StandardCharsets.US_ASCII), 64));
    assertThat(Library.of(path)).isNull();
  }
}
