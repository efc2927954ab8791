package dev.perigee.quant;

import dev.perigee.kernel.CodeKernels;
import dev.perigee.kernel.CodeQuery;
import dev.perigee.kernel.FloatSums;
import java.util.Arrays;

/// Turns a query into what each byte of a code is looked up in: the products of the query with the
/// centroids, in one byte each.
///
/// Of sub-spaces with 16 centroids two share a byte of the code, and a table of all 256 pairs.
/// Owned by one thread.
final class ProductTables {

  /// Largest magnitude of an entry.
  private static final int ENTRY_MAX = 127;

  private final CodeLayout layout;
  private final Centroids centroids;
  private final float[] first;
  private final float[] second;
  private final float[] entries;

  ProductTables(CodeLayout layout, Centroids centroids) {
    this.layout = layout;
    this.centroids = centroids;
    first = new float[layout.centroids()];
    second = new float[layout.centroids()];
    entries = new float[layout.codeBytes() * CodeKernels.TABLE_SIZE];
  }

  /// @param query components, centred
  /// @param target receives the tables, and what an entry of 1 is worth
  void fill(float[] query, CodeQuery target) {
    boolean paired = first.length < CodeKernels.TABLE_SIZE;
    int tables = paired ? (layout.subspaces() + 1) / 2 : layout.subspaces();
    for (int table = 0; table < tables; table++) {
      if (paired) {
        pair(query, table);
      } else {
        centroids.multiply(query, table, first);
        System.arraycopy(first, 0, entries, table * first.length, first.length);
      }
    }
    float scale = ENTRY_MAX / FloatSums.largest(entries, entries.length);
    if (Float.isInfinite(scale) || Float.isNaN(scale)) {
      scale = 0; // a query that is the mean itself
    }
    target.step = scale == 0 ? 0 : 1 / scale;
    round(entries, scale, target.tables);
  }

  private void pair(float[] query, int table) {
    centroids.multiply(query, 2 * table, first);
    if (2 * table + 1 < layout.subspaces()) {
      centroids.multiply(query, 2 * table + 1, second);
    } else {
      Arrays.fill(second, 0);
    }
    int at = table * CodeKernels.TABLE_SIZE;
    for (float high : second) {
      for (float low : first) {
        entries[at++] = low + high;
      }
    }
  }

  private static void round(float[] values, float scale, byte[] target) {
    for (int i = 0; i < target.length; i++) {
      // made positive for the cast, which cuts off
      target[i] = (byte) ((int) (values[i] * scale + (ENTRY_MAX + 1.5f)) - (ENTRY_MAX + 1));
    }
  }
}
