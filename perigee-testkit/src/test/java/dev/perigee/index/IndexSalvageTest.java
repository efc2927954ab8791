package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.SalvageReport.Graph;
import dev.perigee.segment.SegmentForgery;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is made of a damaged file: the rows that can be read, with a graph that finds them.
final class IndexSalvageTest {

  private static final int COUNT = 1100;
  private static final int ID_STEP = 7;
  private static final int K = 10;
  private static final long SEED = 20_260_301;

  @TempDir private Path folder;

  static Stream<IndexOptions> kinds() {
    IndexOptions small = IndexOptions.of(24, Metric.L2).withM(8).withEfConstruction(40);
    return Stream.of(
            small,
            IndexOptions.of(70, Metric.COSINE).withM(8).withEfConstruction(40),
            IndexOptions.of(96, Metric.HAMMING).withM(8).withEfConstruction(40),
            small.withLinked(false).withCodes(CodeKind.INT4),
            IndexOptions.of(24, Metric.INNER_PRODUCT).withElementType(ElementType.F16).withM(8))
        .map(options -> options.withSeed(SEED).withThreads(1));
  }

  private static SeededVectors vectors(IndexOptions options, long seed, int count) {
    return new SeededVectors(seed, options.elementType(), options.dimension(), count);
  }

  private static byte[] index(IndexOptions options) throws IOException {
    SeededVectors vectors = vectors(options, SEED, COUNT);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int i = 0; i < COUNT; i++) {
        builder.add((long) ID_STEP * i + 3, vectors.segment(i));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long _ = builder.write(Channels.newChannel(bytes));
      return bytes.toByteArray();
    }
  }

  /// Where sections begin, by their type.
  private static Map<Integer, long[]> sections(byte[] file) {
    Map<Integer, long[]> sections = new TreeMap<>();
    for (int i = 0; i < SegmentForgery.view(file).getInt(116); i++) {
      int at = 128 + 32 * i;
      long offset = SegmentForgery.view(file).getLong(at + 8);
      long length = SegmentForgery.view(file).getLong(at + 16);
      sections.put(SegmentForgery.view(file).getInt(at), new long[] {offset, length});
    }
    return sections;
  }

  private SalvageReport salvage(byte[] damaged) throws IOException {
    Path file = Files.write(folder.resolve("damaged.prg"), damaged);
    Path target = folder.resolve("good.prg");
    Files.deleteIfExists(target);
    SalvageReport report =
        IndexSalvage.write(file, target, options -> options.withThreads(1), BuildProgress.silent());
    assertThat(VectorIndex.verify(target)).isEqualTo(Files.size(target));
    assertThat(file).hasBinaryContent(damaged);
    return report;
  }

  /// Compares a salvaged file with the rows that were not lost.
  private void assertAnswers(IndexOptions options, SalvageReport report) {
    List<Integer> kept = new ArrayList<>();
    for (int row = 0; row < COUNT; row++) {
      int ordinal = row;
      if (report.lost().stream().noneMatch(lost -> lost.from() <= ordinal && ordinal < lost.to())) {
        kept.add(row);
      }
    }
    SeededVectors rows = vectors(options, SEED, COUNT);
    SeededVectors queries = vectors(options, SEED + 1, 20);
    double found = 0;
    try (IndexBuilder builder = VectorIndex.builder(options.withLinked(false));
        VectorIndex good = VectorIndex.open(folder.resolve("good.prg"))) {
      kept.forEach(
          row -> builder.add(report.numbered() ? row : ID_STEP * row + 3L, rows.segment(row)));
      assertThat(good.count()).isEqualTo(kept.size()).isEqualTo(report.kept());
      try (VectorIndex truth = builder.toIndex()) {
        for (int i = 0; i < 20; i++) {
          SearchOptions search = SearchOptions.nearest(Math.min(K, kept.size()));
          List<Hit> expected = truth.search(queries.segment(i), search.asExact()).hits();
          assertThat(good.search(queries.segment(i), search.asExact()).hits()).isEqualTo(expected);
          double last = expected.getLast().distance();
          found +=
              good.search(queries.segment(i), search.ef(100)).hits().stream()
                      .filter(hit -> hit.distance() <= last + 1e-5 * (1 + Math.abs(last)))
                      .count()
                  / (double) expected.size();
        }
      }
    }
    assertThat(found / 20).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aByteOfAnySectionCostsItsRowsAtMost(IndexOptions options) throws IOException {
    byte[] sound = index(options);
    for (Map.Entry<Integer, long[]> section : sections(sound).entrySet()) {
      if (section.getValue()[1] == 0) {
        continue;
      }
      byte[] damaged = sound.clone();
      damaged[(int) (section.getValue()[0] + section.getValue()[1] / 2)] ^= 0x55;
      SalvageReport report = salvage(damaged);
      int perBlock =
          switch (section.getKey()) {
            case 3 -> 4096 / (int) (section.getValue()[1] / COUNT) + 2;
            case 5 -> 4096 / 8;
            case 7 -> report.count() - report.kept(); // the block whose checksum it was
            default -> 0;
          };
      assertThat(report.count() - report.kept())
          .as("section %s", section.getKey())
          .isLessThanOrEqualTo(perBlock);
      if (section.getKey() == 3) {
        int lost = report.count() - report.kept();
        assertThat(lost).isPositive();
        assertThat(report.lostIds())
            .hasSize(lost)
            .contains(ID_STEP * (long) report.lost().getFirst().from() + 3);
        assertThat(report.graph()).isEqualTo(options.linked() ? Graph.PATCHED : Graph.BUILT);
      }
      if (section.getKey() == 1) {
        assertThat(report.graph()).isEqualTo(Graph.BUILT);
      }
      assertThat(report.damage()).isNotEmpty();
      assertAnswers(options, report);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFileThatWasCutGivesWhatIsThere(IndexOptions options) throws IOException {
    byte[] sound = index(options);
    Map<Integer, long[]> sections = sections(sound);
    long[] vectors = sections.get(3);
    long[] ids = sections.get(5);
    List<Long> cuts = new ArrayList<>();
    sections
        .values()
        .forEach(section -> cuts.addAll(List.of(section[0] + 1, section[0] + section[1] - 1)));
    SplittableRandom random = new SplittableRandom(SEED);
    random.longs(3, 4096, sound.length).forEach(cuts::add);
    for (long cut : cuts) {
      byte[] damaged = Arrays.copyOf(sound, (int) cut);
      long stride = vectors[1] / COUNT;
      long there = Math.clamp((cut - vectors[0]) / stride, 0, COUNT);
      if (cut <= vectors[0] + stride) {
        assertThatThrownBy(() -> salvage(damaged)).isInstanceOf(CorruptionException.class);
        continue;
      }
      SalvageReport report = salvage(damaged);
      assertThat(report.numbered()).isEqualTo(cut < ids[0] + 8);
      long expected = report.numbered() ? there : Math.min(there, (cut - ids[0]) / 8);
      assertThat((long) report.kept()).as("cut at %s", cut).isEqualTo(expected);
      if (expected > 3L * K) {
        assertAnswers(options, report);
      }
    }
  }

  @Test
  void headersAreRepairedOrRefused() throws IOException {
    IndexOptions options = kinds().findFirst().orElseThrow();
    byte[] sound = index(options);
    for (int at : new int[] {0, 8, 33, 41, 130, 3000, 4092, 4095}) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 0x42;
      SalvageReport report = salvage(damaged);
      assertThat(report.graph()).isEqualTo(Graph.COPIED);
      assertThat(folder.resolve("good.prg")).hasBinaryContent(sound);
    }
    byte[] two = sound.clone();
    two[33] ^= 1;
    two[300] ^= 1;
    assertThatThrownBy(() -> salvage(two))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("at most one byte is damaged");
    byte[] longer = Arrays.copyOf(sound, sound.length + 9);
    assertThat(salvage(longer).damage())
        .singleElement()
        .extracting("section")
        .isEqualTo("TRAILING");
    assertThat(folder.resolve("good.prg")).hasBinaryContent(sound);
    Path file = folder.resolve("damaged.prg");
    assertThatThrownBy(() -> IndexSalvage.write(file, file, each -> each, BuildProgress.silent()))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void anIndexOfCodesAloneIsRefused() throws IOException {
    IndexOptions options =
        IndexOptions.of(70, Metric.L2).withM(8).withRerank(RerankCopy.INT8).withThreads(1);
    byte[] damaged = index(options);
    damaged[5000] ^= 1;
    assertThatThrownBy(() -> salvage(damaged))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("keeps its vectors");
  }

  @Test
  void randomDamageGivesRowsOfTheFileOrIsRefused() throws IOException {
    long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
    System.out.println("IndexSalvageTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    IndexOptions options = kinds().findFirst().orElseThrow().withCodes(CodeKind.NONE);
    byte[] sound = index(options);
    byte[] bytes = new byte[4 * options.dimension()];
    for (int i = 0; i < Integer.getInteger("perigee.fuzz.mutations", 40); i++) {
      byte[] damaged = damaged(sound, random);
      try {
        SalvageReport report = salvage(damaged);
        boolean proven =
            report.damage().stream().noneMatch(part -> part.cause() == DamagedPart.Cause.UNPROVEN);
        try (VectorIndex good = VectorIndex.open(folder.resolve("good.prg"))) {
          for (int row = 0; proven && row < good.count(); row++) {
            int original = (int) (good.id(row) - 3) / ID_STEP;
            good.readVector(row, MemorySegment.ofArray(bytes), 0);
            assertThat(bytes)
                .isEqualTo(
                    vectors(options, SEED, COUNT).segment(original).toArray(ValueLayout.JAVA_BYTE));
          }
        }
      } catch (CorruptionException e) {
        assertThat(e).hasMessageContaining("damaged.prg");
      }
    }
  }

  private static byte[] damaged(byte[] sound, SplittableRandom random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(random.nextInt(8) == 0 ? 0 : 4096, bytes.length - 600);
      switch (random.nextInt(5)) {
        case 0 -> bytes = Arrays.copyOf(bytes, Math.max(at, 5000));
        case 1 -> Arrays.fill(bytes, at, at + random.nextInt(512), (byte) 0);
        case 2 -> System.arraycopy(sound, random.nextInt(5000), bytes, at, 512);
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }
}
