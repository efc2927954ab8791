package dev.perigee.bench.peer;

import dev.perigee.cli.bench.OpenIndex;
import dev.perigee.cli.bench.Peer;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// Lucene: HNSW in one segment, at full precision (`f32`) or over quantized vectors, whose
/// candidates are then all reranked at full precision.
public final class LucenePeer implements Peer {

  /// The quantized configurations.
  private enum Quantization {
    INT8("int8", ScalarEncoding.UNSIGNED_BYTE),
    INT4("int4", ScalarEncoding.PACKED_NIBBLE),
    ONE_BIT("1bit", ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE);

    private final String label;
    private final ScalarEncoding encoding;

    Quantization(String label, ScalarEncoding encoding) {
      this.label = label;
      this.encoding = encoding;
    }
  }

  private static final String FULL_PRECISION = "f32";

  /// The peer; opens nothing yet.
  public LucenePeer() {}

  @Override
  public String name() {
    return "lucene";
  }

  @Override
  public List<String> configurations() {
    List<String> names = new ArrayList<>(List.of(FULL_PRECISION));
    for (Quantization each : Quantization.values()) {
      names.add(each.label);
    }
    return names;
  }

  @Override
  public boolean supports(Metric metric) {
    return metric.isOfInnerProducts();
  }

  @Override
  public Work prepare(String configuration, Task task, Path folder) throws IOException {
    if (configuration.equals(FULL_PRECISION)) {
      return new LuceneWork(configuration, null, task, folder);
    }
    for (Quantization each : Quantization.values()) {
      if (each.label.equals(configuration)) {
        return new LuceneWork(configuration, each.encoding, task, folder);
      }
    }
    throw InvalidRequestException.of("configuration", "one of " + configurations(), configuration);
  }

  @Override
  public OpenIndex reopen(String configuration, Saved saved) throws IOException {
    return LuceneOpenIndex.open(saved, !configuration.equals(FULL_PRECISION));
  }

  @Override
  public long heldBytes(String configuration, long count, int dimension) {
    return LuceneOpenIndex.heldBytes(count);
  }
}
