package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.ModelCollection.Condition;
import dev.perigee.db.ModelCollection.Entry;
import dev.perigee.db.RandomDocuments.Value;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Validity;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A database of two collections beside what it must hold: every operation is done to both.
final class DatabaseModel implements AutoCloseable {

  private static final int SNAPSHOTS_MAX = 4;

  /// A snapshot and what it must show as long as it is open.
  private record Held(Snapshot snapshot, ModelCollection model) {}

  private final SplittableRandom random;
  private final RandomDocuments draw;
  private final Map<String, ModelCollection> now = new LinkedHashMap<>();
  private final TreeMap<Long, Map<String, ModelCollection>> past = new TreeMap<>();
  private final List<Held> snapshots = new ArrayList<>();
  private Database database;

  /// @param database with the collections `plain`, and `kept` which keeps its past
  DatabaseModel(Database database, SplittableRandom random) {
    this.database = database;
    this.random = random;
    draw = new RandomDocuments(random);
    for (String name : List.of("plain", "kept")) {
      now.put(name, new ModelCollection(database.collection(name).schema(), new TreeMap<>()));
    }
    remember();
  }

  /// Goes on with the database opened again.
  void reopened(Database opened) {
    database = opened;
  }

  /// Closes the snapshots.
  @Override
  public void close() {
    snapshots.forEach(held -> held.snapshot.close());
    snapshots.clear();
  }

