package dev.perigee.db.document;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.RerankCopy;
import dev.perigee.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the documents of a collection may have: vectors, fields, and how long old versions are
/// kept.
///
/// The place of a field in its list is its number in the files, so fields are only ever added at
/// the end.
///
/// @param vectors the vector fields
/// @param fields the other fields
/// @param history how long a version is kept after it was replaced or deleted; zero for not at all
public record Schema(List<VectorField> vectors, List<Field> fields, Duration history) {

  /// Kept as [#history()], old versions stay for ever.
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /// Most vector fields of a collection.
  public static final int VECTORS_MAX = 64;

  /// Most other fields of a collection.
  public static final int FIELDS_MAX = 1024;

  private static final int NAME_CHARACTERS_MAX = 128;

  /// @throws InvalidRequestException if a name is taken twice, or is none
  /// @throws LimitExceededException if there are too many
  public Schema {
    vectors = List.copyOf(vectors);
    fields = List.copyOf(fields);
    if (vectors.size() > VECTORS_MAX || fields.size() > FIELDS_MAX) {
      throw new LimitExceededException(
          "schema: expected at most %d vector fields and %d others, got %d and %d"
              .formatted(VECTORS_MAX, FIELDS_MAX, vectors.size(), fields.size()));
    }
    Set<String> names = new HashSet<>();
    vectors.forEach(field -> requireName(names, field.name()));
    fields.forEach(field -> requireName(names, field.name()));
    if (history.isNegative()) {
      throw InvalidRequestException.of("history", "a duration of at least 0", history);
    }
    for (VectorField field : vectors) {
      requireStorable(field);
    }
  }

  /// A builder without fields.
  public static Builder builder() {
    return new Builder();
  }

  /// A name that may be given to a collection or a field.
  ///
  /// @throws InvalidRequestException if it may not
  public static String requireName(String label, String name) {
    if (name == null
        || name.isBlank()
        || name.length() > NAME_CHARACTERS_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw InvalidRequestException.of(
          label, "a name of 1 to " + NAME_CHARACTERS_MAX + " printable characters", name);
    }
    return name;
  }

  /// The vector field of a name.
  ///
  /// @throws InvalidRequestException if there is none
  public VectorField vector(String name) {
    return vectors.get(vectorIndex(name));
  }

  /// The place of a vector field.
  ///
  /// @throws InvalidRequestException if there is none
  public int vectorIndex(String name) {
    for (int i = 0; i < vectors.size(); i++) {
      if (vectors.get(i).name().equals(name)) {
        return i;
      }
    }
    throw InvalidRequestException.of(
        "vector field", "one of " + vectors.stream().map(VectorField::name).toList(), name);
  }

  /// The place of a field.
  ///
  /// @throws InvalidRequestException if there is none
  public int fieldIndex(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    throw InvalidRequestException.of(
        "field", "one of " + fields.stream().map(Field::name).toList(), name);
  }

  /// Whether a name is that of a vector field.
  public boolean isVector(String name) {
    return vectors.stream().anyMatch(field -> field.name().equals(name));
  }

  /// Whether documents of an older schema are documents of this one: all its fields are here, at
  /// the same places. How vectors are indexed may differ.
  public boolean extend(Schema older) {
    if (vectors.size() < older.vectors.size() || fields.size() < older.fields.size()) {
      return false;
    }
    for (int i = 0; i < older.vectors.size(); i++) {
      if (!vectors.get(i).holdsSameAs(older.vectors.get(i))) {
        return false;
      }
    }
    return fields.subList(0, older.fields.size()).equals(older.fields);
  }

  /// This schema, with the fields of an older one indexed as they are there.
  ///
  /// @param older which this one extends
  public Schema over(Schema older) {
    List<VectorField> kept = new ArrayList<>(older.vectors);
    kept.addAll(vectors.subList(older.vectors.size(), vectors.size()));
    return new Schema(kept, fields, history);
  }

  /// The same with a vector field that is indexed in another way.
  ///
  /// @throws InvalidRequestException if there is no such field, or the options are for other
  ///   vectors
  public Schema reindexed(String field, IndexOptions options) {
    int index = vectorIndex(field);
    List<VectorField> changed = new ArrayList<>(vectors);
    changed.set(index, vectors.get(index).indexedBy(options));
    return new Schema(changed, fields, history);
  }

  /// Whether it says the same as another, number of threads aside.
  public boolean sameAs(Schema other) {
    return Arrays.equals(SchemaCodec.encode(this), SchemaCodec.encode(other));
  }

  private static void requireName(Set<String> names, String name) {
    requireName("field", name);
    if (!names.add(name)) {
      throw InvalidRequestException.of("field", "a name that is not taken", name);
    }
  }

  private static void requireStorable(VectorField field) {
    IndexOptions options = field.options();
    if (options.metric() == Metric.CUSTOM) {
      throw InvalidRequestException.of(field.name(), "a metric that can be stored", "CUSTOM");
    }
    if (options.rerank() != RerankCopy.VECTORS) {
      throw InvalidRequestException.of(
          field.name(),
          "rerank VECTORS, since documents give their vectors back",
          options.rerank());
    }
  }

  /// Collects fields.
  public static final class Builder {
    private final List<VectorField> vectors = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private Duration history = Duration.ZERO;

    private Builder() {}

    /// Adds a vector of single-precision floats; of bits for HAMMING and JACCARD.
    public Builder vector(String name, int dimension, Metric metric) {
      return vector(name, IndexOptions.of(dimension, metric));
    }

    /// Adds a vector with options of its own.
    public Builder vector(String name, IndexOptions options) {
      vectors.add(new VectorField(name, options, false));
      return this;
    }

    /// Adds a list of vectors; a document is as near as the nearest of its vectors.
    public Builder vectors(String name, IndexOptions options) {
      vectors.add(new VectorField(name, options, true));
      return this;
    }

    /// Adds a field.
    public Builder field(String name, FieldType type) {
      fields.add(new Field(name, type));
      return this;
    }

    /// Keeps old versions for so long after they were replaced or deleted.
    public Builder history(Duration duration) {
      history = duration;
      return this;
    }

    /// Keeps all old versions.
    public Builder historyForever() {
      return history(FOREVER);
    }

    /// The schema.
    public Schema build() {
      return new Schema(vectors, fields, history);
    }
  }
}
