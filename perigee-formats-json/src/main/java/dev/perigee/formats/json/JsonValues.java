package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.NumberList;
import dev.perigee.formats.record.RecordOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values of JSON as Java has them, each record within a bound of memory.
///
/// Python writes `NaN`, `Infinity` and `-Infinity` into JSON; they are taken as numbers. A list of
/// numbers alone is a [NumberList]. Whole numbers are exact. Not thread-safe.
final class JsonValues {

  private static final int NAME_LENGTH_MAX = 1 << 16;
  private static final int NUMBER_LENGTH_MAX = 1000;

  /// What a value costs beside its text: an entry of a map and its boxes.
  private static final int VALUE_BYTES = 64;

  private final int recordBytesMax;
  private long recordBytes;

  JsonValues(RecordOptions options) {
    this.recordBytesMax = options.recordBytesMax();
  }

  /// Makes parsers for files from strangers.
  static JsonFactory factory(RecordOptions options) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(RecordOptions.DEPTH_MAX)
                .maxStringLength(options.recordBytesMax())
                .maxNameLength(NAME_LENGTH_MAX)
                .maxNumberLength(NUMBER_LENGTH_MAX)
                .build())
        // Ids may be names of fields: a table of all names ever met would grow with the file.
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .build();
  }

  /// The value that begins with the parser's token; the parser then stands at its last token.
  ///
  /// @throws BadRowException if it takes more memory than a record may; the parser then stands
  ///   somewhere inside
  Object record(JsonParser parser) throws IOException, BadRowException {
    recordBytes = 0;
    return value(parser);
  }

  private Object value(JsonParser parser) throws IOException, BadRowException {
    charge(VALUE_BYTES);
    return switch (parser.currentToken()) {
      case START_OBJECT -> map(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> text(parser);
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new AssertionError("a value begins with none of these");
    };
  }

  private Map<String, Object> map(JsonParser parser) throws IOException, BadRowException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (next(parser) != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      charge(2L * name.length());
      next(parser);
      map.put(name, value(parser));
    }
    return map;
  }

  private Object list(JsonParser parser) throws IOException, BadRowException {
    NumberList numbers = new NumberList();
    while (next(parser) != JsonToken.END_ARRAY) {
      if (!takeNumber(parser, numbers)) {
        return mixed(parser, numbers.toList());
      }
    }
    return numbers.size() == 0 ? new ArrayList<>() : numbers;
  }

  private boolean takeNumber(JsonParser parser, NumberList numbers)
      throws IOException, BadRowException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      numbers.add(parser.getDoubleValue(), false);
    } else if (token == JsonToken.VALUE_NUMBER_INT
        && whole(parser) instanceof Long number
        && NumberList.keeps(number)) {
      numbers.add(number, true);
    } else {
      return false;
    }
    charge(2 * Double.BYTES);
    return true;
  }

  private List<Object> mixed(JsonParser parser, List<Object> list)
      throws IOException, BadRowException {
    charge((long) VALUE_BYTES * list.size());
    do {
      list.add(value(parser));
    } while (next(parser) != JsonToken.END_ARRAY);
    return list;
  }

  private String text(JsonParser parser) throws IOException, BadRowException {
    String text = parser.getText();
    charge(2L * text.length());
    return text;
  }

  private Object whole(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER -> parser.getBigIntegerValue();
      case FLOAT, DOUBLE, BIG_DECIMAL -> parser.getDoubleValue();
    };
  }

  private void charge(long bytes) throws BadRowException {
    recordBytes += bytes;
    // What a value takes in memory is some times its text.
    if (recordBytes > 8L * recordBytesMax) {
      throw BadRowException.of("record", "at most " + recordBytesMax + " bytes", "more");
    }
  }

  /// The next token inside a value.
  private static JsonToken next(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new JsonEOFException(parser, null, "the end of the text inside a value");
    }
    return token;
  }
}
