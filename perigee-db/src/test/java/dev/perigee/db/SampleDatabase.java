package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A small database with rows in memory, in a segment without and one with a graph, closed ones
/// among them, and what it holds.
final class SampleDatabase {

  static final DatabaseOptions OPTIONS =
      DatabaseOptions.defaults()
          .withFresh(40, 1 << 20)
          .withStoreMemoryBytes(8 << 20)
          .withMergeThreads(1)
          .withBackground(false);

  private static final String NAME = "sample";
  private static final int DIMENSION = 8;

  private final Map<Long, float[]> vectors = new TreeMap<>();
  private final SplittableRandom random = new SplittableRandom(6);

  /// Makes it in a folder.
  SampleDatabase(Path folder) {
    try (Database database = Database.open(folder, OPTIONS)) {
      Collection collection =
          database.collection(
              NAME,
              schema -> schema.vector("v", DIMENSION, Metric.L2).field("n", FieldType.INTEGER));
      for (int round = 0; round < 3; round++) {
        put(collection, 40L * round, 40L * round + 60);
        for (long id = 40L * round; id < 40L * round + 60; id += 7) {
          assertThat(collection.delete(id)).isTrue();
          vectors.remove(id);
        }
        if (round == 0) {
          database.maintain();
        }
      }
    }
  }

  private void put(Collection collection, long from, long to) {
    List<Document> documents = new ArrayList<>();
    for (long id = from; id < to; id++) {
      float[] vector = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = random.nextFloat();
      }
      vectors.put(id, vector);
      documents.add(Document.of(id).vector("v", vector).set("n", 10 * id));
    }
    var _ = collection.putAll(documents);
  }

  /// Everything is there.
  void check(Database database) {
    assertThat(database.stats().damages()).isEmpty();
    assertThat(wrongAnswers(database)).isEmpty();
    assertThat(lost(database)).isZero();
  }

  /// Documents whose vectors are said to be lost.
  int lost(Database database) {
    int lost = 0;
    for (long id : vectors.keySet()) {
      lost += database.collection(NAME).get(id).lost().size();
    }
    return lost;
  }

  /// What is lost is said of each document, whose other values are there, and is not written back
  /// as if it had never been.
  void checkLost(Database database) {
    Collection collection = database.collection(NAME);
    List<Document> all = collection.getAll(List.copyOf(vectors.keySet()));
    for (Document document : all) {
      assertThat(document.integer("n")).isEqualTo(10 * (Long) document.id().value());
      if (!document.lost().isEmpty()) {
        assertThatThrownBy(() -> document.vector("v"))
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining("document " + document.id());
        assertThatThrownBy(() -> collection.put(document))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining("v: expected vectors set anew");
      }
    }
  }

  /// What is answered, and wrong; where a vector is said to be lost, searches may miss it.
  ///
  /// @throws CorruptionException if that is the answer
  List<String> wrongAnswers(Database database) {
    List<String> wrong = new ArrayList<>();
    Collection collection = database.collection(NAME);
    List<Long> ids = new ArrayList<>();
    try (DocumentReader.Scan scan = collection.scan()) {
      scan.forEachRemaining(document -> {
        ids.add((Long) document.id().value());
        if (document.integer("n") != 10 * ids.getLast()) {
          wrong.add("fields of " + document);
        }
      });
    }
    if (!ids.equals(List.copyOf(vectors.keySet())) || collection.count() != vectors.size()) {
      wrong.add("ids: " + ids);
    }
    int lost = 0;
    for (Map.Entry<Long, float[]> entry : vectors.entrySet()) {
      try {
        float[] read = collection.get(entry.getKey()).vector("v");
        if (!java.util.Arrays.equals(read, entry.getValue())) {
          wrong.add("vector of " + entry.getKey());
        }
      } catch (CorruptionException e) {
        lost++;
      }
    }
    float[] query = vectors.values().iterator().next();
    List<Hit> hits = collection.search(Query.near("v", query).limit(vectors.size()).asExact());
    if (hits.size() < vectors.size() - lost) {
      wrong.add(hits.size() + " hits with " + lost + " of " + vectors.size() + " lost");
    }
    for (Hit hit : hits) {
      float[] vector = vectors.get((Long) hit.id().value());
      if (vector == null || Math.abs(distance(query, vector) - hit.distance()) > 1e-4) {
        wrong.add("hit " + hit);
      }
    }
    return wrong;
  }

  private static double distance(float[] a, float[] b) {
    return dev.perigee.testkit.BruteForce.distance(Metric.L2, a, b);
  }

  /// Copies a folder.
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Path _ = Files.createDirectories(target);
        } else {
          Path _ = Files.copy(file, target);
        }
      }
    }
  }
}
