package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.CorruptionException;
import dev.perigee.segment.SegmentHeader;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged files: whatever their bytes are, every call ends, with an answer or with a refusal.
///
/// Mutation number `i` depends on `seed + i` alone. To see one again: `-Dperigee.fuzz.seed=<seed +
/// i> -Dperigee.fuzz.mutations=1`.
final class SegmentFuzzTest {

  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 3000);
  private static final long SEED = Long.getLong("perigee.fuzz.seed", 1_000_000);
  private static final long DEADLINE_SECONDS = 20;

  @TempDir private Path folder;

  /// How the mutations of one kind ended.
  private static final class Tally {
    private int tried;
    private int unchanged;
    private int verified;
    private int opened;
    private int refusedLater;
    private int answeredAsBefore;
    private int answeredOtherwise;
  }

  @Test
  void everyCallOnADamagedFileEnds() throws Exception {
    List<SegmentSample> samples = SegmentSample.all();
    Map<String, String> before = new TreeMap<>();
    for (SegmentSample sample : samples) {
      SegmentProbe.Outcome outcome = probe(sample.bytes());
      assertThat(outcome.verified() && outcome.refused() == 0).as(sample.name()).isTrue();
      before.put(sample.name(), outcome.answers());
    }
    Map<SegmentMutation, Tally> tallies = new EnumMap<>(SegmentMutation.class);
    Map<String, String> failures = new TreeMap<>();
    ExecutorService prober = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < MUTATIONS; i++) {
        SplittableRandom random = new SplittableRandom(SEED + i);
        SegmentMutation[] kinds = SegmentMutation.values();
        SegmentMutation kind = kinds[random.nextInt(kinds.length)];
        SegmentSample sample = samples.get(random.nextInt(samples.size()));
        byte[] damaged = kind.apply(sample.bytes(), random);
        Tally tally = tallies.computeIfAbsent(kind, _ -> new Tally());
        String name = kind + " of " + sample.name() + ", perigee.fuzz.seed=" + (SEED + i);
        Future<SegmentProbe.Outcome> running = prober.submit(() -> probe(damaged));
        try {
          SegmentProbe.Outcome outcome = running.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
          boolean same = Arrays.equals(damaged, sample.bytes());
          count(tally, outcome, same, before.get(sample.name()));
          if (outcome.verified() && !same && !kind.isForged()) {
            failures.putIfAbsent("verification passed damaged bytes", name);
          }
        } catch (ExecutionException e) {
          failures.putIfAbsent(signature(e.getCause()), name);
        } catch (TimeoutException e) {
          throw new AssertionError("no end within " + DEADLINE_SECONDS + " s: " + name, e);
        }
      }
    } finally {
      prober.shutdownNow();
    }
    System.out.println(table(tallies));
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyFlippedBitIsFoundByVerification(boolean linked) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] bytes =
        (linked
                ? SegmentSample.of(Metric.COSINE, ElementType.F32, 4, 1, true)
                : SegmentSample.unlinked(Metric.COSINE, 4, CodeKind.INT4, false))
            .bytes();
    Path file = Files.write(folder.resolve("flipped"), bytes);
    List<String> missed = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int at = 0; at < bytes.length; at++) {
        int first = at < SegmentHeader.BYTES ? 0 : random.nextInt(8);
        int last = at < SegmentHeader.BYTES ? 7 : first;
        for (int bit = first; bit <= last; bit++) {
          put(channel, at, bytes[at] ^ (1 << bit));
          if (!isCorrupt(file)) {
            missed.add("bit " + bit + " of byte " + at);
          }
        }
        put(channel, at, bytes[at]);
      }
    }
    assertThat(missed).as("missed with seed %d", SEED).isEmpty();
    assertThat(isCorrupt(file)).as("with every bit back").isFalse();
  }

  private static boolean isCorrupt(Path file) {
    try {
      VectorIndex.verify(file);
      return false;
    } catch (CorruptionException e) {
      return e.source().equals(file.toString());
    }
  }

  private static void put(FileChannel channel, int at, int value) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
  }

  private SegmentProbe.Outcome probe(byte[] bytes) throws Exception {
    return SegmentProbe.probe(Files.write(folder.resolve("damaged"), bytes));
  }

  private static void count(
      Tally tally, SegmentProbe.Outcome outcome, boolean same, String before) {
    tally.tried++;
    tally.unchanged += same ? 1 : 0;
    tally.verified += outcome.verified() ? 1 : 0;
    tally.opened += outcome.opened() ? 1 : 0;
    if (outcome.opened()) {
      boolean asBefore = outcome.answers().equals(before);
      tally.refusedLater += outcome.refused() > 0 ? 1 : 0;
      tally.answeredAsBefore += asBefore ? 1 : 0;
      tally.answeredOtherwise += outcome.refused() == 0 && !asBefore ? 1 : 0;
    }
    assertThat(!same || outcome.answers().equals(before)).as("same bytes, same answers").isTrue();
  }

  /// Names a failure by what and where it is, so that each is told once.
  private static String signature(Throwable failure) {
    StringBuilder signature = new StringBuilder(failure.toString().lines().findFirst().orElse(""));
    Throwable root = failure.getCause() == null ? failure : failure.getCause();
    Arrays.stream(root.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("dev.perigee"))
        .limit(3)
        .forEach(frame -> signature.append(" < ").append(frame));
    return signature.toString().replaceAll("\\d{3,}", "n").replaceAll("\\S*/damaged", "file");
  }

  private static String table(Map<SegmentMutation, Tally> tallies) {
    String row = "%-26s %6s %9s %8s %6s %13s %13s %14s%n";
    StringBuilder table =
        new StringBuilder("SegmentFuzzTest, seed " + SEED + System.lineSeparator());
    table.append(
        String.format(
            Locale.ROOT,
            row,
            "mutation",
            "tried",
            "identical",
            "verified",
            "opened",
            "later refused",
            "same answers",
            "other answers"));
    tallies.forEach((kind, tally) ->
        table.append(
            String.format(
                Locale.ROOT,
                row,
                kind,
                tally.tried,
                tally.unchanged,
                tally.verified,
                tally.opened,
                tally.refusedLater,
                tally.answeredAsBefore,
                tally.answeredOtherwise)));
    return table.toString();
  }
}
