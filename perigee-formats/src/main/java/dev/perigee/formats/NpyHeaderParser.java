package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Parses the header of a NumPy array: a Python dict literal of exactly three keys.
///
/// Source: NumPy, NEP 1 and `numpy/lib/format.py`. Only what NumPy itself writes is understood: a
/// string, a boolean and a tuple of whole numbers, with a comma more or less and the `L` that
/// Python 2 put behind long numbers. One pass, no recursion, so that no input makes it deep or
/// slow.
///
/// One use, one thread.
final class NpyHeaderParser {

  // More axes than NumPy allows; keeps a hostile header from growing a list.
  private static final int AXES_MAX = 64;
  // 18 digits fit a long whatever they are.
  private static final int DIGITS_MAX = 18;

  private final String source;
  private final long startBytes;
  private final String text;
  private int position;

  private String descr;
  private Boolean fortranOrder;
  private List<Long> shape;

  private NpyHeaderParser(String source, long startBytes, String text) {
    this.source = source;
    this.startBytes = startBytes;
    this.text = text;
  }

  /// @param source the file, for messages
  /// @param startBytes where the header starts in it
  /// @param text the header, one char per byte
  /// @throws CorruptionException where the text is not such a dict
  /// @throws InvalidRequestException for a structured type, which has no place in a matrix
  static NpyHeader parse(String source, long startBytes, String text) {
    return new NpyHeaderParser(source, startBytes, text).header();
  }

  private NpyHeader header() {
    expect('{');
    Set<String> seen = new HashSet<>();
    while (!accept('}')) {
      String key = string();
      if (!seen.add(key)) {
        throw corrupt("each key once", "'" + key + "' again");
      }
      expect(':');
      value(key);
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipBlanks();
    if (position < text.length()) {
      throw corrupt("the end of the header", found());
    }
    if (descr == null || fortranOrder == null || shape == null) {
      throw corrupt("the keys descr, fortran_order and shape", "only " + seen);
    }
    return new NpyHeader(descr, fortranOrder, shape);
  }

  private void value(String key) {
    switch (key) {
      case "descr" -> descr = type();
      case "fortran_order" -> fortranOrder = bool();
      case "shape" -> shape = tuple();
      default -> throw corrupt("one of descr, fortran_order, shape", "'" + key + "'");
    }
  }

  private String type() {
    skipBlanks();
    if (peek() == '[' || peek() == '(') {
      throw InvalidRequestException.of(
          source, "an array of plain numbers", "a structured descr (named fields)");
    }
    return string();
  }

  private boolean bool() {
    skipBlanks();
    if (acceptWord("True")) {
      return true;
    }
    if (acceptWord("False")) {
      return false;
    }
    throw corrupt("True or False", found());
  }

  private List<Long> tuple() {
    List<Long> axes = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      if (axes.size() == AXES_MAX) {
        throw corrupt("at most " + AXES_MAX + " axes", "more");
      }
      axes.add(number());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return axes;
  }

  private long number() {
    skipBlanks();
    int start = position;
    long number = 0;
    while (peek() >= '0' && peek() <= '9') {
      if (position - start == DIGITS_MAX) {
        throw corrupt("a length of at most 18 digits", "more");
      }
      number = number * 10 + (peek() - '0');
      position++;
    }
    if (position == start) {
      throw corrupt("a whole number", found());
    }
    acceptWord("L");
    return number;
  }

  private String string() {
    skipBlanks();
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw corrupt("a quoted string", found());
    }
    int start = ++position;
    while (peek() != quote) {
      if (peek() == '\\' || peek() < ' ') {
        throw corrupt("a closing " + quote, found());
      }
      position++;
    }
    return text.substring(start, position++);
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw corrupt("'" + wanted + "'", found());
    }
  }

  private boolean accept(char wanted) {
    skipBlanks();
    if (peek() != wanted) {
      return false;
    }
    position++;
    return true;
  }

  private boolean acceptWord(String word) {
    if (!text.startsWith(word, position)) {
      return false;
    }
    position += word.length();
    return true;
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
      position++;
    }
  }

  /// The next char; NUL at the end, which no part of a header matches.
  private char peek() {
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private String found() {
    return position < text.length()
        ? "byte 0x%02X".formatted((int) text.charAt(position))
        : "the end of the header";
  }

  private CorruptionException corrupt(String expected, String got) {
    return new CorruptionException(
        source, startBytes + position, "npy header: expected " + expected + ", got " + got);
  }
}
