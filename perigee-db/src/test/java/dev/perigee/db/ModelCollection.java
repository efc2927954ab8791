package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.document.VectorField;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.testkit.BruteForce;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A collection as a plain map: what it must hold, and how it must answer. Entries are immutable.
///
/// @param schema of the collection
/// @param documents by id
record ModelCollection(Schema schema, TreeMap<DocumentId, Entry> documents) {

  /// A document.
  ///
  /// @param values as they must be read
  /// @param version 0 if it does not matter
  record Entry(Map<String, Object> values, Validity validity, long version) {
    Object get(String name) {
      return values.get(name);
    }
  }

  /// A condition in both worlds.
  record Condition(Filter filter, Predicate<Entry> test) {}

  ModelCollection copy() {
    return new ModelCollection(schema, new TreeMap<>(documents));
  }

  /// Compares everything that can be read.
  void check(DocumentReader reader, SplittableRandom random) {
    List<DocumentId> ids = new ArrayList<>();
    try (DocumentReader.Scan scan = reader.scan()) {
      scan.forEachRemaining(document -> {
        ids.add(document.id());
        checkFields(document);
      });
    }
    assertThat(ids).as("ids of a scan").containsExactlyElementsOf(documents.keySet());
    assertThat(reader.count()).isEqualTo(documents.size());
    List<Document> all = reader.getAll(ids);
    for (Document document : all) {
      checkWhole(document.id(), document);
    }
    for (int i = 0; i < 5; i++) {
      DocumentId id = new RandomDocuments(random).id();
      checkWhole(id, reader.get(id));
      assertThat(reader.contains(id)).isEqualTo(documents.containsKey(id));
      try (DocumentReader.Scan rest = reader.scanAfter(id)) {
        DocumentId next = documents.higherKey(id);
        assertThat(rest.hasNext() ? rest.next().id() : null).isEqualTo(next);
      }
    }
    Condition condition = condition(random);
    assertThat(reader.count(condition.filter))
        .as("%s", condition.filter)
        .isEqualTo(documents.values().stream().filter(condition.test).count());
    for (VectorField field : schema.vectors()) {
      checkSearches(reader, field, condition, random);
    }
  }

  /// Compares one document.
  void checkWhole(DocumentId id, Document document) {
    Entry entry = documents.get(id);
    assertThat(document == null).as("%s is missing", id).isEqualTo(entry == null);
    if (entry != null) {
      assertThat(comparable(document.values())).as("%s", id).isEqualTo(comparable(entry.values));
      checkTimes(document, entry);
    }
  }

  private void checkFields(Document document) {
    Entry entry = documents.get(document.id());
    assertThat(entry).as("%s", document.id()).isNotNull();
    Map<String, Object> fields = new HashMap<>(entry.values);
    schema.vectors().forEach(vector -> fields.remove(vector.name()));
    assertThat(comparable(document.values())).isEqualTo(comparable(fields));
    checkTimes(document, entry);
  }

  private static void checkTimes(Document document, Entry entry) {
    assertThat(document.validity()).as("%s", document.id()).isEqualTo(entry.validity);
    if (entry.version != 0) {
      assertThat(document.version()).as("version of %s", document.id()).isEqualTo(entry.version);
    }
  }

  private void checkSearches(
      DocumentReader reader, VectorField field, Condition condition, SplittableRandom random) {
    byte[] query = (byte[]) new RandomDocuments(random).vector(field).read();
    Instant instant = new RandomDocuments(random).instant();
    Query near = Query.near(field.name(), MemorySegment.ofArray(query));
    Query few = near.limit(random.nextInt(1, 12));
    Query most = near.limit(300);
    check(reader, field, few.asExact(), query, _ -> true);
    check(reader, field, few, query, _ -> true);
    check(reader, field, most, query, _ -> true);
    check(reader, field, few.where(condition.filter), query, condition.test);
    check(reader, field, most.asExact().where(condition.filter), query, condition.test);
    check(reader, field, few.validAt(instant), query, e -> e.validity.holdsAt(instant));
  }

