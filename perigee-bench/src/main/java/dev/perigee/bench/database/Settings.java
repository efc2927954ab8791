package dev.perigee.bench.database;

import dev.perigee.db.DatabaseOptions;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.formats.VectorFile;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What is measured, as `name=value` words of the command line.
final class Settings {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Map<String, String> values = new HashMap<>();

  Settings(String[] words, int from) {
    for (int i = from; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("expected name=value, got " + words[i]);
      }
      values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  Path folder() {
    return Path.of(text("folder", "perigee-database-bench"));
  }

  /// Every default, but for what the words say: `pace=` in MiB a second, `memory=` (all off the
  /// heap) and `mapped=` in MiB.
  DatabaseOptions options() {
    DatabaseOptions options = DatabaseOptions.defaults();
    long pace = options.backgroundBytesPerSecond() >> 20;
    options = options.withBackgroundBytesPerSecond((long) number("pace", (int) pace) << 20);
    int memory = number("memory", 0);
    options = memory == 0 ? options : options.withMemoryBudget((long) memory << 20);
    int mapped = number("mapped", -1);
    return mapped < 0 ? options : options.withMappedBytesMax((long) mapped << 20);
  }

  Metric metric() {
    return Metric.valueOf(text("metric", "COSINE"));
  }

  /// The vectors: those of `base=FILE`, or clustered ones of `count=` and `dimension=`.
  VectorSource base() {
    String file = text("base", "");
    return file.isEmpty()
        ? new GeneratedVectors(
            Distribution.CLUSTERED, number("count", 100_000), number("dimension", 384), 1)
        : VectorFile.open(Path.of(file)).asF32();
  }

  /// The queries: those of `query=FILE`, or clustered ones of the same set.
  VectorSource queries(VectorSource base) {
    String file = text("query", "");
    return file.isEmpty()
        ? ((GeneratedVectors) base).following(1000)
        : VectorFile.open(Path.of(file)).asF32();
  }

  static float[] floats(VectorSource source, long row) {
    float[] vector = new float[source.dimension()];
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * vector.length]);
    source.read(row, bytes, 0);
    MemorySegment.copy(bytes, FLOAT, 0, vector, 0, vector.length);
    return vector;
  }
}
