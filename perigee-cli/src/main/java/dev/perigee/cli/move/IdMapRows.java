package dev.perigee.cli.move;

import dev.perigee.db.document.DocumentId;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordOptions.VectorRule;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The pairs of a file of numbers and ids, one after another.
///
/// One thread. Closes what it opens.
final class IdMapRows {

  private static final List<String> NUMBERS =
      List.of("internal", "number", "row", "label", "ordinal", "index");
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,18})");

  /// A number, a comma, semicolon or tabulator, and the rest of the line.
  private static final Pattern PAIR = Pattern.compile("\\s*(-?[0-9]{1,19})\\s*[,;\t](.*)");

  private static final int LINE_CHARACTERS_MAX = 1 << 16;

  private final Path source;
  private final String idColumn;
  private Boolean swapped;

  /// Told of each pair.
  interface Sink {
    /// Takes a pair.
    ///
    /// @param where in the file, for errors
    void add(long number, DocumentId id, String where) throws IOException;
  }

  IdMapRows(Path source, String idColumn) {
    this.source = source;
    this.idColumn = idColumn;
  }

  /// Reads all pairs.
  ///
  /// @throws InvalidRequestException if a row has no number or no id
  void forEach(Sink sink) throws IOException {
    if (idColumn == null && isWithoutHeader()) {
      readLines(sink);
      return;
    }
    RecordOptions options =
        RecordOptions.DEFAULT.withId(idColumn).withVectorRule(VectorRule.OPTIONAL);
    try (RecordSource records = RecordSource.open(source, options, 0)) {
      for (SourceRecord record = records.next(); record != null; record = records.next()) {
        add(record, sink);
      }
    }
  }

  private BufferedReader reader() throws IOException {
    if (!Files.isRegularFile(source)) {
      throw InvalidRequestException.of("--id-map", "a file", source);
    }
    Reader text =
        Channels.newReader(
            Files.newByteChannel(source),
            StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE),
            -1);
    return new BufferedReader(text);
  }

  private boolean isWithoutHeader() throws IOException {
    try (BufferedReader lines = reader()) {
      String first = line(lines);
      return first != null && PAIR.matcher(first).matches();
    }
  }

  private void readLines(Sink sink) throws IOException {
    try (BufferedReader lines = reader()) {
      long row = 0;
      for (String line = line(lines); line != null; line = line(lines)) {
        row++;
        Matcher pair = PAIR.matcher(line);
        if (pair.matches()) {
          Object id = unquoted(pair.group(2).strip());
          sink.add(number(pair.group(1), row), DocumentId.ofValue(id), source + " line " + row);
        } else if (!line.isBlank()) {
          throw InvalidRequestException.of(
              source + " line " + row, "a number, a comma and an id", line);
        }
      }
    }
  }

  private long number(String digits, long row) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw InvalidRequestException.of(source + " line " + row, "a number of 64 bits", digits);
    }
  }

  /// A line, however the last one ends; refused before memory runs out if it has no end.
  private String line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = lines.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = lines.read()) {
      if (line.length() == LINE_CHARACTERS_MAX) {
        throw InvalidRequestException.of(
            source.toString(), "lines of at most " + LINE_CHARACTERS_MAX + " characters", "more");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private static Object unquoted(String text) {
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
    return WHOLE.matcher(text).matches() ? asWhole(text) : text;
  }

  private static Object asWhole(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private void add(SourceRecord record, Sink sink) throws IOException {
    Object number = numberOf(record.payload());
    Object id = record.id();
    if (swapped == null) {
      // a column `id` of the numbers, beside one of the ids
      swapped = id instanceof Long && number instanceof String text && !isWhole(text);
    }
    Object of = swapped ? id : number;
    Object named = swapped ? number : id;
    String where = source + " " + record.position();
    if (named == null) {
      throw InvalidRequestException.of(where, "an id", "none");
    }
    switch (of) {
      case Long whole -> sink.add(whole, DocumentId.ofValue(named), where);
      case String text when isWhole(text) ->
          sink.add(Long.parseLong(text), DocumentId.ofValue(named), where);
      case null ->
          throw InvalidRequestException.of(
              where, "a column of numbers, one of " + NUMBERS, record.payload().keySet());
      default -> throw InvalidRequestException.of(where, "a whole number", of);
    }
  }

  private static boolean isWhole(String text) {
    return text.length() < 19 && WHOLE.matcher(text).matches();
  }

  private static Object numberOf(Map<String, Object> values) {
    for (String name : NUMBERS) {
      if (values.get(name) != null) {
        return values.get(name);
      }
    }
    return values.size() == 1 ? values.values().iterator().next() : null;
  }
}