  /// The hits match, are where they say, and are as many as there can be; exact ones are the
  /// nearest.
  private void check(
      DocumentReader reader, VectorField field, Query query, byte[] vector, Predicate<Entry> test) {
    Map<DocumentId, Double> truth = new HashMap<>();
    documents.forEach((id, entry) -> {
      if (entry.values.containsKey(field.name()) && test.test(entry)) {
        truth.put(id, distance(field, vector, entry.values.get(field.name())));
      }
    });
    List<Double> nearest = truth.values().stream().sorted().limit(query.limit()).toList();
    List<Hit> hits = reader.search(query.withDocuments());
    assertThat(hits).as("hits of %s among %s", query, truth.size()).hasSameSizeAs(nearest);
    Set<DocumentId> seen = new HashSet<>();
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      assertThat(seen.add(hit.id())).as("%s once", hit.id()).isTrue();
      assertThat(truth).as("may be hits of %s", query).containsKey(hit.id());
      double expected = query.exact() ? nearest.get(i) : truth.get(hit.id());
      double tolerance = 1e-4 * Math.max(1, Math.abs(expected));
      double distance = hit.distance();
      assertThat(distance).as("hit %s of %s", i, query).isEqualTo(expected, within(tolerance));
      assertThat(truth.get(hit.id())).isEqualTo(distance, within(tolerance));
      checkWhole(hit.id(), hit.document());
    }
  }

  private static double distance(VectorField field, byte[] query, Object value) {
    List<?> vectors = value instanceof List<?> list ? list : List.of(value);
    double nearest = Double.POSITIVE_INFINITY;
    for (Object vector : vectors) {
      double distance =
          BruteForce.distance(
              field.options().metric(),
              RandomDocuments.components(field, query),
              RandomDocuments.components(field, (byte[]) vector));
      nearest = Math.min(nearest, distance);
    }
    return nearest;
  }

  /// Some condition.
  static Condition condition(SplittableRandom random) {
    long number = random.nextInt(-20, 20);
    String word = "word" + random.nextInt(6);
    Instant instant = new RandomDocuments(random).instant();
    return switch (random.nextInt(9)) {
      case 0 -> new Condition(Filter.gte("integer", number), e -> number(e) >= number);
      case 1 ->
          new Condition(
              Filter.between("integer", number, number + 9),
              e -> number(e) >= number && number(e) <= number + 9);
      case 2 -> new Condition(Filter.eq("keyword", word), e -> word.equals(e.get("keyword")));
      case 3 ->
          new Condition(
              Filter.eq("keyword_list", word),
              e -> e.get("keyword_list") instanceof List<?> words && words.contains(word));
      case 4 ->
          new Condition(
              Filter.lt("timestamp", instant),
              e -> e.get("timestamp") instanceof Instant time && time.isBefore(instant));
      case 5 ->
          new Condition(Filter.gt("float", 0), e -> e.get("float") instanceof Double f && f > 0);
      case 6 -> new Condition(Filter.missing("many"), e -> e.get("many") == null);
      case 7 -> {
        Condition one = condition(random);
        Condition other = condition(random);
        yield random.nextBoolean()
            ? new Condition(one.filter.and(other.filter), one.test.and(other.test))
            : new Condition(one.filter.or(other.filter), one.test.or(other.test));
      }
      default -> {
        Condition one = condition(random);
        yield new Condition(Filter.not(one.filter), one.test.negate());
      }
    };
  }

  private static long number(Entry entry) {
    return entry.values.get("integer") instanceof Long number ? number : Long.MIN_VALUE;
  }

  /// Values that equal each other if all their bytes do.
  private static Object comparable(Object value) {
    return switch (value) {
      case byte[] bytes -> ByteBuffer.wrap(bytes);
      case List<?> list -> list.stream().map(ModelCollection::comparable).toList();
      case Map<?, ?> map -> {
        Map<Object, Object> copy = new HashMap<>();
        map.forEach((name, one) -> copy.put(name, comparable(one)));
        yield copy;
      }
      default -> value;
    };
  }
}
