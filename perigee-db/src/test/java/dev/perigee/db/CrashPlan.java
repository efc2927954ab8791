package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/// What the writers of one round do, drawn from a seed: the child does it, and the parent knows
/// what was done, what may have been done when the child was killed, and what each document holds.
///
/// Every step has a token that no other step has. All that a step writes is derived from its token,
/// so that a document tells which steps made it.
///
/// @param seed of all rounds
/// @param round number of the round
/// @param setting how the database is laid out
record CrashPlan(long seed, int round, Setting setting) {

  /// How a database is laid out.
  enum Setting {
    /// Vectors are mapped, and merged in memory.
    IN_MEMORY,
    /// As if memory held a small part: every segment with codes is searched by reads, and merges
    /// have their vectors in a file.
    LARGER_THAN_MEMORY
  }

  static final int WRITERS = 3;
  static final List<String> COLLECTIONS = List.of("plain", "kept");
  static final int DIMENSION = 64;

  private static final int OWN_IDS = 40;
  private static final int PAIRS = 25;

  /// What a step does. A writer's own documents are written by nobody else; pairs by everybody.
  enum Kind {
    PUT,
    PUT_MANY,
    UPDATE,
    UPDATE_VECTOR,
    DELETE,
    PAIR_PUT,
    PAIR_DELETE
  }

  /// One commit.
  ///
  /// @param targets the documents that it writes
  record Step(Kind kind, List<Target> targets, long token) {
    boolean ofPair() {
      return kind == Kind.PAIR_PUT || kind == Kind.PAIR_DELETE;
    }

    /// What a document is after this step.
    ///
    /// @param before null if there was none
    State after(State before) {
      return switch (kind) {
        case PUT, PUT_MANY, PAIR_PUT -> new State(token, token, token);
        case UPDATE -> before == null ? null : new State(before.base, token, before.vector);
        case UPDATE_VECTOR -> before == null ? null : new State(before.base, before.field, token);
        case DELETE, PAIR_DELETE -> null;
      };
    }
  }

  /// A document of a collection.
  record Target(String collection, DocumentId id) {}

  /// The tokens of the steps that made a document what it is.
  ///
  /// @param base of the last whole write
  /// @param field of the last write of the field
  /// @param vector of the last write of the vector
  record State(long base, long field, long vector) {

    static State of(Document document) {
      return document == null
          ? null
          : new State(
              document.integer("base"), document.integer("field"), document.integer("vector"));
    }
  }

  /// The step that a writer does as its n-th of the round.
  Step step(int writer, int n) {
    long token = ((round + 1L) << 24) + ((long) writer << 20) + n;
    SplittableRandom random = new SplittableRandom(seed ^ (token * 0x9e3779b97f4a7c15L));
    int draw = random.nextInt(100);
    if (draw < 25) {
      Kind kind = draw < 20 ? Kind.PAIR_PUT : Kind.PAIR_DELETE;
      DocumentId pair = DocumentId.of("pair-" + random.nextInt(PAIRS));
      return new Step(kind, COLLECTIONS.stream().map(c -> new Target(c, pair)).toList(), token);
    }
    String collection = COLLECTIONS.get(random.nextInt(COLLECTIONS.size()));
    int first = random.nextInt(OWN_IDS);
    int count = 1;
    Kind kind;
    if (draw < 60) {
      kind = Kind.PUT;
    } else if (draw < 70) {
      kind = Kind.PUT_MANY;
      count = random.nextInt(2, OWN_IDS);
    } else {
      kind = draw < 80 ? Kind.UPDATE : draw < 90 ? Kind.UPDATE_VECTOR : Kind.DELETE;
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(new Target(collection, ownId(writer, (first + i) % OWN_IDS)));
    }
    return new Step(kind, targets, token);
  }

  private static DocumentId ownId(int writer, int i) {
    return switch (i % 3) {
      case 0 -> DocumentId.of(1000L * writer + i - 500);
      case 1 -> DocumentId.of("own-" + writer + "-" + i);
      default -> DocumentId.of(new UUID(writer, i));
    };
  }

  /// The schema of a collection; one of them keeps its past.
  Schema schema(String collection) {
    IndexOptions v = IndexOptions.of(DIMENSION, Metric.L2).withThreads(1);
    return Schema.builder()
        .vector(
            "v",
            switch (setting) {
              case IN_MEMORY -> v.withCodes(CodeKind.NONE);
              case LARGER_THAN_MEMORY ->
                  v.withCodes(CodeKind.BINARY).withGraph(GraphKind.VAMANA).withM(16);
            })
        .vectors(
            "many",
            IndexOptions.of(DIMENSION, Metric.COSINE)
                .withElementType(ElementType.INT8)
                .withThreads(1))
        .field("base", FieldType.INTEGER)
        .field("field", FieldType.INTEGER)
        .field("vector", FieldType.INTEGER)
        .field("words", FieldType.KEYWORD_LIST)
        .history(collection.equals("kept") ? Duration.ofHours(1) : Duration.ZERO)
        .build();
  }

  /// How the vectors of a collection are indexed from a time on.
  ///
  /// @param time number of it
  IndexOptions reindexed(int time) {
    IndexOptions v = schema("plain").vector("v").options();
    return switch (time / COLLECTIONS.size() % 3) {
      case 0 -> v.withM(8);
      case 1 -> v.withGraph(GraphKind.HNSW).withCodes(CodeKind.INT4);
      default -> v;
    };
  }

  /// A whole document as a step writes it.
  static Document document(DocumentId id, long token) {
    return Document.of(id)
        .vector("v", floats(id, token))
        .set("many", bytes(id, token))
        .set("base", token)
        .set("field", token)
        .set("vector", token)
        .set("words", words(token));
  }

  /// What an update of a step names.
  static Document update(DocumentId id, Step step) {
    return step.kind == Kind.UPDATE
        ? Document.of(id).set("field", step.token)
        : Document.of(id).set("vector", step.token).vector("v", floats(id, step.token));
  }

  /// All values of a document in some state, by name; vectors are given as they are set.
  static Map<String, Object> values(DocumentId id, State state) {
    Map<String, Object> values = new LinkedHashMap<>(document(id, state.base).values());
    values.put("field", state.field);
    values.put("vector", state.vector);
    values.put("v", floats(id, state.vector));
    return values;
  }

  private static float[] floats(DocumentId id, long token) {
    SplittableRandom random = new SplittableRandom(token * 31 + id.hashCode());
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = random.nextFloat(-1, 1);
    }
    return vector;
  }

  private static List<byte[]> bytes(DocumentId id, long token) {
    SplittableRandom random = new SplittableRandom(token * 37 + id.hashCode());
    List<byte[]> vectors = new ArrayList<>();
    for (int i = 0; i <= token % 3; i++) {
      byte[] vector = new byte[DIMENSION];
      random.nextBytes(vector);
      vector[0] |= 1; // never all zero
      vectors.add(vector);
    }
    return vectors;
  }

  private static List<String> words(long token) {
    return List.of("w" + token % 7, "t" + token);
  }
}