  /// Does something.
  void step() {
    String name = random.nextInt(3) == 0 ? "plain" : "kept";
    Collection collection = database.collection(name);
    ModelCollection model = now.get(name);
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> put(collection, model, draw.id());
      case 3 -> putAll(collection, model);
      case 4, 5 -> update(collection, model, draw.id());
      case 6 -> upsert(collection, model, draw.id());
      case 7 -> {
        DocumentId id = draw.id();
        assertThat(collection.delete(id)).isEqualTo(model.documents().remove(id) != null);
      }
      case 8 -> deleteWhere(collection, model);
      case 9 -> conditional(collection, model, draw.id());
      case 10, 11 -> transaction();
      case 12 -> closeValidity(collection, model, draw.id());
      case 13 -> restore();
      case 14 -> snapshot(collection, model);
      default -> history(draw.id());
    }
    remember();
  }

  private void remember() {
    Map<String, ModelCollection> copy = new HashMap<>();
    now.forEach((name, model) -> copy.put(name, model.copy()));
    past.put(database.engine().lastSequence(), copy);
  }

  /// Compares what is now, what was, and what the snapshots show.
  void check() {
    now.forEach((name, model) -> model.check(database.collection(name), random));
    snapshots.forEach(held -> held.model.check(held.snapshot, random));
    Instant horizon = database.collection("kept").horizon();
    for (int i = 0; i < 2; i++) {
      long sequence = anyPast();
      Instant instant = FieldType.instant(sequence);
      if (instant.isBefore(horizon)) {
        assertThatThrownBy(() -> database.collection("kept").asOf(instant).close())
            .isInstanceOf(InvalidRequestException.class);
        continue;
      }
      try (Snapshot then = database.collection("kept").asOf(instant)) {
        past.get(sequence).get("kept").check(then, random);
      }
    }
  }

  private long anyPast() {
    List<Long> sequences = List.copyOf(past.keySet());
    return sequences.get(random.nextInt(sequences.size()));
  }

  private void put(Collection collection, ModelCollection model, DocumentId id) {
    Map<String, Value> values = draw.values(model.schema(), 0.7, false);
    Document document = draw.document(id, values);
    long version = collection.put(document);
    model.documents().put(id, whole(document, values, version));
  }

  private static Entry whole(Document document, Map<String, Value> values, long version) {
    Map<String, Object> read = new HashMap<>();
    values.forEach((name, value) -> read.put(name, value.read()));
    return new Entry(read, document.validity(), version);
  }

  private void putAll(Collection collection, ModelCollection model) {
    List<Document> documents = new ArrayList<>();
    Map<DocumentId, Entry> entries = new LinkedHashMap<>();
    for (int i = random.nextInt(1, 60); i > 0; i--) {
      Map<String, Value> values = draw.values(model.schema(), 0.6, false);
      Document document = draw.document(draw.id(), values);
      documents.add(document);
      entries.put(document.id(), whole(document, values, 0));
    }
    assertThat(collection.putAll(documents)).isEqualTo(documents.getLast().id());
    long version = database.engine().lastSequence();
    entries.forEach((id, entry) ->
        model.documents().put(id, new Entry(entry.values(), entry.validity(), version)));
  }

  private void update(Collection collection, ModelCollection model, DocumentId id) {
    Map<String, Value> values = draw.values(model.schema(), 0.25, true);
    Document changes = draw.document(id, values);
    if (!model.documents().containsKey(id)) {
      assertThatThrownBy(() -> collection.update(changes)).isInstanceOf(NotFoundException.class);
      return;
    }
    long version = collection.update(changes);
    model.documents().put(id, changed(model.documents().get(id), changes, values, version));
  }

  private void upsert(Collection collection, ModelCollection model, DocumentId id) {
    Map<String, Value> values = draw.values(model.schema(), 0.25, true);
    Document changes = draw.document(id, values);
    long version = collection.upsert(changes);
    model.documents().put(id, changed(model.documents().get(id), changes, values, version));
  }

  private static Entry changed(
      Entry before, Document changes, Map<String, Value> values, long version) {
    Map<String, Object> read = before == null ? new HashMap<>() : new HashMap<>(before.values());
    values.forEach((name, value) -> {
      if (value == null) {
        read.remove(name);
      } else {
        read.put(name, value.read());
      }
    });
    boolean keeps = before != null && changes.validity().equals(Validity.ALWAYS);
    return new Entry(read, keeps ? before.validity() : changes.validity(), version);
  }

  private void deleteWhere(Collection collection, ModelCollection model) {
    if (random.nextInt(4) != 0) {
      List<DocumentId> ids = List.of(draw.id(), draw.id(), DocumentId.of("nobody"));
      int before = model.documents().size();
      ids.forEach(model.documents()::remove);
      assertThat(collection.deleteAll(ids)).isEqualTo(before - model.documents().size());
      return;
    }
    Condition condition = ModelCollection.condition(random);
    int before = model.documents().size();
    model.documents().values().removeIf(condition.test());
    assertThat(collection.deleteWhere(condition.filter()))
        .isEqualTo(before - model.documents().size());
  }

  private void conditional(Collection collection, ModelCollection model, DocumentId id) {
    Map<String, Value> values = draw.values(model.schema(), 0.5, false);
    Document document = draw.document(id, values);
    Entry before = model.documents().get(id);
    if (before == null) {
      assertThatThrownBy(() -> collection.putIfVersion(document, 1))
          .isInstanceOf(ConflictException.class);
      long version = collection.putIfAbsent(document);
      model.documents().put(id, whole(document, values, version));
      return;
    }
    assertThatThrownBy(() -> collection.putIfAbsent(document))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> collection.deleteIfVersion(id, before.version() + 1))
        .isInstanceOf(ConflictException.class);
    if (random.nextBoolean()) {
      collection.deleteIfVersion(id, before.version());
      model.documents().remove(id);
    } else {
      long version = collection.putIfVersion(document, before.version());
      model.documents().put(id, whole(document, values, version));
    }
  }

  /// Writes to both collections; sometimes somebody else is faster.
  private void transaction() {
    DocumentId id = draw.id();
    Map<String, Value> values = draw.values(now.get("kept").schema(), 0.6, false);
    Document document = draw.document(id, values);
    boolean deletes = random.nextBoolean();
    boolean conflict = random.nextInt(3) == 0;
    long[] sequence = new long[1];
    Runnable run =
        () ->
            sequence[0] =
                database.transaction(both -> {
                  now.get("plain").checkWhole(id, both.read("plain").get(id));
                  if (conflict) {
                    put(database.collection("plain"), now.get("plain"), id);
                  }
                  both.put("plain", document);
                  if (deletes) {
                    both.delete("kept", id);
                  } else {
                    both.put("kept", document);
                  }
                });
    if (conflict) {
      assertThatThrownBy(run::run).isInstanceOf(ConflictException.class);
      return;
    }
    run.run();
    now.get("plain").documents().put(id, whole(document, values, sequence[0]));
    now.get("kept").documents().remove(id);
    if (!deletes) {
      now.get("kept").documents().put(id, whole(document, values, sequence[0]));
    }
  }

  private void closeValidity(Collection collection, ModelCollection model, DocumentId id) {
    Entry before = model.documents().get(id);
    Instant until = Instant.parse("2030-01-01T00:00:00Z");
    if (before == null) {
      assertThatThrownBy(() -> collection.closeValidity(id, until, "gone"))
          .isInstanceOf(NotFoundException.class);
      return;
    }
    long version = collection.closeValidity(id, until, "gone");
    Validity validity = new Validity(before.validity().from(), until, "gone");
    model.documents().put(id, new Entry(before.values(), validity, version));
  }

  private void restore() {
    Collection kept = database.collection("kept");
    long sequence = anyPast();
    Instant instant = FieldType.instant(sequence);
    if (instant.isBefore(kept.horizon()) || random.nextInt(4) != 0) {
      return;
    }
    long _ = kept.restore(instant);
    ModelCollection model = past.get(sequence).get("kept").copy();
    model
        .documents()
        .replaceAll((id, e) -> {
          long version = kept.get(id).version();
          return new Entry(e.values(), e.validity(), version);
        });
    now.put("kept", model);
  }

  private void snapshot(Collection collection, ModelCollection model) {
    if (snapshots.size() == SNAPSHOTS_MAX) {
      snapshots.remove(random.nextInt(SNAPSHOTS_MAX)).snapshot.close();
    }
    snapshots.add(new Held(collection.snapshot(), model.copy()));
  }

  private void history(DocumentId id) {
    List<Entry> expected = new ArrayList<>();
    for (Map<String, ModelCollection> then : past.values()) {
      Entry entry = then.get("kept").documents().get(id);
      if (entry != null
          && (expected.isEmpty() || expected.getLast().version() != entry.version())) {
        expected.add(entry);
      }
    }
    List<Long> versions = new ArrayList<>();
    database.collection("kept").history(id).forEach(document -> versions.add(document.version()));
    assertThat(versions).isSorted().doesNotHaveDuplicates();
    List<Long> known = expected.stream().map(Entry::version).toList();
    assertThat(known).endsWith(versions.toArray(Long[]::new));
  }
}
