package dev.perigee.db.query;

import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Version;
import dev.perigee.error.InvalidRequestException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// A condition on the fields of a document. Made by the static methods; immutable.
///
/// A document without a value in a field meets no condition on it but `missing` and `not`.
public sealed interface Filter {

  /// The field has this value; a list has it among its words.
  ///
  /// @throws InvalidRequestException if the value is null: see [#missing]
  static Filter eq(String field, Object value) {
    return in(field, new Object[] {value});
  }

  /// The field has one of these values.
  static Filter in(String field, Object... values) {
    if (values.length == 0 || Arrays.stream(values).anyMatch(Objects::isNull)) {
      throw InvalidRequestException.of(field, "values to compare with", Arrays.toString(values));
    }
    return new In(field, List.of(values));
  }

  /// The value is greater. For integers, floats, keywords, text and timestamps.
  static Filter gt(String field, Object value) {
    return new Range(field, value, false, null, false);
  }

  /// The value is greater or equal.
  static Filter gte(String field, Object value) {
    return new Range(field, value, true, null, false);
  }

  /// The value is less.
  static Filter lt(String field, Object value) {
    return new Range(field, null, false, value, false);
  }

  /// The value is less or equal.
  static Filter lte(String field, Object value) {
    return new Range(field, null, false, value, true);
  }

  /// The value is at least one and at most the other.
  static Filter between(String field, Object from, Object to) {
    return new Range(field, from, true, to, true);
  }

  /// The field has a value.
  static Filter exists(String field) {
    return new Exists(field);
  }

  /// The field has no value.
  static Filter missing(String field) {
    return not(exists(field));
  }

  /// The condition does not hold.
  static Filter not(Filter filter) {
    return new Not(filter);
  }

  /// Both hold.
  default Filter and(Filter other) {
    return new And(List.of(this, other));
  }

  /// One of both holds.
  default Filter or(Filter other) {
    return new Or(List.of(this, other));
  }

  /// The condition as a test of documents.
  ///
  /// @throws InvalidRequestException if a field is not in the schema, or a value not of its type
  Predicate<Version> on(Schema schema);

  /// One of several values.
  ///
  /// @param field name
  /// @param values at least one
  record In(String field, List<Object> values) implements Filter {
    @Override
    public Predicate<Version> on(Schema schema) {
      int index = schema.fieldIndex(field);
      FieldType type = schema.fields().get(index).type();
      FieldType wordType = type == FieldType.KEYWORD_LIST ? FieldType.KEYWORD : type;
      if (type == FieldType.BYTES) {
        throw InvalidRequestException.of(field, "a field that can be compared", type);
      }
      List<Object> wanted = values.stream().map(v -> wordType.normalised(field, v)).toList();
      return version ->
          version.value(index) instanceof List<?> words
              ? words.stream().anyMatch(wanted::contains)
              : version.value(index) != null && wanted.contains(version.value(index));
    }
  }

  /// Between two values; each may be null for no limit.
  ///
  /// @param field name
  /// @param from least value
  /// @param fromIncluded whether `from` itself counts
  /// @param to greatest value
  /// @param toIncluded whether `to` itself counts
  record Range(String field, Object from, boolean fromIncluded, Object to, boolean toIncluded)
      implements Filter {
    @Override
    public Predicate<Version> on(Schema schema) {
      int index = schema.fieldIndex(field);
      FieldType type = schema.fields().get(index).type();
      if (from == null && to == null) {
        throw InvalidRequestException.of(field, "a value to compare with", null);
      }
      Object low = from == null ? null : type.normalised(field, from);
      Object high = to == null ? null : type.normalised(field, to);
      return switch (type) {
        case INTEGER -> within(index, Long.class, low, high);
        case FLOAT -> within(index, Double.class, low, high);
        case KEYWORD, TEXT -> within(index, String.class, low, high);
        case TIMESTAMP -> within(index, Instant.class, low, high);
        case BOOLEAN, KEYWORD_LIST, UUID, GEO_POINT, BYTES, JSON ->
            throw InvalidRequestException.of(field, "a field that has an order", type);
      };
    }

    private <T extends Comparable<T>> Predicate<Version> within(
        int index, Class<T> type, Object low, Object high) {
      T least = type.cast(low);
      T greatest = type.cast(high);
      return version -> {
        T value = type.cast(version.value(index));
        return value != null
            && (least == null || value.compareTo(least) >= (fromIncluded ? 0 : 1))
            && (greatest == null || value.compareTo(greatest) <= (toIncluded ? 0 : -1));
      };
    }
  }

  /// Any value.
  ///
  /// @param field name, also of a vector field
  record Exists(String field) implements Filter {
    @Override
    public Predicate<Version> on(Schema schema) {
      if (schema.isVector(field)) {
        int index = schema.vectorIndex(field);
        return version -> version.vectorCount(index) > 0;
      }
      int index = schema.fieldIndex(field);
      return version -> version.value(index) != null;
    }
  }

  /// All of several.
  ///
  /// @param filters at least one
  record And(List<Filter> filters) implements Filter {
    @Override
    public Predicate<Version> on(Schema schema) {
      return filters.stream().map(f -> f.on(schema)).reduce(Predicate::and).orElseThrow();
    }
  }

  /// One of several.
  ///
  /// @param filters at least one
  record Or(List<Filter> filters) implements Filter {
    @Override
    public Predicate<Version> on(Schema schema) {
      return filters.stream().map(f -> f.on(schema)).reduce(Predicate::or).orElseThrow();
    }
  }

  /// The contrary.
  ///
  /// @param filter that does not hold
  record Not(Filter filter) implements Filter {
    /// @throws InvalidRequestException if there is no filter
    public Not {
      Objects.requireNonNull(filter, "filter");
    }

    @Override
    public Predicate<Version> on(Schema schema) {
      return filter.on(schema).negate();
    }
  }
}
