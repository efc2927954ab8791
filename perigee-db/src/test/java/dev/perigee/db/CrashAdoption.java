package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexContents;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Collections that are adopted while a process is killed: there whole, or not at all.
///
/// The child says `d NAME` when one is there and `x NAME` before it drops it.
final class CrashAdoption {

  private static final String PREFIX = "adopted-";
  private static final int ROWS = 90;
  private static final int DIMENSION = 8;

  private CrashAdoption() {}

  static String name(int round, int time) {
    return PREFIX + round + "-" + time;
  }

  /// Builds an index, and makes a collection of it, less every fifth row.
  static void adopt(Database database, String name) {
    IndexOptions options =
        IndexOptions.of(DIMENSION, Metric.L2).withM(4).withThreads(1).withCodes(CodeKind.NONE);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int row = 0; row < ROWS; row++) {
        builder.add(row, vector(name, row));
      }
      try (VectorIndex index = builder.toIndex()) {
        IndexedDocuments documents =
            new IndexedDocuments(
                IndexContents.vectors(index),
                IndexContents.links(index),
                row -> row % 5 == 0,
                ROWS / 5,
                CrashAdoption::id);
        Schema schema = Schema.builder().vector("v", options).build();
        Collection _ = database.adopt(name, schema, "v", documents, BuildProgress.silent());
      }
    }
  }

  private static DocumentId id(long row) {
    return DocumentId.of("row-" + row);
  }

  private static float[] vector(String name, int row) {
    SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + row);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /// Looks at all of them, then drops them.
  static void check(Database database, List<String> said) {
    Set<String> there = new HashSet<>(database.collections());
    there.removeIf(name -> !name.startsWith(PREFIX));
    Set<String> expected = new HashSet<>();
    for (String line : said) {
      if (line.startsWith("d ")) {
        expected.add(line.substring(2));
      } else if (line.startsWith("x ")) {
        expected.remove(line.substring(2));
      }
    }
    assertThat(there).as("acknowledged adoptions").containsAll(expected);
    for (String name : there) {
      checkWhole(database.collection(name), name);
      assertThat(database.drop(name)).isTrue();
    }
  }

  private static void checkWhole(Collection collection, String name) {
    assertThat(collection.count()).isEqualTo(ROWS - ROWS / 5);
    for (int row = 0; row < ROWS; row++) {
      boolean kept = row % 5 != 0;
      assertThat(collection.get(id(row)) != null).isEqualTo(kept);
      if (kept) {
        List<Hit> hits = collection.search(Query.near("v", vector(name, row)).limit(3).ef(40));
        assertThat(hits.getFirst().id()).isEqualTo(id(row));
        List<DocumentId> exact = new ArrayList<>();
        collection
            .search(Query.near("v", vector(name, row)).limit(3).asExact())
            .forEach(hit -> exact.add(hit.id()));
        assertThat(hits.stream().map(Hit::id).toList()).isEqualTo(exact);
      }
    }
  }
}
