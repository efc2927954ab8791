package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.db.CrashPlan.State;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.testkit.BruteForce;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/// Checks that what a database of the crash test says of itself fits together, whatever was
/// written.
final class CrashAudit {

  private static final int QUERIES = 2;
  private static final int LIMIT = 10;

  private CrashAudit() {}

  /// Checks both collections.
  static void check(Database database, long seed) {
    Map<DocumentId, State> first = null;
    for (String name : CrashPlan.COLLECTIONS) {
      if (!database.collections().contains(name)) {
        continue; // killed before it was made
      }
      Collection collection = database.collection(name);
      List<Document> documents = documents(collection);
      checkContents(documents);
      checkSearches(collection, documents, new SplittableRandom(seed));
      Map<DocumentId, State> pairs = new HashMap<>();
      documents.stream()
          .filter(d -> d.id().toString().startsWith("pair-"))
          .forEach(d -> pairs.put(d.id(), State.of(d)));
      if (first != null) {
        assertThat(pairs).as("pairs in both collections").isEqualTo(first);
      }
      first = pairs;
    }
  }

  /// All documents with their vectors, found by a scan; the other ways to count say the same.
  static List<Document> documents(Collection collection) {
    List<DocumentId> ids = new ArrayList<>();
    try (DocumentReader.Scan scan = collection.scan()) {
      scan.forEachRemaining(document -> ids.add(document.id()));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(collection.count()).isEqualTo(ids.size());
    assertThat(collection.count(Filter.exists("base"))).isEqualTo(ids.size());
    return collection.getAll(ids);
  }

  private static void checkContents(List<Document> documents) {
    for (Document document : documents) {
      Map<String, Object> expected = CrashPlan.values(document.id(), State.of(document));
      assertThat(document.values().keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      for (Map.Entry<String, Object> entry : expected.entrySet()) {
        Object read = document.get(entry.getKey());
        Object value = entry.getKey().equals("v") ? document.vector("v") : read;
        assertThat(Arrays.deepEquals(flat(value), flat(entry.getValue())))
            .as("%s of %s", entry.getKey(), document.id())
            .isTrue();
      }
    }
  }

  private static Object[] flat(Object value) {
    return value instanceof List<?> list ? list.toArray() : new Object[] {value};
  }

  private static void checkSearches(
      Collection collection, List<Document> documents, SplittableRandom random) {
    long least = documents.isEmpty() ? 0 : documents.getFirst().integer("field");
    for (int i = 0; i < QUERIES; i++) {
      float[] query = new float[CrashPlan.DIMENSION];
      byte[] bytes = new byte[CrashPlan.DIMENSION];
      float[] asFloats = new float[CrashPlan.DIMENSION];
      for (int d = 0; d < query.length; d++) {
        query[d] = random.nextFloat(-1, 1);
        bytes[d] = (byte) random.nextInt(1, 100);
        asFloats[d] = bytes[d];
      }
      Function<Document, Double> near =
          document -> BruteForce.distance(Metric.L2, query, document.vector("v"));
      Function<Document, Double> nearMany = document -> nearestOfMany(asFloats, document);
      Predicate<Document> young = document -> document.integer("field") >= least;
      Query byV = Query.near("v", query).limit(LIMIT);
      Query byMany = Query.near("many", bytes).limit(LIMIT);
      Filter filter = Filter.gte("field", least);
      check(collection, byV.asExact(), documents, near, _ -> true);
      check(collection, byV.recall(0.9), documents, near, _ -> true);
      check(collection, byMany.asExact(), documents, nearMany, _ -> true);
      check(collection, byV.asExact().where(filter), documents, near, young);
      check(collection, byMany.where(filter), documents, nearMany, young);
    }
  }

  private static double nearestOfMany(float[] query, Document document) {
    double nearest = Double.POSITIVE_INFINITY;
    for (Object vector : (List<?>) document.get("many")) {
      byte[] bytes = (byte[]) vector;
      float[] floats = new float[bytes.length];
      for (int d = 0; d < floats.length; d++) {
        floats[d] = bytes[d];
      }
      nearest = Math.min(nearest, BruteForce.distance(Metric.COSINE, query, floats));
    }
    return nearest;
  }

  /// The hits of a query are those of brute force; of one that is not exact, each is where it says.
  private static void check(
      Collection collection,
      Query query,
      List<Document> documents,
      Function<Document, Double> distance,
      Predicate<Document> matches) {
    Map<DocumentId, Double> truth = new HashMap<>();
    documents.stream().filter(matches).forEach(d -> truth.put(d.id(), distance.apply(d)));
    List<Double> nearest = truth.values().stream().sorted().limit(query.limit()).toList();
    List<Hit> hits = collection.search(query);
    assertThat(hits).as("hits of %s", query).hasSize(nearest.size());
    Set<DocumentId> seen = new HashSet<>();
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      assertThat(seen.add(hit.id())).as("%s once", hit.id()).isTrue();
      assertThat(truth).as("matches").containsKey(hit.id());
      double is = hit.distance();
      assertThat(is).as("%s", hit.id()).isEqualTo(truth.get(hit.id()), within(1e-4));
      if (query.exact()) {
        assertThat(is).as("hit %s of %s", i, query).isEqualTo(nearest.get(i), within(1e-4));
      }
    }
  }
}
