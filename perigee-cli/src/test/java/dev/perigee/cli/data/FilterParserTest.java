package dev.perigee.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.query.Filter;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterParserTest {

  private static final Schema SCHEMA =
      Schema.builder()
          .vector("embedding", 2, Metric.L2)
          .field("year", FieldType.INTEGER)
          .field("price", FieldType.FLOAT)
          .field("x", FieldType.BOOLEAN)
          .field("title", FieldType.TEXT)
          .field("tags", FieldType.KEYWORD_LIST)
          .field("at", FieldType.TIMESTAMP)
          .field("key", FieldType.UUID)
          .field("where", FieldType.GEO_POINT)
          .field("in", FieldType.INTEGER)
          .field("two words", FieldType.INTEGER)
          .build();

  private static final UUID KEY = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");

  private static final Document DOCUMENT =
      Document.of(1)
          .vector("embedding", new float[] {1, 2})
          .set("year", 2020L)
          .set("price", 1.5)
          .set("x", true)
          .set("title", "it's \"so\"")
          .set("tags", List.of("a", "b"))
          .set("at", Instant.parse("2024-05-01T10:00:00Z"))
          .set("key", KEY)
          .set("in", 7L)
          .set("two words", 8L);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "year = 2020",
        "year == 2020 AND year<>2021",
        "year >= 2020 and year <= 2020 and not year > 2020 and not year < 2020",
        "year in (1, 2, 2020)",
        "year not in (1, 2)",
        "year between 2000 and 2020 and price between 1 and 2",
        "price = 1.5 and price > -2.5e1 and price < .2e1",
        "x = true and x != false",
        "title = 'it\\'s \"so\"'",
        "title = \"it's \\\"so\\\"\"",
        "tags = \"a\" and tags in (\"b\", \"c\") and tags != \"c\"",
        "at > \"2024-05-01\" and at < '2024-05-01T11:00:00+00:00' and at = '2024-05-01T10:00:00Z'",
        "key = '123e4567-e89b-12d3-a456-426614174000'",
        "embedding exists and where missing",
        "`in` in (7) and `two words` = 8",
        "year = 1 or year = 2 or year = 2020",
        "year = 2020 or year = 1 and year = 2",
        "not (year = 2020 and x = false)",
        "not not year = 2020",
        "((((year=2020))))"
      })
  void holds(String text) {
    assertThat(meets(text)).isTrue();
    assertThat(meets("not (" + text + ")")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"year = 1", "year != 2020", "(year = 2020 or year = 1) and year = 2"})
  void doesNotHold(String text) {
    assertThat(meets(text)).isFalse();
  }

  @Test
  void nothingIsKnownOfAMissingValue() {
    Document empty = Document.of(1);
    for (String text : List.of("year = 1", "year != 1", "year not in (1)", "year < 1")) {
      Filter filter = FilterParser.parse("--where", SCHEMA, text);
      assertThat(DocumentTest.of(SCHEMA, filter).meets(empty)).as(text).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "year >=|--where: expected a number, \"text\", true or false at column 8, got the end",
        "'yeer = 1'|--where: expected one of the fields [year, price, x, title, tags, at, key,"
            + " where, in, two words] at column 1, got yeer",
        "year = 1 1|--where: expected and, or, or the end at column 10, got 1",
        "(year = 1|--where: expected ) at column 10, got the end",
        "year = \"x\"|--where: column 8: year: expected a value of type integer, got \"x\"",
        "x > true|--where: column 3: x: expected a field that has an order, got BOOLEAN",
        "year ? 3|--where: expected a name, a value or an operator at column 6, got ?",
        "year = 3x|--where: expected a name, a value or an operator at column 8, got 3",
        "title = \"x|--where: expected a closing \" at column 9, got none",
        "year 3|--where: expected = != < <= > >= in between exists or missing at column 6, got 3",
        "year not 3|--where: expected in at column 10, got 3",
        "at = \"then\"|--where: column 6: at: expected a time such as 2026-01-31T12:00:00Z or"
            + " 2026-01-31, got \"then\"",
        "where = 3|--where: column 9: where: expected a field that can be compared, got geo-point",
        "year = 99999999999999999999|--where: column 8: year: expected a value of type integer,"
            + " got 1.0E20",
        "year|--where: expected = != < <= > >= in between exists or missing at column 5, got the end"
      })
  void refusesWithTheColumn(String text, String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FilterParser.parse("--where", SCHEMA, text))
        .withMessage(message);
  }

  @Test
  void depthHasABound() {
    String deep = "(".repeat(1000) + "year = 1" + ")".repeat(1000);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FilterParser.parse("--where", SCHEMA, deep))
        .withMessageContaining("at most 100");
  }

  private static boolean meets(String text) {
    return DocumentTest.of(SCHEMA, FilterParser.parse("--where", SCHEMA, text)).meets(DOCUMENT);
  }
}
