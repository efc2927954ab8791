package dev.perigee.cli.data;

import dev.perigee.cli.data.FilterToken.Kind;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.query.Filter;
import dev.perigee.error.InvalidRequestException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Reads a condition on the fields of a document, as in `year >= 2020 and not (tags = "a" or x in
/// (1, 2))`.
///
/// ```
/// or        = and { "or" and }
/// and       = unary { "and" unary }
/// unary     = "not" unary | "(" or ")" | condition
/// condition = field ( operator value
///                   | [ "not" ] "in" "(" value { "," value } ")"
///                   | "between" value "and" value
///                   | "exists" | "missing" )
/// operator  = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
/// value     = number | true | false | "text" | 'text'
/// ```
///
/// A field is a name, in backquotes where it would be a word of the language or has other
/// characters than letters, digits, `_`, `.` and `-`. Times and UUIDs are written as text. A
/// document without a value in the field meets neither `=` nor `!=`.
final class FilterParser {

  private static final int DEPTH_MAX = 100;

  private final String label;
  private final Schema schema;
  private final List<FilterToken> tokens;
  private int at;
  private int depth;

  private FilterParser(String label, Schema schema, String text) {
    this.label = label;
    this.schema = schema;
    tokens = FilterToken.split(label, text);
  }

  /// Reads a condition.
  ///
  /// @param label for errors
  /// @param schema which fields there are; values are checked against their types
  /// @param text of the condition; null for none
  /// @return null if there is none
  /// @throws InvalidRequestException if it is none; with the column
  static Filter parse(String label, Schema schema, String text) {
    if (text == null) {
      return null;
    }
    FilterParser parser = new FilterParser(label, schema, text);
    Filter filter = parser.or();
    if (parser.peek().kind() != Kind.END) {
      throw parser.refusal(parser.peek(), "and, or, or the end");
    }
    return filter;
  }

  private Filter or() {
    if (++depth > DEPTH_MAX) {
      throw refusal(peek(), "at most " + DEPTH_MAX + " conditions inside each other");
    }
    List<Filter> filters = new ArrayList<>();
    do {
      filters.add(and());
    } while (takeWord("or"));
    depth--;
    return filters.size() == 1 ? filters.getFirst() : new Filter.Or(List.copyOf(filters));
  }

  private Filter and() {
    List<Filter> filters = new ArrayList<>();
    do {
      filters.add(unary());
    } while (takeWord("and"));
    return filters.size() == 1 ? filters.getFirst() : new Filter.And(List.copyOf(filters));
  }

  private Filter unary() {
    boolean contrary = false;
    while (takeWord("not")) {
      contrary = !contrary;
    }
    Filter filter;
    if (takeSymbol("(")) {
      filter = or();
      requireSymbol(")");
    } else {
      filter = condition();
    }
    return contrary ? Filter.not(filter) : filter;
  }

  private Filter condition() {
    FilterToken name = next();
    if (name.kind() != Kind.WORD && name.kind() != Kind.NAME) {
      throw refusal(name, "a field, not or (");
    }
    FilterToken operator = next();
    if (operator.isWord("exists") || operator.isWord("missing")) {
      return presence(name, operator);
    }
    Field field = field(name);
    if (operator.isWord("in")) {
      return checked(operator, values(field));
    }
    if (operator.isWord("not")) {
      if (!takeWord("in")) {
        throw refusal(peek(), "in");
      }
      return contrary(name, checked(operator, values(field)));
    }
    if (operator.isWord("between")) {
      Object from = value(field);
      if (!takeWord("and")) {
        throw refusal(peek(), "and");
      }
      return checked(operator, Filter.between(field.name(), from, value(field)));
    }
    return comparison(name, operator, field);
  }

  private Filter comparison(FilterToken name, FilterToken operator, Field field) {
    if (operator.kind() != Kind.SYMBOL || "(),".contains(operator.text())) {
      throw refusal(operator, "= != < <= > >= in between exists or missing");
    }
    Object value = value(field);
    return switch (operator.text()) {
      case "!=", "<>" -> contrary(name, checked(operator, Filter.eq(field.name(), value)));
      case "<" -> checked(operator, Filter.lt(field.name(), value));
      case "<=" -> checked(operator, Filter.lte(field.name(), value));
      case ">" -> checked(operator, Filter.gt(field.name(), value));
      case ">=" -> checked(operator, Filter.gte(field.name(), value));
      default -> checked(operator, Filter.eq(field.name(), value));
    };
  }

  private Filter presence(FilterToken name, FilterToken operator) {
    if (!schema.isVector(name.text())) {
      field(name);
    }
    return operator.isWord("exists") ? Filter.exists(name.text()) : Filter.missing(name.text());
  }

  private static Filter contrary(FilterToken name, Filter filter) {
    return Filter.exists(name.text()).and(Filter.not(filter));
  }

  private Filter values(Field field) {
    requireSymbol("(");
    List<Object> values = new ArrayList<>();
    do {
      values.add(value(field));
    } while (takeSymbol(","));
    requireSymbol(")");
    return Filter.in(field.name(), values.toArray());
  }

  private Object value(Field field) {
    FilterToken token = next();
    Object json =
        switch (token.kind()) {
          case STRING -> token.text();
          case NUMBER -> number(token.text());
          case WORD -> token.isWord("true") ? (Object) true : token.isWord("false") ? false : null;
          case NAME, SYMBOL, END -> null;
        };
    if (json == null) {
      throw refusal(token, "a number, \"text\", true or false");
    }
    try {
      return switch (field.type()) {
        case KEYWORD_LIST -> FieldType.KEYWORD.normalised(field.name(), json);
        case JSON, BYTES, GEO_POINT ->
            throw InvalidRequestException.of(
                field.name(), "a field that can be compared", SchemaSpecs.name(field.type()));
        case INTEGER, FLOAT, BOOLEAN, KEYWORD, TEXT, TIMESTAMP, UUID ->
            JsonValues.field(field, json);
      };
    } catch (InvalidRequestException e) {
      throw atColumn(token, e);
    }
  }

  private static Object number(String text) {
    BigDecimal number = new BigDecimal(text);
    try {
      return text.matches("[-+]?\\d+") ? (Object) number.longValueExact() : number.doubleValue();
    } catch (ArithmeticException e) {
      return number.doubleValue();
    }
  }

  private Field field(FilterToken name) {
    for (Field field : schema.fields()) {
      if (field.name().equals(name.text())) {
        return field;
      }
    }
    String known = schema.fields().stream().map(Field::name).toList().toString();
    throw refusal(name, "one of the fields " + known);
  }

  private Filter checked(FilterToken operator, Filter filter) {
    try {
      var _ = filter.on(schema);
      return filter;
    } catch (InvalidRequestException e) {
      throw atColumn(operator, e);
    }
  }

  private FilterToken peek() {
    return tokens.get(at);
  }

  private FilterToken next() {
    FilterToken token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  private boolean takeWord(String word) {
    return peek().isWord(word) && next() != null;
  }

  private boolean takeSymbol(String symbol) {
    return peek().isSymbol(symbol) && next() != null;
  }

  private void requireSymbol(String symbol) {
    if (!takeSymbol(symbol)) {
      throw refusal(peek(), symbol);
    }
  }

  private InvalidRequestException refusal(FilterToken token, String expected) {
    return FilterToken.refusal(label, token.column(), expected, token.described());
  }

  private InvalidRequestException atColumn(FilterToken token, InvalidRequestException failure) {
    return new InvalidRequestException(
        label + ": column " + token.column() + ": " + failure.getMessage());
  }
}
