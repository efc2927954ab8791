package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.PerigeeException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.vector.Metric;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Does everything to a file that may be damaged, and says how it ended.
///
/// A refusal is a [CorruptionException] or an [UnsupportedVersionException] that names the file and
/// an offset in it. An answer may be wrong, but not beyond bounds: hits are of existing ordinals,
/// each once, nearest first. Everything else is an error of this test. Whatever verification passes
/// must be answered.
final class SegmentProbe {

  private static final long SEED = 5;
  private static final Pattern OFFSET = Pattern.compile("at byte (-?\\d+): ");

  private final Path file;
  private final long size;
  private final StringBuilder answers = new StringBuilder();
  private boolean keepsVectors = true;
  private boolean sound;
  private int refused;

  private SegmentProbe(Path file) throws Exception {
    this.file = file;
    this.size = Files.size(file);
  }

  /// How a file was met.
  ///
  /// @param verified whether verification passed
  /// @param opened whether it could be opened
  /// @param refused how many calls on the open index were refused
  /// @param answers what the others said
  record Outcome(boolean verified, boolean opened, int refused, String answers) {}

  static Outcome probe(Path file) throws Exception {
    SegmentProbe probe = new SegmentProbe(file);
    return probe.run();
  }

  private Outcome run() throws Exception {
    sound = attempt(() -> VectorIndex.verify(file));
    boolean verified = sound;
    boolean opened = false;
    try (VectorIndex index = VectorIndex.open(file)) {
      opened = true;
      use(index);
    } catch (InvalidRequestException e) {
      checkCustom(e);
      return new Outcome(verified, false, 0, "custom");
    } catch (CorruptionException | UnsupportedVersionException e) {
      checkRefusal(e);
    }
    boolean built = keepsVectors ? attempt(this::build) : verified;
    assertThat(built).as("builder of a file that is sound: %s", verified).isEqualTo(verified);
    assertThat(opened || !verified).as("opens a sound file").isTrue();
    return new Outcome(verified, opened, refused, answers.toString());
  }

  private long build() {
    try (IndexBuilder builder = VectorIndex.builder(file)) {
      int count = builder.count();
      if (builder.options().metric() != Metric.JACCARD) {
        builder.add(Long.MAX_VALUE, queries(builder.options()).segment(1));
        count++;
      }
      assertThat(builder.count()).isEqualTo(count);
      return builder.write(Channels.newChannel(OutputStream.nullOutputStream()));
    }
  }

  private void use(VectorIndex index) {
    int count = index.count();
    keepsVectors = index.options().rerank() == RerankCopy.VECTORS;
    attempt(() -> answers.append(index.statistics()));
    for (int ordinal = 0; ordinal < count; ordinal += Math.max(1, count / 5)) {
      long id = index.id(ordinal);
      attempt(() -> answers.append(index.contains(id)));
      if (keepsVectors) {
        attempt(() -> readVector(index, id));
      }
    }
    attempt(() -> index.contains(Long.MIN_VALUE));
    SearchOptions ten = SearchOptions.nearest(10);
    List<SearchOptions> searches =
        List.of(
            ten,
            ten.ef(400),
            ten.accept(SegmentProbe::even),
            ten.accept(index.acceptIds(id -> id % 3 == 0)),
            ten.asExact(),
            new SearchOptions(400, 400, null, null, false));
    for (SearchOptions options : searches) {
      for (int query = 0; query < 2; query++) {
        var vector = queries(index.options()).segment(query);
        attempt(() -> check(index, options, index.search(vector, options).hits()));
      }
    }
  }

  private Object readVector(VectorIndex index, long id) {
    try {
      return answers.append(Arrays.hashCode(index.vectorBytes(id)));
    } catch (NotFoundException e) {
      // ids out of order: the answer is wrong, and only verification can tell
      assertThat(sound).as("an id of a sound file is not found").isFalse();
      return answers.append("not found");
    }
  }

  private Object check(VectorIndex index, SearchOptions options, List<Hit> hits) {
    assertThat(hits.size()).isLessThanOrEqualTo(Math.min(options.k(), index.count()));
    if (sound && options.exact() && index.options().uniqueIds()) {
      assertThat(hits).hasSize(Math.min(options.k(), index.count()));
    }
    BitSet seen = new BitSet();
    float previous = Float.NEGATIVE_INFINITY;
    for (Hit hit : hits) {
      boolean exists = hit.ordinal() >= 0 && hit.ordinal() < index.count();
      if (!exists || seen.get(hit.ordinal()) || !(hit.distance() >= previous)) {
        throw new AssertionError(
            "expected existing ordinals, each once, nearest first, got " + hits);
      }
      seen.set(hit.ordinal());
      previous = hit.distance();
    }
    if (!hits.isEmpty() && hits.getFirst().id() != index.id(hits.getFirst().ordinal())) {
      throw new AssertionError("expected the id of the ordinal, got " + hits.getFirst());
    }
    answers.append(hits);
    return hits;
  }

  /// Runs a call; returns whether it was answered rather than refused.
  private boolean attempt(Callable<?> call) {
    try {
      call.call();
      return true;
    } catch (CorruptionException | UnsupportedVersionException e) {
      checkRefusal(e);
      refused++;
      return false;
    } catch (InvalidRequestException e) {
      checkCustom(e);
      return false;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("a checked exception", e);
    }
  }

  private void checkRefusal(PerigeeException e) {
    if (sound) {
      throw new AssertionError("refused after verification has passed: " + e.getMessage(), e);
    }
    assertThat(e.getMessage()).contains(file.toString());
    Matcher offset = OFFSET.matcher(e.getMessage());
    assertThat(offset.find()).as("an offset in: %s", e.getMessage()).isTrue();
    assertThat(Long.parseLong(offset.group(1))).as(e.getMessage()).isBetween(0L, size);
  }

  /// A file that claims to need the caller's own distance is asked for with one.
  private static void checkCustom(InvalidRequestException e) {
    if (!e.getMessage().startsWith("distanceFunction: ")) {
      throw e;
    }
  }

  private static SeededVectors queries(IndexOptions options) {
    return new SeededVectors(SEED, options.elementType(), options.dimension(), 2);
  }

  private static int even(int[] ordinals, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (ordinals[i] % 2 == 0) {
        ordinals[kept++] = ordinals[i];
      }
    }
    return kept;
  }
}
